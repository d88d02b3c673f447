"""Processes (quy trình nội bộ): BPMN 2.0 definitions, runs, and step rows that are the truth (house rule 11)."""
