"""Rehearsals: a change is tried on last quarter's dossiers, and what would have been different is shown.

Begun on their own page, or from the form where the change is decided: its button leads here with the same boxes.
"""

import datetime as dt
import re
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.kit.asking import day_in, row_in, text_in
from congvu.kit.errors import Declined, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.rehearsals import operations, queries
from congvu.rehearsals.models import Rehearsal
from congvu.sites.control.doors import ControlRequest, Seat, control_only
from congvu.sites.control.drafting.shapes import UNITS
from congvu.workdays import queries as workdays


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show the newest rehearsals; begin one."""
    request.seat.require_sight()
    if request.method != "POST":
        return _page(request)
    try:
        made = rehearse(request.POST.get("what", ""), request.POST, request.seat)
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=request.POST)
    return HttpResponseRedirect(reverse("control:rehearsal", args=[made.public_id]))


def rehearse_decided(what: str, data: QueryDict, seat: Seat, *, procedure: str = "") -> None:
    """Rehearse what was just decided by the same boxes, before it takes effect; the decision does not hang on it."""
    with suppress(Declined):
        rehearse(what, data, seat, procedure=procedure)


def rehearse(what: str, data: QueryDict, seat: Seat, *, procedure: str = "") -> Rehearsal:
    """Begin a rehearsal of what the boxes of a form say.

    :param procedure: code of the procedure, where no box holds it
    :raises Refusal: for a change that cannot be rehearsed
    """
    code = procedure or data.get("procedure", "").strip()
    change, label, about = _asked(what, code, data, seat)
    code, kind = code if what in {"fee", "limit"} else "", what
    return operations.begin(
        kind=kind, change=change, procedure_code=code, label=label, about=about, by=seat.actor, at=seat.now
    )


def _asked(kind: str, code: str, data: QueryDict, seat: Seat) -> tuple[dict[str, Any], str, str]:
    """Return the change, how it is called, and where it is decided."""
    if kind == "fee":
        amount, about = _amount(text_in(data, "amount", _("Mức thu mới"))), f"fees:{code}"
        fee: dict[str, Any] = {"code": text_in(data, "code", _("Mã khoản thu")), "amount": amount}
        fee |= {key: data.get(key, "").strip() for key in ("channel", "group", "level", "when")}
        fee["name"] = data.get("name", "").strip() or fee["code"]
        ceiling = data.get("ceiling", "").replace(".", "").strip()
        fee["ceiling"] = int(ceiling) if ceiling.isascii() and ceiling.isdigit() else None
        words = {"code": code, "fee": fee["name"], "amount": amount}
        return fee, _("%(code)s: khoản %(fee)s thành %(amount)s") % words, about
    if kind == "limit":
        value, unit = row_in(data, "value", _("Thời hạn mới")), data.get("unit", "")
        words = {"code": code, "value": value, "unit": str(dict(UNITS).get(unit, ""))}
        return {"value": value, "unit": unit}, _("%(code)s: thời hạn %(value)s %(unit)s") % words, ""
    if kind == "day":
        day = day_in(data, "date", _("Ngày"))
        before = workdays.calendar(on=seat.now - dt.timedelta(microseconds=1)).days.get(day)
        change = {"date": day.isoformat(), "kind": data.get("kind", ""), "was": str(before.kind) if before else ""}
        said = _("nghỉ") if change["kind"] == "off" else _("làm việc")
        label = _("Ngày %(day)s %(said)s") % {"day": f"{day:%d/%m/%Y}", "said": said}
        if day > seat.today:
            like = _like(day, change["kind"] == "off", seat)
            change["like"] = like.isoformat()
            label = _("%(label)s (thử như ngày %(like)s)") % {"label": label, "like": f"{like:%d/%m/%Y}"}
        return change, label, f"day:{day.year}"
    if kind == "agency":
        agency = text_in(data, "agency", _("Mã cơ quan"))
        heir = _heir(text_in(data, "successors", _("Mã cơ quan kế thừa")), seat)
        change = {"code": agency, "successor": heir}
        return change, _("%(code)s chuyển về %(to)s") % {"code": agency, "to": heir}, f"agency:{agency}"
    return {}, "", ""


def _like(day: dt.date, worked: bool, seat: Seat) -> dt.date:
    """Return the day of the last quarter that a day to come is tried as: of its weekday, worked or not as it is now."""
    calendar = workdays.calendar()
    weeks = (day - seat.today).days // 7 + 1
    past = [day - dt.timedelta(weeks=weeks + number) for number in range(12)]
    return next((one for one in past[6:] + past[:6] if calendar.is_working(one) is worked), past[6])


def _amount(typed: str) -> str:
    return typed.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", typed) else typed


def _heir(typed: str, seat: Seat) -> str:
    """Return the name of the first agency that takes over."""
    code = typed.replace(",", " ").split()[0]
    try:
        return people.agency(code=code, on=seat.today).name
    except Agency.DoesNotExist:
        raise Refusal(_("Không có cơ quan mã “%(code)s”.") % {"code": code}) from None


def _page(request: ControlRequest, **more: Any) -> HttpResponse:
    context = {
        "rows": queries.latest(),
        "units": UNITS,
        "procedures": catalogue.procedures(on=request.seat.today),
        "agencies": [agency for _depth, agency in people.tree(on=request.seat.today)],
        **more,
    }
    return render(request, "control/rehearsals.html", context, status=422 if more.get("refusal") else 200)


@control_only
def show(request: ControlRequest, public_id: UUID) -> HttpResponse:
    """Show how far a rehearsal is and what would have been different: counts and codes, no names."""
    request.seat.require_sight()
    found = queries.found(public_id)
    return render(request, "control/rehearsal.html", {"found": found, "way": _decided_at(found.rehearsal.about)})


def _decided_at(about: str) -> str:
    """Return the address of the page where a rehearsed change is decided, empty when it is none."""
    kind, _colon, code = about.partition(":")
    if kind == "agency":
        found = Agency.objects.filter(code=code).order_by("-valid_from").first()
        return reverse("control:agency", args=[found.pk]) if found else ""
    ways = {"fees": ("control:fee_table", [code]), "draft": ("control:draft", [code]), "day": ("control:calendar", [])}
    if kind not in ways:
        return ""
    name, args = ways[kind]
    return reverse(name, args=args) + (f"?nam={code}" if kind == "day" else "")
