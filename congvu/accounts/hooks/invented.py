"""Words of a sandbox: its invented people and what it is. Nothing of it needs settings: they read it."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Persona:
    """An invented holder of an account there."""

    key: str
    label: str | Promise
    claims: dict[str, Any] = field(default_factory=dict)
    late: bool = False
    """Its ID token expired an hour before it was issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """What a settings module puts into ``SANDBOX``."""

    slug: str
    issuer: str
    personas: str
    """Dotted name of the tuple of :class:`Persona`."""
    template: str
    schema: str
    """Schema in the platform's database; empty: a database of its own."""
    client_id: str
    secret: str
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...]
