"""Config: wires everything, imported by nobody."""
