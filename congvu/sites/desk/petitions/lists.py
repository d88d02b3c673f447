"""The desk's list of petitions, and the form for what somebody says at the counter, by telephone or by letter."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.feedback import operations, queries
from congvu.feedback.models import About, Channel, Petition
from congvu.kit.asking import optional_row
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import clock
from congvu.workdays import queries as workdays

TABS = {
    "waiting": gettext_lazy("Chờ phân loại"),
    "working": gettext_lazy("Đang xử lý"),
    "asked": gettext_lazy("Chờ người gửi"),
    "to_publish": gettext_lazy("Chờ công khai"),
    "ended": gettext_lazy("Đã xong"),
}
FIELDS = ("about", "title", "text", "name", "address", "phone", "email", "channel")


@official_only
def listing(request: DeskRequest) -> HttpResponse:
    """Show the petitions of my agencies, the most urgent first."""
    desk, tab = request.desk, request.GET.get("muc", "waiting")
    tab = tab if tab in TABS else "waiting"
    agencies = queries.read_agencies(desk.grants)
    page = queries.desk_petitions(agency_ids=agencies, tab=tab, after=request.GET.get("sau"))
    operations.note_petitions(petitions=page.rows, grants=desk.grants, by=desk.actor, at=desk.now)
    counts = queries.desk_counts(agency_ids=agencies)
    shown = {
        "tabs": [(code, words, counts.get(code)) for code, words in TABS.items()],
        "tab": tab,
        "page": page,
        "rows": _rows(page.rows, request),
        "may_record": desk.has(*queries.HANDLERS),
    }
    return render(request, "desk/petitions.html", shown)


def _rows(petitions: Iterable[Petition], request: DeskRequest) -> list[tuple[Petition, str, str, str]]:
    calendar, now = workdays.calendar(), request.desk.now
    return [
        (
            one,
            queries.sender_shown(one),
            *(clock(one.due_at, None, now=now, calendar=calendar) if one.due_at else ("", "")),
        )
        for one in petitions
    ]


@official_only
def record(request: DeskRequest) -> HttpResponse:
    """Write down a petition that came by telephone, letter or in person."""
    desk = request.desk
    handled = [grant.agency_id for grant in desk.grants if grant.role in queries.HANDLERS]
    if not handled:
        raise NotAllowed(_("Bạn không có vai trò xử lý phản ánh ở cơ quan nào."))
    agencies = [people.agency_of_id(agency_id) for agency_id in dict.fromkeys(handled)]
    if request.method != "POST":
        return _form(request, agencies)
    data = request.POST
    given = operations.PetitionIn(
        **{name: data.get(name, "") for name in FIELDS},
        is_confidential="is_confidential" in data,
        agency_id=optional_row(data, "agency") or agencies[0].pk,
        dossier_code=data.get("dossier", "")[:60],
    )
    try:
        petition = operations.file_petition(given=given, by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return _form(request, agencies, refusal=str(refusal))
    messages.success(request, _("Đã ghi. Mã theo dõi cho người gửi: %(code)s") % {"code": petition.follow_code})
    return redirect("desk:petition", petition.public_id)


def _form(request: DeskRequest, agencies: list[Any], **more: Any) -> HttpResponse:
    shown = {
        "agencies": agencies,
        "kinds": About.choices,
        "channels": [one for one in Channel.choices if one[0] != Channel.PORTAL],
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/petition_record.html", shown, status=422 if more else 200)
