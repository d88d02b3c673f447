"""One picture of a linked service: who has which part, since when, until when. Lines of the drawing are made here."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier

COLOURS = {
    "waits": "#5c564e",
    "sent": "#1c4a86",
    "works": "#1c4a86",
    "asks": "#7d4a00",
    "done": "#17683f",
    "refused": "#b4191b",
}
SIGNS = {"waits": "○", "sent": "→", "works": "●", "asks": "!", "done": "✓", "refused": "×"}
TALL, GAP, INDENT = 112, 16, 22
"""Height of a box, the room between two, and how far the parts stand in from the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One part as it is drawn and as its row of the table says it."""

    name: str
    agency: str
    state: str
    since: str
    until: str
    acknowledged: str
    colour: str
    sign: str
    address: str
    is_here: bool
    x: int
    y: int

    @property
    def middle(self) -> int:
        """Height of its middle line."""
        return self.y + TALL // 2

    @property
    def width(self) -> int:
        """How wide it is: all end at the same edge."""
        return 340 - self.x


def boxes(dossier: Dossier, *, at: dt.datetime) -> list[Box]:
    """Return the parts of a linked service from top to bottom; empty for any other dossier."""
    return [
        Box(
            name=part.name,
            agency=part.agency,
            state=part.state_words,
            since=_("từ %(at)s") % {"at": _short(part.since)} if part.since else "",
            until=_until(part),
            acknowledged=_acknowledged(part, at),
            colour=COLOURS[part.state],
            sign=SIGNS[part.state],
            address=reverse("portal:dossier", args=[part.dossier.public_id]) if part.dossier else "",
            is_here=part.dossier is not None and part.dossier.pk == dossier.pk,
            x=INDENT if number else 0,
            y=number * (TALL + GAP),
        )
        for number, part in enumerate(dossiers.linked.picture(dossier=dossier))
    ]


def _until(part: dossiers.linked.Part) -> str:
    if part.done_at:
        return _("xong %(at)s") % {"at": _short(part.done_at)}
    if part.due_at:
        return _("hẹn %(at)s") % {"at": _short(part.due_at)}
    return _("trong %(limit)s") % {"limit": part.limit}


def _acknowledged(part: dossiers.linked.Part, at: dt.datetime) -> str:
    """Say whether the agency acknowledged in time; empty while nothing was sent."""
    if part.acknowledge_by is None:
        return ""
    if part.acknowledged_at is None:
        words = _("quá hạn tiếp nhận từ %(at)s") if at > part.acknowledge_by else _("tiếp nhận trước %(at)s")
        return words % {"at": _short(part.acknowledge_by)}
    late = part.acknowledged_at > part.acknowledge_by
    words = _("tiếp nhận muộn, %(at)s") if late else _("tiếp nhận đúng hạn, %(at)s")
    return words % {"at": _short(part.acknowledged_at)}


def _short(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M %d/%m}" if moment else ""


def height(rows: list[Box]) -> int:
    """Return the height of the drawing."""
    return rows[-1].y + TALL if rows else 0
