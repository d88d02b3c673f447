"""The language of processes: reading, checking, writing and drawing BPMN 2.0. Pure: no database, no engine."""
