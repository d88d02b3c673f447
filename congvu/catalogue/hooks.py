"""What the catalogue asks upward."""

from datetime import date
from typing import Protocol

from congvu.kit.registry import Registry


class CitizenLevelSource(Protocol):
    """Whoever knows the standing of citizens: the connector of the identity system."""

    def __call__(self, *, party_id: int, on: date) -> str:
        """Return a value of ``models.CitizenLevel``, empty when it does not know."""


citizen_levels: Registry[CitizenLevelSource] = Registry("citizen levels")
