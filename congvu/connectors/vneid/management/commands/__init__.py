"""Commands of the VNeID connector."""
