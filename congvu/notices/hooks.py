"""What notices asks upward: who carries texts to telephones (:class:`Channel`), and links that nobody may read here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from congvu.kit.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What goes out to a telephone: of a person's matter only code and state (Luật 91/2025: no more than needed)."""

    key: str
    """The same at each try: a carrier that has had it does not send it again."""
    phone: str
    """With the country's number, without plus: 84912000001."""
    text: str
    """The whole sentence, with accents."""
    code: str
    state: str
    at: datetime
    """When what it tells of happened."""
    secret: str = ""
    """A single-use code that proves the number; then ``code`` and ``state`` are empty."""


class NotSent(Exception):
    """The carrier did not take the message; ``final``: another try would be useless."""

    def __init__(self, sentence: str, *, final: bool) -> None:
        super().__init__(sentence)
        self.final = final


class Channel(Protocol):
    """One way to telephones."""

    @property
    def kind(self) -> str:
        """Return "sms" or "chat"."""
        ...

    @property
    def is_on(self) -> bool:
        """Tell whether the province has switched it on."""
        ...

    def send(self, message: Message) -> str:
        """Hand the message to the carrier, outside any transaction; return the number the carrier gave it.

        :raises NotSent: it was not taken
        """
        ...


channels: Registry[Channel] = Registry("notice channels")


class Link(Protocol):
    """A link that opens something to whoever has it: kept as ``kind:number``, written out in the letter alone."""

    def path(self, number: str) -> str:
        """Return the address of the page, from the root of the site; empty when the link is void."""
        ...


links: Registry[Link] = Registry("notice links")


def path_of(kept: str) -> str:
    """Return the page to which a notice leads, from what is kept of it."""
    kind, _colon, number = kept.partition(":")
    link = None if kept.startswith("/") else links.find(kind)
    return link.path(number) if link else kept


def channel_of(kind: str) -> Channel | None:
    """Return the channel of a kind that is switched on, the first when there are several."""
    return next((channel for channel in channels if channel.kind == kind and channel.is_on), None)
