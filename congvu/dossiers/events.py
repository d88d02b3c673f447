"""Facts that dossiers announce."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DossierMoved:
    """The national state of a dossier changed."""

    dossier_id: int
    before: int | None
    after: int
    at: str


@dataclass(frozen=True)
class ResultReady:
    """The signed and sealed result stands; it waits to be returned."""

    dossier_id: int
    at: str


@dataclass(frozen=True)
class ResultReturned:
    """The citizen has the result."""

    dossier_id: int
    at: str
