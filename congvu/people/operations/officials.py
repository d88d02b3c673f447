"""Officials: enrolled, appointed to posts, given roles and relieved of them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean, fold, name_key
from congvu.people import rules
from congvu.people.models import Agency, Official, OrgUnit, Post, Role, RoleHolding
from congvu.people.operations.guard import refused_as, well_formed
from congvu.people.queries import powers


class AnotherRealm(Refusal):
    """A power would cross from one realm (khối) into another, and nobody said that it is meant so."""


@transaction.atomic
def enrol(
    *,
    staff_code: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    agency_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Official:
    """Enter an official. ``agency_id`` is where they will work: its administrator may enter them.

    :raises Refusal: the staff code is taken.
    """
    by = rules.require_admin(by=by, agency_id=agency_id, at=at)
    official = Official(
        staff_code=clean(staff_code),
        full_name=clean(full_name),
        email=email,
        phone=phone,
        folded=fold(full_name),
        sort_key=name_key(full_name),
    )
    well_formed(official)
    with refused_as(_("Mã cán bộ {code} đã có người dùng.").format(code=staff_code)):
        official.save(force_insert=True)
    audit.record(action="people.enrol", subject=f"official:{official.id}", by=by, at=at, label=official.full_name)
    return official


@transaction.atomic
def enrol_invented(
    *, rows: Iterable[tuple[str, str, int, str]], since: date, by: Actor, at: datetime
) -> list[Official]:
    """Enter many invented officials of a demo at once, each with one post; return those that are new.

    :param rows: of each staff code, name, agency and title; a code that is known is passed over
    """
    by = rules.require_admin(by=by, agency_id=None, at=at)
    given = list(rows)
    known = set(Official.objects.filter(staff_code__in=[row[0] for row in given]).values_list("staff_code", flat=True))
    new = [row for row in given if row[0] not in known]
    officials = Official.objects.bulk_create(
        [
            Official(staff_code=code, full_name=name, folded=fold(name), sort_key=name_key(name))
            for code, name, *_ in new
        ],
        batch_size=1000,
    )
    Post.objects.bulk_create(
        [
            Post(official=one, agency_id=agency_id, title=title, valid_from=since)
            for one, (_code, _name, agency_id, title) in zip(officials, new, strict=True)
        ],
        batch_size=1000,
    )
    if officials:
        audit.record(action="people.enrol_invented", subject="officials", data={"count": len(officials)}, by=by, at=at)
    return officials


@transaction.atomic
def take_on(
    *,
    staff_code: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    agency_id: int,
    unit_id: int | None = None,
    title: str,
    valid_from: date,
    by: Actor,
    at: datetime,
) -> Official:
    """Enter an official and give them their first post, both or neither (tiếp nhận cán bộ).

    :raises NotAllowed: not an administrator there.
    :raises Refusal: as for entering and for appointing.
    """
    official = enrol(
        staff_code=staff_code, full_name=full_name, email=email, phone=phone, agency_id=agency_id, by=by, at=at
    )
    appoint(
        official_id=official.id,
        agency_id=agency_id,
        unit_id=unit_id,
        title=title,
        valid_from=valid_from,
        by=by,
        at=at,
    )
    return official


@transaction.atomic
def mend_official(
    *, official_id: int, full_name: str, email: str, phone: str, agency_id: int | None = None, by: Actor, at: datetime
) -> Official:
    """Correct an official's name and how they are reached. An agency's administrator: only of those who work there.

    The mail address is where the way into the account is sent: it is changed only by who may govern the account.

    :raises NotAllowed: not an administrator there, or not of all the official's powers when the address changes.
    :raises Refusal: the official has no post in that agency.
    """
    by = rules.require_admin(by=by, agency_id=agency_id, at=at)
    email, phone = clean(email), clean(phone)
    official = Official.objects.select_for_update().get(id=official_id)
    if agency_id is not None and not Post.objects.filter(official=official, agency_id=agency_id).exists():
        raise Refusal(_("{name} không giữ vị trí nào ở cơ quan này.").format(name=official.full_name))
    if email != official.email:
        by = powers.require_governor(by=by, official_id=official_id, at=at)
    before = (official.full_name, official.email, official.phone)
    official.full_name, official.email, official.phone = clean(full_name), email, phone
    official.folded, official.sort_key = fold(full_name), name_key(full_name)
    well_formed(official)
    official.save()
    changed = [
        field
        for field, old, new in zip(
            ("full_name", "email", "phone"), before, (official.full_name, email, phone), strict=True
        )
        if old != new
    ]
    audit.record(
        action="people.mend_official",
        subject=f"official:{official.id}",
        by=by,
        at=at,
        label=official.full_name,
        data={"fields": changed},
    )
    return official


def _check_unit(unit_id: int | None, agency_id: int) -> None:
    if unit_id is not None and not OrgUnit.objects.filter(id=unit_id, agency_id=agency_id).exists():
        raise Refusal(_("Bộ phận này không thuộc cơ quan đã chọn."))


@transaction.atomic
def appoint(
    *,
    official_id: int,
    agency_id: int,
    unit_id: int | None = None,
    title: str,
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Post:
    """Give an official a post; several at once are usual (kiêm nhiệm).

    :raises Refusal: they hold this very post in that time, or the dates are the wrong way round.
    """
    by = rules.require_admin(by=by, agency_id=agency_id, at=at)
    _check_unit(unit_id, agency_id)
    _check_dates(valid_from, valid_to)
    post = Post(
        official_id=official_id,
        agency_id=agency_id,
        unit_id=unit_id,
        title=clean(title),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    well_formed(post)
    with refused_as(_("Cán bộ đã giữ chức vụ này trong thời gian đó.")):
        post.save(force_insert=True)
    data = {"agency": agency_id, "title": post.title, "from": valid_from.isoformat()}
    audit.record(action="people.appoint", subject=f"official:{official_id}", by=by, at=at, data=data)
    return post


@transaction.atomic
def end_post(*, post_id: int, on: date, by: Actor, at: datetime) -> Post:
    """End a post; ``on`` is the first day it is no longer held. With the last post in an agency its roles end too.

    :raises Refusal: it ends before that day already, or begins later.
    """
    post = Post.objects.select_for_update().get(id=post_id)
    by = rules.require_admin(by=by, agency_id=post.agency_id, at=at)
    _check_dates(post.valid_from, on, ended=post.valid_to)
    post.valid_to = on
    post.save(update_fields=["valid_to"])
    data = {"agency": post.agency_id, "title": post.title, "on": on.isoformat(), "roles": _end_orphans(post, on)}
    audit.record(action="people.end_post", subject=f"official:{post.official_id}", by=by, at=at, data=data)
    return post


def _end_orphans(post: Post, on: date) -> list[str]:
    """End the roles of one who has left the agency, so that no power is forgotten; return which."""
    still = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), official=post.official_id, agency=post.agency_id)
    if still.exists():
        return []
    holdings = RoleHolding.objects.filter(official=post.official_id, agency=post.agency_id)
    ended = []
    for holding in holdings.filter(Q(valid_to=None) | Q(valid_to__gt=on)):
        holding.valid_to = max(on, holding.valid_from)
        holding.save(update_fields=["valid_to"])
        ended.append(holding.role)
    return ended


@transaction.atomic
def grant_role(
    *,
    official_id: int,
    role: str,
    agency_id: int,
    unit_id: int | None = None,
    valid_from: date,
    valid_to: date | None = None,
    across_realms: bool = False,
    by: Actor,
    at: datetime,
) -> RoleHolding:
    """Give an official a role in an agency, in one unit or (None) in all of them.

    ``across_realms`` says that it is meant so when the official works in another realm (khối) only.

    :raises NotAllowed: not an administrator there; a province-wide role; one's own powers.
    :raises AnotherRealm: the official works in another realm only, and nobody said that it is meant so.
    :raises Refusal: the role is held in that time already, or there is no such role.
    """
    if role not in Role.values:
        raise Refusal(_("Không có vai trò {role}.").format(role=role))
    by = rules.require_may_grant(by=by, role=role, official_id=official_id, agency_id=agency_id, at=at)
    crosses = _crosses_realms(official_id, agency_id, valid_from)
    if crosses and not across_realms:
        raise AnotherRealm(
            _("Cán bộ làm việc ở khối khác với cơ quan này. Nếu đúng là cần giao, hãy xác nhận giao ngoài khối.")
        )
    _check_unit(unit_id, agency_id)
    _check_dates(valid_from, valid_to)
    holding = RoleHolding(
        official_id=official_id,
        role=role,
        agency_id=agency_id,
        unit_id=unit_id,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    well_formed(holding)
    with refused_as(_("Cán bộ đã có vai trò này trong thời gian đó.")):
        holding.save(force_insert=True)
    data = {"role": role, "agency": agency_id, "unit": unit_id, "from": valid_from.isoformat()}
    data |= {"across_realms": True} if crosses else {}
    audit.record(action="people.grant_role", subject=f"official:{official_id}", by=by, at=at, data=data)
    return holding


def _crosses_realms(official_id: int, agency_id: int, on: date) -> bool:
    """Say whether the official works elsewhere from that day on, but nowhere in the realm of this agency."""
    lasting = Q(valid_to=None) | Q(valid_to__gt=on)
    realms = set(Post.objects.filter(lasting, official_id=official_id).values_list("agency__realm", flat=True))
    return bool(realms) and Agency.objects.values_list("realm", flat=True).get(id=agency_id) not in realms


@transaction.atomic
def end_role(*, holding_id: int, on: date, by: Actor, at: datetime) -> RoleHolding:
    """Take a role back; ``on`` is the first day it is no longer held.

    :raises NotAllowed: as for giving it.
    :raises Refusal: it ends before that day already, or begins later.
    """
    holding = RoleHolding.objects.select_for_update().get(id=holding_id)
    by = rules.require_may_grant(
        by=by, role=holding.role, official_id=holding.official_id, agency_id=holding.agency_id, at=at
    )
    _check_dates(holding.valid_from, on, ended=holding.valid_to)
    holding.valid_to = on
    holding.save(update_fields=["valid_to"])
    data = {"role": holding.role, "agency": holding.agency_id, "on": on.isoformat()}
    audit.record(action="people.end_role", subject=f"official:{holding.official_id}", by=by, at=at, data=data)
    return holding


def _check_dates(valid_from: date, valid_to: date | None, *, ended: date | None = None) -> None:
    if valid_to is not None and valid_to < valid_from:
        raise Refusal(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if ended is not None and valid_to is not None and ended <= valid_to:
        raise Refusal(_("Đã kết thúc từ ngày {day:%d/%m/%Y}.").format(day=ended))
