"""Accounts: who may open, reset, lock and unlock the way in of an official."""

from datetime import datetime

from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people


def require_may_change(*, by: Actor, official_id: int | None, at: datetime) -> Actor:
    """Let through who may govern the official's account; nobody resets or locks themselves this way.

    :raises NotAllowed: one's own account, a citizen's, or one whose powers reach beyond what the actor administers
    """
    if by == SYSTEM:
        return by
    if official_id is None:
        raise NotAllowed(_("Tài khoản của người dân do VNeID quản lý."))
    if by.id == official_id:
        raise NotAllowed(_("Không ai tự mở, khóa hoặc đặt lại tài khoản của mình ở đây. Hãy nhờ người quản trị khác."))
    return people.require_governor(by=by, official_id=official_id, at=at)
