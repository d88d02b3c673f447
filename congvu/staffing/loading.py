"""Doing what the rows of one subject say, by the operations of people: all of them or none."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.people import queries
from congvu.people.models import Agency, Official


def load_official(staff_code: str, deeds: Iterable[dict[str, Any]], *, by: Actor, at: datetime) -> None:
    """Do what the list says about one official, in the running transaction.

    :raises Refusal: as the operations do; nothing of it may then be kept
    """
    official = Official.objects.filter(staff_code__iexact=staff_code).first()
    for deed in deeds:
        match deed["do"]:
            case "enrol":
                fields = {key: deed[key] for key in ("staff_code", "full_name", "email", "phone", "agency_id")}
                official = people.enrol(**fields, by=by, at=at)
            case "end_post":
                people.end_post(post_id=deed["row"], on=date.fromisoformat(deed["on"]), by=by, at=at)
            case "end_role":
                people.end_role(holding_id=deed["row"], on=date.fromisoformat(deed["on"]), by=by, at=at)
            case _ if official is None:
                raise Refusal(_("Cán bộ này không còn trên hệ thống."))
            case "mend":
                fields = {key: deed[key] for key in ("full_name", "email", "phone", "agency_id")}
                people.mend_official(official_id=official.id, **fields, by=by, at=at)
            case "appoint":
                fields = {key: deed[key] for key in ("agency_id", "unit_id", "title")}
                people.appoint(official_id=official.id, **fields, **_days(deed), by=by, at=at)
            case "grant":
                fields = {key: deed[key] for key in ("role", "agency_id", "unit_id")}
                people.grant_role(official_id=official.id, **fields, **_days(deed), by=by, at=at)


def _days(deed: dict[str, Any]) -> dict[str, Any]:
    last = date.fromisoformat(deed["valid_to"]) if deed["valid_to"] else None
    return {"valid_from": date.fromisoformat(deed["valid_from"]), "valid_to": last}


def load_agency(code: str, deeds: Iterable[dict[str, Any]], *, by: Actor, at: datetime) -> None:
    """Do what the list says about one agency and its units, in the running transaction.

    :raises Refusal: as the operations do
    """
    today = timezone.localdate(at)
    for deed in deeds:
        first = date.fromisoformat(deed["valid_from"]) if deed.get("valid_from") else None
        match deed["do"]:
            case "open":
                fields = {key: deed[key] for key in ("code", "name", "short_name", "kind", "realm")}
                contact = {key: deed[key] for key in ("address", "phone", "email")}
                parent = _agency(deed["parent"], today).id if deed["parent"] else None
                people.open_agency(
                    **fields,
                    **contact,
                    parent_id=parent,
                    code_is_invented=bool(deed["invented"]),
                    valid_from=first,
                    by=by,
                    at=at,
                )
            case "mend":
                fields = {key: deed[key] for key in ("short_name", "address", "phone", "email")}
                people.mend_agency(agency_id=deed["row"], **fields, by=by, at=at)
            case "open_unit":
                fields = {key: deed[key] for key in ("code", "name", "kind")}
                agency = _agency(code, today)
                people.open_unit(agency_id=agency.id, **fields, valid_from=first, by=by, at=at)


def _agency(code: str, on: date) -> Agency:
    try:
        return queries.agency(code=code, on=on)
    except Agency.DoesNotExist:
        raise Refusal(_("Không có cơ quan nào đang hoạt động mang mã %s.") % code) from None
