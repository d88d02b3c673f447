"""Processes (quy trình nội bộ): BPMN 2.0 definitions, their runs and the step rows that are the truth (house rule 11)."""
