"""Agencies and their units: opened, closed with successors, never overwritten."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit import outbox
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean, fold, sort_key
from congvu.people import rules
from congvu.people.events import AgencyClosed
from congvu.people.models import Agency, AgencyAlias, AgencySuccession, OrgUnit
from congvu.people.operations.guard import refused_as, well_formed


@transaction.atomic
def open_agency(
    *,
    code: str,
    name: str,
    kind: str,
    realm: str = Agency.Realm.STATE,
    short_name: str = "",
    code_is_invented: bool = False,
    parent_id: int | None = None,
    place_id: int | None = None,
    valid_from: date | None,
    valid_to: date | None = None,
    address: str = "",
    phone: str = "",
    email: str = "",
    by: Actor,
    at: datetime,
) -> Agency:
    """Open an agency. A renamed one is closed and opened again under the same code, from the next day on.

    :raises NotAllowed: not the administrator of its realm (khối).
    :raises Refusal: the code is taken in that time, or has not the form of QĐ 20/2020/QĐ-TTg.
    """
    by = rules.require_admin(by=by, agency_id=None, realm=realm, at=at)
    _check_parent(parent_id, realm)
    agency = Agency(
        code=code,
        code_is_invented=code_is_invented,
        name=clean(name),
        short_name=clean(short_name),
        kind=kind,
        realm=realm,
        parent_id=parent_id,
        place_id=place_id,
        valid_from=valid_from,
        valid_to=valid_to,
        address=clean(address),
        phone=phone,
        email=email,
        folded=fold(f"{name} {short_name}"),
        sort_key=sort_key(name),
    )
    well_formed(agency)
    with refused_as(
        _("Mã {code} sai dạng (ví dụ đúng: H24.101) hoặc đã có cơ quan dùng trong thời gian này.").format(code=code)
    ):
        agency.save(force_insert=True)
    audit.record(
        action="people.open_agency", subject=f"agency:{agency.id}", by=by, at=at, label=agency.name, data={"code": code}
    )
    return agency


def _check_parent(parent_id: int | None, realm: str) -> None:
    """Each realm has trees of its own; only mass organisations stand under the Front (Nghị quyết 60-NQ/TW, 2025)."""
    above = Agency.objects.values_list("realm", flat=True).get(id=parent_id) if parent_id is not None else realm
    if above != realm and (realm, above) != (Agency.Realm.MASS, Agency.Realm.FRONT):
        raise Refusal(_("Cơ quan cấp trên thuộc khối khác. Mỗi khối có cây cơ quan riêng."))


@transaction.atomic
def mend_agency(
    *, agency_id: int, short_name: str, address: str, phone: str, email: str, by: Actor, at: datetime
) -> Agency:
    """Correct how an agency is called in short and how it is reached. Its name changes by closing and opening anew.

    :raises NotAllowed: not an administrator there.
    :raises Refusal: not well formed.
    """
    by = rules.require_admin(by=by, agency_id=agency_id, at=at)
    agency = Agency.objects.select_for_update().get(id=agency_id)
    given = {"short_name": clean(short_name), "address": clean(address), "phone": clean(phone), "email": clean(email)}
    changed = sorted(field for field, value in given.items() if getattr(agency, field) != value)
    for field, value in given.items():
        setattr(agency, field, value)
    agency.folded = fold(f"{agency.name} {agency.short_name}")
    well_formed(agency)
    agency.save(update_fields=[*given, "folded"])
    audit.record(
        action="people.mend_agency",
        subject=f"agency:{agency.id}",
        by=by,
        at=at,
        label=agency.name,
        data={"fields": changed},
    )
    return agency


@transaction.atomic
def close_agency(
    *, agency_id: int, on: date, successor_ids: Iterable[int] = (), act: str = "", by: Actor, at: datetime
) -> Agency:
    """End an agency: ``on`` is the first day it is no more. The first successor takes over open work.

    :raises Refusal: it has ended already, or begins later.
    """
    agency = Agency.objects.select_for_update().get(id=agency_id)
    by = rules.require_admin(by=by, agency_id=None, realm=agency.realm, at=at)
    if agency.valid_to is not None or (agency.valid_from and agency.valid_from >= on):
        raise Refusal(_("{name} đã kết thúc hoạt động hoặc chưa bắt đầu vào ngày này.").format(name=agency.name))
    successors = list(successor_ids)
    agency.valid_to = on
    agency.save(update_fields=["valid_to"])
    with refused_as(_("Một cơ quan không thể kế thừa chính mình hoặc kế thừa hai lần.")):
        AgencySuccession.objects.bulk_create(
            AgencySuccession(old=agency, new_id=new_id, is_main=number == 0, act=clean(act))
            for number, new_id in enumerate(successors)
        )
    audit.record(
        action="people.close_agency",
        subject=f"agency:{agency.id}",
        by=by,
        at=at,
        label=agency.name,
        data={"on": on.isoformat(), "successors": successors, "act": act},
    )
    fact = AgencyClosed(agency_id=agency.id, on=on, successor_ids=tuple(successors))
    outbox.announce(fact, subject=f"agency:{agency.id}")
    return agency


@transaction.atomic
def add_alias(
    *, agency_id: int, scheme: str, code: str, valid_from: date | None = None, by: Actor, at: datetime
) -> AgencyAlias:
    """Note another code of an agency.

    :raises Refusal: the code already stands for an agency in that scheme.
    """
    realm = Agency.objects.values_list("realm", flat=True).get(id=agency_id)
    by = rules.require_admin(by=by, agency_id=None, realm=realm, at=at)
    alias = AgencyAlias(agency_id=agency_id, scheme=scheme, code=clean(code), valid_from=valid_from)
    well_formed(alias)
    with refused_as(_("Mã {code} đã được ghi cho một cơ quan.").format(code=code)):
        alias.save(force_insert=True)
    audit.record(
        action="people.add_alias", subject=f"agency:{agency_id}", by=by, at=at, data={"scheme": scheme, "code": code}
    )
    return alias


@transaction.atomic
def open_unit(
    *,
    agency_id: int,
    code: str,
    name: str,
    kind: str = OrgUnit.Kind.DIVISION,
    valid_from: date | None,
    by: Actor,
    at: datetime,
) -> OrgUnit:
    """Open a unit inside an agency.

    :raises Refusal: the agency has a unit with this code.
    """
    by = rules.require_admin(by=by, agency_id=agency_id, at=at)
    unit = OrgUnit(agency_id=agency_id, code=code, name=clean(name), kind=kind, valid_from=valid_from)
    well_formed(unit)
    with refused_as(_("Cơ quan đã có bộ phận mang mã {code}.").format(code=code)):
        unit.save(force_insert=True)
    audit.record(
        action="people.open_unit", subject=f"agency:{agency_id}", by=by, at=at, label=unit.name, data={"code": code}
    )
    return unit


@transaction.atomic
def close_unit(*, unit_id: int, on: date, by: Actor, at: datetime) -> OrgUnit:
    """End a unit; ``on`` is the first day it is no more.

    :raises Refusal: it has ended already.
    """
    unit = OrgUnit.objects.select_for_update().get(id=unit_id)
    by = rules.require_admin(by=by, agency_id=unit.agency_id, at=at)
    if unit.valid_to is not None:
        raise Refusal(_("{name} đã kết thúc hoạt động.").format(name=unit.name))
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    audit.record(
        action="people.close_unit",
        subject=f"agency:{unit.agency_id}",
        by=by,
        at=at,
        label=unit.name,
        data={"on": on.isoformat()},
    )
    return unit
