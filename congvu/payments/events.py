"""Facts that payments announce."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChargePaid:
    """A charge was paid in full; announced once for each charge under its own subject (``dossier:12``)."""

    charge_id: int
    subject: str
    at: str
