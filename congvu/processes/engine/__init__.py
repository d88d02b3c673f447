"""The engine behind one face: SpiffWorkflow runs a checked graph and keeps its state as bytes apart from the spec.

Tasks carry no data. Variables live in the run and are handed to conditions, since the engine's merge of
branches would let an old value of one branch overwrite a new value of another.
"""
