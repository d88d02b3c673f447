"""The hall of an agency: its lines, its counters, the kiosk and the board."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.catalogue import queries as catalogue
from congvu.kit.asking import Unreadable, optional_row, row_in, text_in
from congvu.people import queries as people
from congvu.queueing import operations, queries
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

NUMBERS: tuple[tuple[str, Promise], ...] = (
    ("usual_minutes", gettext_lazy("số phút thường tiếp một lượt")),
    ("slot_minutes", gettext_lazy("số phút một khung giờ hẹn")),
    ("places", gettext_lazy("số người hẹn một khung")),
    ("days_ahead", gettext_lazy("nhận hẹn trước tối đa (ngày)")),
    ("grace_minutes", gettext_lazy("giữ lượt hẹn khi đến muộn (phút)")),
)


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the agencies with a one-stop desk whose halls one may set up or see; the only one opens at once."""
    reach = request.seat.reach()
    found = [one for one in people.agencies_with_desk(request.seat.today) if reach is None or one.pk in reach]
    if len(found) == 1:
        return redirect("control:hall", agency_id=found[0].pk)
    return render(request, "control/halls.html", {"agencies": found})


@control_only
def show(request: ControlRequest, agency_id: int) -> HttpResponse:
    """Show lines and counters of one agency."""
    request.seat.require_sight(agency_id)
    context = {
        "agency": people.agency_of_id(agency_id),
        "hall": queries.hall_of(agency_id),
        "lines": queries.lines(agency_id=agency_id),
        "counters": [(one, [line.pk for line in one.lines.all()]) for one in queries.counters(agency_id=agency_id)],
        "fields": list(catalogue.fields(on=request.seat.today)),
        "may_change": request.seat.may_change(agency_id),
    }
    return render(request, "control/hall.html", context)


@require_POST
@control_only
def change(request: ControlRequest, agency_id: int, deed: str) -> HttpResponseRedirect:
    """Set or close a line or a counter, make the kiosk's address anew."""
    request.seat.require_power(agency_id)
    doing = DEEDS.get(deed)

    def do() -> None:
        if doing is None:
            raise Unreadable(_("Không có thao tác này."))
        doing(request, agency_id)

    return carry_out(request, do, done=_("Đã ghi."), back=reverse("control:hall", args=[agency_id]))


def _act(request: ControlRequest) -> dict[str, Any]:
    return {"by": request.seat.actor, "at": request.seat.now}


def _line(request: ControlRequest, agency_id: int) -> None:
    data = request.POST
    numbers: dict[str, Any] = {name: _number(request, name, label) for name, label in NUMBERS}
    known = {field.code for field in catalogue.fields(on=request.seat.today)}
    operations.set_line(
        agency_id=agency_id,
        line_id=optional_row(data, "line"),
        letter=text_in(data, "letter", _("ký hiệu")),
        name=text_in(data, "name", _("tên hàng chờ")),
        field_codes=[code for code in data.getlist("fields") if code in known],
        **numbers,
        **_act(request),
    )


def _number(request: ControlRequest, name: str, label: object) -> int:
    number = optional_row(request.POST, name)
    if number is None or number > 9999:
        raise Unreadable(_("Ô “%(label)s” chỉ gồm chữ số.") % {"label": label})
    return number


def _close_line(request: ControlRequest, agency_id: int) -> None:
    operations.close_line(agency_id=agency_id, line_id=row_in(request.POST, "line", _("Hàng chờ")), **_act(request))


def _counter(request: ControlRequest, agency_id: int) -> None:
    operations.set_counter(
        agency_id=agency_id,
        counter_id=optional_row(request.POST, "counter"),
        number=_number(request, "number", _("số quầy")),
        line_ids=[
            int(one) for one in request.POST.getlist("lines") if one.isascii() and one.isdigit() and len(one) < 16
        ],
        **_act(request),
    )


def _close_counter(request: ControlRequest, agency_id: int) -> None:
    counter_id = row_in(request.POST, "counter", _("Quầy"))
    operations.close_counter(agency_id=agency_id, counter_id=counter_id, **_act(request))


def _kiosk(request: ControlRequest, agency_id: int) -> None:
    operations.renew_kiosk(agency_id=agency_id, **_act(request))


DEEDS: dict[str, Callable[[ControlRequest, int], None]] = {
    "hang": _line,
    "dong-hang": _close_line,
    "quay": _counter,
    "dong-quay": _close_counter,
    "ki-ot": _kiosk,
}
