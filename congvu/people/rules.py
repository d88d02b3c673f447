"""People: who may change powers, posts and absences."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed
from congvu.people.models import PROVINCE_WIDE, Agency, Post, Role, RoleHolding
from congvu.people.queries import powers

ADMINS = (Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)


def require_admin(*, by: Actor, agency_id: int | None, realm: str | None = None, at: datetime) -> Actor:
    """Let the agency's administrator through, and the province's; without an agency only the province's.

    The province's administrator is that of the agency's realm (khối), or of ``realm``; of the state if none is named.
    """
    roles = ADMINS if agency_id is not None else (Role.PROVINCE_ADMIN,)
    return powers.require(by=by, roles=roles, agency_id=agency_id, realm=realm, at=at)


def require_may_govern(*, by: Actor, official_id: int, at: datetime) -> Actor:
    """Let through who may change how an official is reached and gets in: mail address, password, factors, lock.

    Whoever holds the log-in holds its powers: an agency's administrator may only where the official works in their
    agency and has no power outside it; else the administrator of the province, for each realm where powers are held.

    :raises NotAllowed: not the administrator of all of it
    """
    if by == SYSTEM:
        return by
    today = timezone.localdate(at)
    lasting = Q(valid_to=None) | Q(valid_to__gt=today)
    held = set(RoleHolding.objects.filter(lasting, official_id=official_id).values_list("agency_id", "role"))
    worked = set(Post.objects.filter(lasting, official_id=official_id).values_list("agency_id", flat=True))
    agencies = {agency_id for agency_id, _role in held} | worked
    if agencies and not any(role in PROVINCE_WIDE for _agency, role in held):
        own = [one for one in agencies if powers.holds(by=by, roles=(Role.AGENCY_ADMIN,), agency_id=one, at=at)]
        if own and {agency_id for agency_id, _role in held} <= set(own):
            return powers.require(by=by, roles=ADMINS, agency_id=own[0], at=at)
    realms = set(Agency.objects.filter(id__in=agencies).values_list("realm", flat=True)) or {str(Agency.Realm.STATE)}
    try:
        return [powers.require(by=by, roles=(Role.PROVINCE_ADMIN,), realm=realm, at=at) for realm in sorted(realms)][-1]
    except NotAllowed:
        raise NotAllowed(
            _(
                "Cán bộ này không làm việc ở cơ quan bạn quản trị, hoặc còn giữ vai trò ở nơi khác. "
                "Hãy nhờ người quản trị toàn tỉnh."
            )
        ) from None


def require_may_grant(*, by: Actor, role: str, official_id: int, agency_id: int, at: datetime) -> Actor:
    """Let through who may give or take this role there. Nobody gives powers to themselves.

    :raises NotAllowed: not an administrator there; a province-wide role; one's own powers.
    """
    if by != SYSTEM and by.id == official_id:
        raise NotAllowed(_("Không ai tự giao hoặc tự thu vai trò của mình. Hãy nhờ người quản trị khác."))
    if role in PROVINCE_WIDE:
        return powers.require(by=by, roles=(Role.PROVINCE_ADMIN,), agency_id=agency_id, at=at)
    return require_admin(by=by, agency_id=agency_id, at=at)


def require_may_arrange_absence(*, by: Actor, agency_id: int, at: datetime) -> Actor:
    """Let through the agency's leader and administrators: they name the stand-in (NĐ 61/2018/NĐ-CP Đ.11)."""
    return powers.require(by=by, roles=(Role.LEADER, *ADMINS), agency_id=agency_id, at=at)
