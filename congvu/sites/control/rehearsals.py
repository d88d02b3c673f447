"""Rehearsals: a change is tried on last quarter's dossiers, and what would have been different is shown."""

import re
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.kit.asking import day_in, row_in, text_in
from congvu.kit.errors import NotAllowed, Refusal
from congvu.rehearsals import operations, queries
from congvu.rehearsals.models import Rehearsal
from congvu.sites.control.doors import ControlRequest, control_only
from congvu.sites.control.drafting.shapes import UNITS


@control_only
def page(request: ControlRequest) -> HttpResponse:
    """Show the newest rehearsals; begin one."""
    request.seat.require_sight()
    if request.method != "POST":
        return _page(request)
    data, seat = request.POST, request.seat
    kind = data.get("kind", "")
    try:
        change, label = _asked(kind, data)
        code = data.get("procedure", "").strip() if kind in {"fee", "limit"} else ""
        made = operations.begin(kind=kind, change=change, procedure_code=code, label=label, by=seat.actor, at=seat.now)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _page(request, refusal=str(refusal), typed=data)
    return HttpResponseRedirect(reverse("control:rehearsal", args=[made.public_id]))


def _asked(kind: str, data: QueryDict) -> tuple[dict[str, Any], str]:
    """Return the change and how it is called."""
    code = data.get("procedure", "").strip()
    if kind == "fee":
        amount = text_in(data, "amount", _("Mức thu mới"))
        amount = amount.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", amount) else amount
        fee = {"code": text_in(data, "fee", _("Mã khoản thu")), "amount": amount, "channel": data.get("channel", "")}
        fee["name"] = fee["code"]
        return fee, _("%(code)s: khoản %(fee)s thành %(amount)s") % {"code": code, "fee": fee["code"], "amount": amount}
    if kind == "limit":
        value, unit = row_in(data, "value", _("Thời hạn mới")), data.get("unit", "")
        words = {"code": code, "value": value, "unit": str(dict(UNITS).get(unit, ""))}
        return {"value": value, "unit": unit}, _("%(code)s: thời hạn %(value)s %(unit)s") % words
    if kind == "day":
        day = day_in(data, "date", _("Ngày"))
        change = {"date": day.isoformat(), "kind": data.get("day_kind", "")}
        said = _("nghỉ") if change["kind"] == "off" else _("làm việc")
        return change, _("Ngày %(day)s %(said)s") % {"day": f"{day:%d/%m/%Y}", "said": said}
    if kind == "agency":
        change = {
            "code": text_in(data, "agency", _("Mã cơ quan")),
            "successor": text_in(data, "successor", _("Nơi nhận")),
        }
        return change, _("%(code)s chuyển về %(to)s") % {"code": change["code"], "to": change["successor"]}
    return {}, ""


def _page(request: ControlRequest, **more: Any) -> HttpResponse:
    context = {
        "rows": queries.latest(),
        "kinds": Rehearsal.Kind.choices,
        "units": UNITS,
        "procedures": catalogue.procedures(on=request.seat.today),
        **more,
    }
    return render(request, "control/rehearsals.html", context, status=422 if more.get("refusal") else 200)


@control_only
def show(request: ControlRequest, public_id: UUID) -> HttpResponse:
    """Show how far a rehearsal is and what would have been different: counts and codes, no names."""
    request.seat.require_sight()
    return render(request, "control/rehearsal.html", {"found": queries.found(public_id)})
