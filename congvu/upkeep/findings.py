"""What an examination says: one sentence about one part of the installation, and what to do. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from congvu.kit.selfcheck import State, worst


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence, and what to do when it is not good."""

    state: State
    sentence: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Organ:
    """A part of the installation that can be looked at."""

    key: str
    name: str | Promise
    examine: Callable[[datetime], Iterator[Finding]]
    is_thorough: bool = False
    """It takes long or asks other machines: left out where somebody waits for a page."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found at one organ."""

    organ: Organ
    findings: list[Finding]

    @property
    def state(self) -> State:
        """The worst of all sentences."""
        return worst(finding.state for finding in self.findings)
