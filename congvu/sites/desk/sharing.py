"""How a unit shares its new work out: its head, or a leader, sets the rule (quy tắc chia việc)."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import SharingRule
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.people.models import Official
from congvu.sites.desk.doors import SHARERS, Desk, DeskRequest, official_only

ROLE = "case_officer"


@dataclass
class Place:
    """A unit that one leads, or the whole of an agency: its rule and who handles which field."""

    agency_id: int
    unit_id: int | None
    name: str
    way: str = SharingRule.Way.NONE
    officials: list[Official] = field(default_factory=list)
    chosen: dict[str, list[int]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name it in the form."""
        return f"{self.agency_id}-{self.unit_id or 0}"


@official_only
def page(request: DeskRequest) -> HttpResponse:
    """Show the units that one leads with their rules; set one."""
    places = {place.key: place for place in _places(request.desk)}
    if not places:
        raise NotAllowed(_("Trang này dành cho người phụ trách phòng và lãnh đạo cơ quan."))
    fields = list(catalogue.fields(on=request.desk.now.date()))
    refusal = ""
    if request.method == "POST":
        place = places.get(request.POST.get("noi", ""))
        try:
            if place is None:
                raise Refusal(_("Chọn phòng cần đặt quy tắc."))
            operations.set_sharing(
                agency_id=place.agency_id,
                unit_id=place.unit_id,
                role=ROLE,
                way=request.POST.get("cach", ""),
                fields={
                    one.code: [int(pk) for pk in request.POST.getlist(f"lv.{one.code}") if pk.isdigit()]
                    for one in fields
                },
                by=request.desk.actor,
                at=request.desk.now,
            )
        except Refusal as refused:
            refusal = str(refused)
        else:
            messages.success(
                request, _("Đã đặt quy tắc. Việc mới được chia theo quy tắc này, việc đang làm giữ nguyên.")
            )
            return redirect("desk:sharing")
    context = {"places": places.values(), "fields": fields, "ways": SharingRule.Way.choices, "refusal": refusal}
    return render(request, "desk/sharing.html", context, status=422 if refusal else 200)


def _places(desk: Desk) -> list[Place]:
    found: dict[tuple[int, int | None], Place] = {}
    for grant in desk.grants:
        if grant.role not in SHARERS:
            continue
        if grant.unit_id is None:
            found[grant.agency_id, None] = Place(grant.agency_id, None, grant.agency_name)
        for unit in people.units(agency_id=grant.agency_id, on=desk.now.date()):
            if grant.unit_id in {None, unit.pk}:
                found[grant.agency_id, unit.pk] = Place(grant.agency_id, unit.pk, unit.name)
    for place in found.values():
        rule = dossiers.sharing_rule(agency_id=place.agency_id, unit_id=place.unit_id, role=ROLE)
        if rule is not None:
            place.way, place.chosen = rule.way, rule.fields
        place.officials = list(
            people.officials_with(role=ROLE, agency_id=place.agency_id, unit_id=place.unit_id, at=desk.now)
        )
    return [place for place in found.values() if place.officials or place.unit_id is None]
