"""People: who may change powers, posts and absences."""

from dataclasses import replace
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.people.models import PROVINCE_WIDE, Role
from congvu.people.queries import powers

ADMINS = (Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN)


def require_admin(*, by: Actor, agency_id: int | None, realm: str | None = None, at: datetime) -> Actor:
    """Let the agency's administrator through, and the province's; without an agency only the province's.

    The province's administrator is that of the agency's realm (khối), or of ``realm``; of the state if none is named.
    """
    roles = ADMINS if agency_id is not None else (Role.PROVINCE_ADMIN,)
    return powers.require(by=by, roles=roles, agency_id=agency_id, realm=realm, at=at)


def require_may_grant(*, by: Actor, role: str, official_id: int, agency_id: int, at: datetime) -> Actor:
    """Let through who may give or take this role there. Nobody gives powers to themselves.

    :raises NotAllowed: not an administrator there; a province-wide role; one's own powers.
    """
    if by != SYSTEM and by.id == official_id:
        raise NotAllowed(_("Không ai tự giao hoặc tự thu vai trò của mình. Hãy nhờ người quản trị khác."))
    if role in PROVINCE_WIDE:
        return powers.require(by=by, roles=(Role.PROVINCE_ADMIN,), agency_id=agency_id, at=at)
    return require_admin(by=by, agency_id=agency_id, at=at)


def require_may_arrange_absence(*, by: Actor, official_id: int, agency_id: int, at: datetime) -> Actor:
    """Let through the agency's leader and administrators: they name the stand-in (NĐ 61/2018/NĐ-CP Đ.11).

    Everybody may say it of themselves; their leader sees it and may end it.

    :raises NotAllowed: somebody else's absence, neither leader nor administrator there
    """
    if by.kind == ActorKind.OFFICIAL and by.id == official_id:
        title = powers.title_of(official_id=official_id, agency_id=agency_id, on=timezone.localdate(at))
        return replace(by, title=title) if title else by
    return powers.require(by=by, roles=(Role.LEADER, *ADMINS), agency_id=agency_id, at=at)
