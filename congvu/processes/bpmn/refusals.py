"""Why a definition is not taken."""

from congvu.kit.errors import Refusal


class DefinitionRefused(Refusal):
    """The definition cannot be run safely; the text says what in it and why."""
