"""What a page of figures was asked for: which period, of which agencies; built once for every such page."""

from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from congvu.catalogue.models import Field, Procedure
from congvu.indicators import queries as indicators
from congvu.indicators.queries import Dimension, Period, Scope
from congvu.kit.errors import NotAllowed
from congvu.people.models import Agency
from congvu.sites.desk.doors import LEADERS, Desk, DeskRequest

VIEWS = {"co-quan": "agency", "linh-vuc": "field", "thu-tuc": "procedure"}


@dataclass(frozen=True)
class Asked:
    """The choice of a page of figures."""

    period: Period
    agencies: list[Agency]
    """All that this official may see the figures of."""
    agency: Agency | None
    """The one that was chosen; None: all of them together."""
    field: Field | None
    procedure: Procedure | None
    view: str

    @property
    def ids(self) -> frozenset[int]:
        """The agencies whose figures are shown."""
        return frozenset([self.agency.pk] if self.agency else [one.pk for one in self.agencies])

    @property
    def scope(self) -> Scope:
        """Which dossiers are counted."""
        field, procedure = (one.pk if one else None for one in (self.field, self.procedure))
        return Scope(agency_ids=self.ids, field_id=field, procedure_id=procedure)

    @property
    def dimension(self) -> Dimension:
        """By what the table is counted."""
        return cast(Dimension, VIEWS[self.view])

    @property
    def query(self) -> str:
        """The choice of period and agency, to be kept by every link of the page."""
        return f"ky={self.period.code}" + (f"&co-quan={self.agency.code}" if self.agency else "")


def asked(request: DeskRequest, *, by: str = "") -> Asked:
    """Read the choice from the address; what cannot be read falls back to all of this month.

    :param by: the view when none is asked for: else procedures of one agency, agencies when there are many
    :raises NotAllowed: when the official leads no agency
    """
    agencies, data = led(request.desk), request.GET
    one = agencies[0] if len(agencies) == 1 else None
    agency = one or next((each for each in agencies if each.code == data.get("co-quan", "")), None)
    view = data.get("theo", "")
    return Asked(
        period=indicators.chosen(data.get("ky", ""), request.desk.today),
        agencies=agencies,
        agency=agency,
        field=Field.objects.filter(code=data["linh-vuc"]).first() if data.get("linh-vuc") else None,
        procedure=Procedure.objects.filter(code=data["thu-tuc"]).first() if data.get("thu-tuc") else None,
        view=view if view in VIEWS else by or ("thu-tuc" if agency else "co-quan"),
    )


def led(desk: Desk) -> list[Agency]:
    """Return the agencies this official may see the figures of.

    :raises NotAllowed: when the official leads none
    """
    if not desk.leads:
        raise NotAllowed(_("Bảng điều hành dành cho lãnh đạo, người quản trị và kiểm tra viên của cơ quan."))
    agencies = Agency.objects.order_by("sort_key")
    if desk.oversees:
        return list(agencies.filter(realm__in=desk.oversees))
    return list(agencies.filter(pk__in={grant.agency_id for grant in desk.grants if grant.role in LEADERS}))
