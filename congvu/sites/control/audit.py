"""The log: who did what, who looked at whose data, and whether a line was changed after sealing."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.audit import operations, queries
from congvu.audit.models import Entry, Reading
from congvu.dossiers.models import Dossier
from congvu.kit.asking import Unreadable, optional_day
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.people.models import Official
from congvu.sites.control.doors import ControlRequest, carry_out, control_only
from congvu.sites.control.health import book_words


@control_only
def entries(request: ControlRequest) -> HttpResponse:
    """Show what was done, the newest first, by subject, actor, action and days."""
    request.seat.require_sight()
    asked = _asked(request)
    page = queries.entries_page(
        subject=asked["subject"],
        action=asked["action"],
        actor_key=asked["actor_key"],
        since=asked["since"],
        until=asked["until"],
        after=request.GET.get("sau"),
    )
    _note(request, page.rows)
    return render(request, "control/audit.html", {**asked, "page": page, "book": "entries", **_heads()})


@control_only
def readings(request: ControlRequest) -> HttpResponse:
    """Show who looked at personal data, the newest first, by party, actor and days."""
    request.seat.require_sight()
    asked = _asked(request)
    number = asked["subject"].removeprefix("party:")
    about_thing = ":" in number
    page = queries.readings_page(
        party_id=int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None,
        subject=number if about_thing else "",
        actor_key=asked["actor_key"],
        since=asked["since"],
        until=asked["until"],
        after=request.GET.get("sau"),
    )
    _note(request, page.rows)
    return render(request, "control/audit.html", {**asked, "page": page, "book": "readings", **_heads()})


@require_http_methods(["GET", "HEAD", "POST"])
@control_only
def verify(request: ControlRequest) -> HttpResponse:
    """Show what the last checks of the seals found and how far the running one is; have another one made."""
    seat = request.seat
    seat.require_sight()
    if request.method == "POST":

        def deed() -> None:
            by = people.require(by=seat.actor, roles=("province_admin", "auditor"), at=seat.now)
            operations.ask_verification(by=by, at=seat.now)

        return carry_out(request, deed, done=_("Đã bắt đầu kiểm tra."), back=reverse("control:verify"))
    last, *earlier = [*queries.verifications(), None]
    found = [(book_words(row["book"]), row["sentence"]) for row in last.found] if last else []
    context = {"last": last, "found": found, "earlier": [row for row in earlier if row], **_heads()}
    return render(request, "control/verify.html", context)


def _note(request: ControlRequest, rows: Iterable[Entry | Reading]) -> None:
    """Write down which citizens' own acts are shown, for their names stand beside them."""
    seat, shown = request.seat, []
    for row in rows:
        kind, _colon, number = row.actor_key.partition(":")
        if kind == "citizen" and number.isdigit():
            shown.append(people_operations.Shown(row.subject, int(number)))
    people_operations.note_shown(shown, grants=seat.grants, purpose="audit", by=seat.actor, at=seat.now)


def _heads() -> dict[str, Any]:
    waiting = queries.unsealed()
    return {"seals": [(book_words(book), head, waiting[book]) for book, head in queries.heads().items()]}


def _asked(request: ControlRequest) -> dict[str, Any]:
    """Return the filters: subject, actor, action, and both days as moments, the last day included."""
    data, problem = request.GET, ""
    try:
        first = optional_day(data, "tu", _("Từ ngày"))
        last = optional_day(data, "den", _("Đến ngày"))
    except Unreadable as refusal:
        first = last = None
        problem = str(refusal)
    actor = data.get("ai", "").strip()
    return {
        "subject": _subject(data.get("ve", "").strip()[:120]),
        "action": data.get("viec", "").strip()[:80],
        "actor": actor,
        "actor_key": _actor_key(actor),
        "first": first,
        "last": last,
        "since": _start_of(first) if first else None,
        "until": _start_of(last + dt.timedelta(days=1)) if last else None,
        "problem": problem,
    }


def _subject(typed: str) -> str:
    """Return ``dossier:12`` for a dossier's code, else what was typed."""
    if not typed or ":" in typed:
        return typed
    found = Dossier.objects.filter(code__iexact=typed).values_list("id", flat=True).first()
    return f"dossier:{found}" if found else typed


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))


def _actor_key(typed: str) -> str:
    """Return ``official:12`` for a staff code, else what was typed."""
    if not typed or ":" in typed:
        return typed[:40]
    official = Official.objects.filter(staff_code__iexact=typed).only("id").first()
    return f"official:{official.id}" if official else typed[:40]
