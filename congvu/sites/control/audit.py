"""The log: who did what, who looked at whose data, and whether a line was changed after sealing."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.audit import queries
from congvu.audit.models import BOOKS
from congvu.people.models import Official
from congvu.sites.control.asking import Unreadable, optional_day
from congvu.sites.control.doors import ControlRequest, control_only
from congvu.sites.control.health import book_words

NEWEST_LINES = 50_000
"""Lines of each book that the button works out again; the whole chain is for ``manage.py verify_audit``."""


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
    return render(request, "control/audit.html", {**asked, "page": page, "book": "entries", **_heads()})


@control_only
def readings(request: ControlRequest) -> HttpResponse:
    """Show who looked at personal data, the newest first, by party, actor and days."""
    request.seat.require_sight()
    asked = _asked(request)
    number = asked["subject"].removeprefix("party:")
    page = queries.readings_page(
        party_id=int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None,
        actor_key=asked["actor_key"],
        since=asked["since"],
        until=asked["until"],
        after=request.GET.get("sau"),
    )
    return render(request, "control/audit.html", {**asked, "page": page, "book": "readings", **_heads()})


@require_POST
@control_only
def verify(request: ControlRequest) -> HttpResponse:
    """Work the newest seals out again and say what does not agree."""
    request.seat.require_sight()
    found = [(book_words(book), list(queries.breaches(book, lines=NEWEST_LINES))) for book in BOOKS]
    context = {
        "found": found,
        "is_whole": not any(breaches for _book, breaches in found),
        "lines": NEWEST_LINES,
        "at": request.seat.now,
    }
    return render(request, "control/verify.html", {**context, **_heads()})


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
        "subject": data.get("ve", "").strip()[:120],
        "action": data.get("viec", "").strip()[:80],
        "actor": actor,
        "actor_key": _actor_key(actor),
        "first": first,
        "last": last,
        "since": _start_of(first) if first else None,
        "until": _start_of(last + dt.timedelta(days=1)) if last else None,
        "problem": problem,
    }


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))


def _actor_key(typed: str) -> str:
    """Return ``official:12`` for a staff code, else what was typed."""
    if not typed or ":" in typed:
        return typed[:40]
    official = Official.objects.filter(staff_code__iexact=typed).only("id").first()
    return f"official:{official.id}" if official else typed[:40]
