"""Self-checks of connectors: each outside system says in sentences how it stands (settings, reach, credentials).

A connector's folder holds ``checks.py``, which registers one :class:`Connector` here. It is imported by itself when the
program starts (kit/apps.py), so that a new folder needs no list. A check may call the network and takes at most
:data:`PATIENCE` seconds a call; its answer is kept until the next one.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kit.registry import Registry

PATIENCE = 5.0
"""Seconds that one call of a check may wait for an answer."""
KEY = "selfcheck:%s"


class Part(StrEnum):
    """What is looked at."""

    SETTINGS = "settings"
    REACH = "reach"
    CREDENTIALS = "credentials"

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        return {
            Part.SETTINGS: gettext_lazy("Cấu hình"),
            Part.REACH: gettext_lazy("Đường truyền"),
            Part.CREDENTIALS: gettext_lazy("Tài khoản kết nối"),
        }[self]


class State(StrEnum):
    """How it stands, from best to worst."""

    GOOD = "good"
    OFF = "off"
    WARNING = "warning"
    BROKEN = "broken"

    @property
    def label(self) -> str | Promise:
        """What it is called."""
        return {
            State.GOOD: gettext_lazy("Tốt"),
            State.OFF: gettext_lazy("Chưa bật"),
            State.WARNING: gettext_lazy("Cần để ý"),
            State.BROKEN: gettext_lazy("Hỏng"),
        }[self]


def worst(states: Iterable[State]) -> State:
    """Return the worst of these, GOOD when there is none."""
    return max(states, key=list(State).index, default=State.GOOD)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of a check, and what to do when it is not good."""

    part: Part
    state: State
    sentence: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Connector:
    """An outside system as the people see it who keep the program running."""

    key: str
    name: str | Promise
    purpose: str | Promise
    """What it is for, in a sentence."""
    needs: str | Promise
    """What a province signs, with whom, before it can be switched on."""
    is_sandbox: Callable[[], bool]
    reaches: Callable[[], Iterable[str]]
    """The addresses it calls as it is set now, with scheme and host; empty ones are left out."""
    check: Callable[[], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of one check: when, and its sentences."""

    at: datetime
    findings: list[Finding]

    @property
    def state(self) -> State:
        """The worst of all sentences."""
        return worst(finding.state for finding in self.findings)


connectors: Registry[Connector] = Registry("connectors")


def run(*, key: str, at: datetime) -> Report:
    """Check a connector now and keep the answer; outside any transaction, since it calls the network.

    A check that breaks down itself is an answer too.

    :raises Unknown: when there is no such connector
    """
    connector = connectors.get(key)
    try:
        found = list(connector.check())
    except Exception as problem:  # whatever a foreign system makes of us, the page has to say it
        words = _("Phép kiểm tra dừng giữa chừng: %(problem)s.") % {"problem": f"{type(problem).__name__}: {problem}"}
        found = [Finding(Part.REACH, State.BROKEN, words, _("Báo cho nhóm phát triển kèm câu này."))]
    report = Report(at, found)
    cache.set(KEY % key, {"at": at, "findings": [asdict(finding) for finding in found]}, None)
    return report


def last(key: str) -> Report | None:
    """Return the last answer of a connector, None when it was never checked."""
    kept: dict[str, Any] | None = cache.get(KEY % key)
    if kept is None:
        return None
    findings = [
        Finding(Part(row["part"]), State(row["state"]), row["sentence"], row["hint"]) for row in kept["findings"]
    ]
    return Report(kept["at"], findings)
