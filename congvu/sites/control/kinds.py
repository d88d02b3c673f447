"""Kinds of documents: name, symbol, when the number comes, how long it is kept, from which day on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.documents import operations, queries
from congvu.documents.models import Kind
from congvu.documents.operations import KindIn
from congvu.kit.asking import Unreadable, day_in, text_in
from congvu.kit.errors import Refusal
from congvu.people.models import Agency
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

REALMS = dict(Agency.Realm.choices)
NEW = 0
"""The number under which a kind is begun that has none yet."""


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the kinds of every realm, with changes to come."""
    request.seat.require_sight()
    rows = [(realm, REALMS[realm], kinds) for realm, kinds in queries.kinds_with_history(on=request.seat.today)]
    context = {"realms": rows, "all_realms": Agency.Realm.choices, "may_change": request.seat.governs}
    return render(request, "control/kinds.html", {**context, "today": request.seat.today})


@control_only
def show(request: ControlRequest, realm: str, code: int) -> HttpResponse:
    """Show what a kind says and said; say otherwise from a day on, or end it."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    if realm not in REALMS:
        raise Http404
    history = queries.kind_history(realm=realm, code=code) if code != NEW else []
    if code != NEW and not history:
        raise Http404
    refusal = ""
    if request.method == "POST":
        seat.require_power()
        ways: dict[str, Any] = {"by": seat.actor, "at": seat.now}
        try:
            if data.get("deed") == "end":
                operations.end_kind(realm=realm, code=code, on=day_in(data, "on", _("Thôi dùng từ")), **ways)
            else:
                day = day_in(data, "valid_from", _("Áp dụng từ"))
                number = None if code == NEW else code
                operations.set_kind(realm=realm, code=number, given=_typed(request), valid_from=day, **ways)
        except Refusal as problem:
            refusal = str(problem)
        else:
            messages.success(request, _("Đã ghi. Văn bản đã làm giữ loại cũ."))
            return HttpResponseRedirect(reverse("control:document_kinds"))
    context = {
        "realm": realm,
        "realm_name": REALMS[realm],
        "code": code,
        "history": history,
        "now": history[0] if history else None,
        "typed": data if refusal else None,
        "layouts": operations.layouts().items(),
        "numbers": Kind.NumberComes.choices,
        "may_change": seat.governs,
        "is_open": code == NEW or history[0].valid_to is None,
        "today": seat.today,
        "refusal": refusal,
    }
    return render(request, "control/kind.html", context, status=422 if refusal else 200)


def _typed(request: ControlRequest) -> KindIn:
    data = request.POST
    years = text_in(data, "years_kept", _("Thời hạn bảo quản"), required=False)
    if years and not (years.isascii() and years.isdigit() and 0 < int(years) < 1000):
        raise Unreadable(_("Thời hạn bảo quản là số năm; để trống là vĩnh viễn."))
    return KindIn(
        name=text_in(data, "name", _("Tên loại văn bản")),
        english=text_in(data, "english", _("Tên tiếng Anh"), required=False),
        abbreviation=text_in(data, "abbreviation", _("Ký hiệu"), required=False),
        layout=data.get("layout", ""),
        number_comes=data.get("number_comes", ""),
        years_kept=int(years) if years else None,
        legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
    )


@require_POST
@control_only
def withdraw(request: ControlRequest, kind_id: int) -> HttpResponse:
    """Take back a change that has not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_kind(kind_id=kind_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã rút thay đổi."), back=reverse("control:document_kinds"))
