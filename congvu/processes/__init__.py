"""Processes (quy trình): BPMN runs and their step rows."""
