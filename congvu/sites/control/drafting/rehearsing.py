"""What a draft would have changed for the dossiers of the last quarter: its limit, its fees."""

from typing import Any

from django.utils.translation import gettext as _

from congvu.catalogue.models import Draft
from congvu.catalogue.queries import Content
from congvu.rehearsals import operations, queries
from congvu.rehearsals.models import Rehearsal
from congvu.sites.control.doors import Seat
from congvu.workdays.queries import Limit

Change = tuple[str, dict[str, Any], str]
"""Kind, change and words of a rehearsal."""


def about(draft: Draft) -> str:
    """Return under what a draft's rehearsals are kept."""
    return f"draft:{draft.pk}"


def changes(before: Content | None, draft: Draft, seat: Seat) -> list[Change]:
    """Return what can be rehearsed: none for a new procedure, or one that keeps limit and fees."""
    if before is None:
        return []
    found: list[Change] = []
    was, now = (Limit.of(sheet["limit"]) for sheet in (before.sheet, draft.sheet))
    old, new = (sheet["limit"].get("cases", []) for sheet in (before.sheet, draft.sheet))
    if was != now or old != new:
        words = _("%(code)s: thời hạn %(was)s thành %(now)s")
        words %= {"code": draft.code, "was": was.words, "now": now.words}
        change: dict[str, Any] = {"value": now.value, "unit": str(now.unit)}
        found.append(("limit", change | ({"cases": new} if old or new else {}), words))
    if before.sheet["fees"] != draft.sheet["fees"]:
        sheet = {key: draft.sheet[key] for key in ("fees", "legal_basis", "valid_from")}
        change = {"sheet": sheet, "on": (draft.wanted_from or seat.today).isoformat()}
        found.append(("fee", change, _("%(code)s: biểu phí của bản soạn") % {"code": draft.code}))
    return found


def rehearse(before: Content | None, draft: Draft, seat: Seat) -> list[Rehearsal]:
    """Try limit and fees of a draft on the dossiers of the last quarter."""
    ways: dict[str, Any] = {"procedure_code": draft.code, "about": about(draft), "by": seat.actor, "at": seat.now}
    return [
        operations.begin(kind=kind, change=change, label=words, **ways)
        for kind, change, words in changes(before, draft, seat)
    ]


def made(draft: Draft) -> list[Rehearsal]:
    """Return the rehearsals of a draft, the newest first."""
    return queries.latest(about=about(draft))
