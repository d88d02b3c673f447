"""A registry: a lower module owns it, higher modules and plug-ins put their answers in."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Unknown(LookupError):
    """Nothing is registered under this key; the text names what is."""


class Taken(ValueError):
    """Something else is registered under this key already."""


class Registry(Generic[T]):
    """Named things of one kind, in the order in which they came."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._things: dict[str, T] = {}

    def register(self, key: str, thing: T) -> T:
        """Put ``thing`` in under ``key``; the same thing twice is harmless.

        :raises Taken: when another thing stands there
        """
        if self._things.setdefault(key, thing) is not thing:
            raise Taken(f"{self.name}: {key} is taken by {self._things[key]!r}")
        return thing

    def get(self, key: str) -> T:
        """Return the thing under ``key``.

        :raises Unknown: when there is none
        """
        try:
            return self._things[key]
        except KeyError:
            raise Unknown(f"{self.name}: no {key!r}; there are {', '.join(self._things) or 'none'}") from None

    def find(self, key: str) -> T | None:
        """Return the thing under ``key`` or None."""
        return self._things.get(key)

    def items(self) -> list[tuple[str, T]]:
        """Return all keys with their things."""
        return list(self._things.items())

    def __contains__(self, key: object) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._things.values()))

    def __len__(self) -> int:
        return len(self._things)
