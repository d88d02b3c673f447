"""What dossiers ask upward: the systems of others that run some of them."""

from collections.abc import Mapping
from typing import Any, Protocol

from congvu.kit.registry import Registry


class OutsideSystem(Protocol):
    """A system that takes dossiers over, runs them and tells how they stand; messages as in ``kit.sync.messages``.

    Each call may use the network and is made outside any transaction.
    """

    @property
    def name(self) -> str:
        """Its name for citizens and officials."""

    @property
    def is_open(self) -> bool:
        """Whether it is configured; dossiers of a procedure whose system is not open are run here."""

    def call(self, service: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send a message and return the answer.

        :raises SystemDown: it does not answer; to be tried again
        :raises MessageRefused: it will not take it, with its words
        """

    def upload(self, name: str, content: bytes) -> str:
        """Send a file and return its number there; raises as ``call``."""

    def fetch(self, address: str) -> bytes:
        """Return a file of theirs; raises as ``call``."""

    def read(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return a message that it told us.

        :raises Forged: it is not theirs
        :raises Unreadable: it is no such message
        """


outside_systems: Registry[OutsideSystem] = Registry("outside systems")
