"""Who comes to the control site: administrators of an agency or of the province, and auditors, who only read."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.accounts import queries as accounts
from congvu.accounts.models import Account
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.people.queries import Grant

ENTRY_ROLES = frozenset({"agency_admin", "province_admin", "auditor"})


@dataclass(frozen=True)
class Seat:
    """The one who sits at the controls now: who, with which powers, at which moment."""

    actor: Actor
    grants: tuple[Grant, ...]
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day of the moment, here."""
        return timezone.localdate(self.now)

    @property
    def title(self) -> str:
        """What they are here: their roles of this site, each once."""
        return ", ".join(dict.fromkeys(str(grant.role.label) for grant in self.grants))

    @property
    def governs(self) -> bool:
        """Whether they administer the state's agencies of the whole province, and with them the machine."""
        return Agency.Realm.STATE in self.realms_governed

    @property
    def realms_governed(self) -> frozenset[str]:
        """The realms (khối) all of whose agencies they administer."""
        return frozenset(grant.realm for grant in self.grants if grant.role == "province_admin")

    @property
    def realms_seen(self) -> frozenset[str]:
        """The realms all of whose agencies they may read about."""
        return frozenset(grant.realm for grant in self.grants if grant.role in {"province_admin", "auditor"})

    def reach(self) -> frozenset[int] | None:
        """Return the agencies they may read about, None for all of them."""
        if self.realms_seen >= set(Agency.Realm.values):
            return None
        seen = Agency.objects.filter(realm__in=self.realms_seen).values_list("id", flat=True)
        return frozenset(seen) | self.agency_ids if self.realms_seen else self.agency_ids

    def _realms_of(self, agency_ids: tuple[int, ...]) -> set[str]:
        return set(Agency.objects.filter(id__in=agency_ids).values_list("realm", flat=True))

    @property
    def sees_all(self) -> bool:
        """Whether they may read about every agency of the state, the state of the machine and the log."""
        return Agency.Realm.STATE in self.realms_seen

    @property
    def agency_ids(self) -> frozenset[int]:
        """The agencies they administer by a role of their own there."""
        return frozenset(grant.agency_id for grant in self.grants if grant.role == "agency_admin")

    def may_change(self, agency_id: int) -> bool:
        """Tell whether they may change what an agency is made of."""
        if agency_id in self.agency_ids:
            return True
        return bool(self.realms_governed) and self._realms_of((agency_id,)) <= self.realms_governed

    def require_sight(self, *agency_ids: int) -> None:
        """Let through who may read about one of these agencies; without any, about the whole province.

        :raises NotAllowed: an administrator of other agencies
        """
        if not self._reaches(agency_ids, self.realms_seen):
            raise NotAllowed(_("Bạn chỉ quản trị cơ quan của mình. Việc này do người quản trị toàn tỉnh làm."))

    def require_power(self, *agency_ids: int) -> None:
        """Let through who may change something of one of these agencies; without any, of the whole province.

        :raises NotAllowed: an auditor, or an administrator of other agencies
        """
        if not self._reaches(agency_ids, self.realms_governed):
            raise NotAllowed(_("Bạn xem được trang này nhưng không được sửa. Việc này do người quản trị làm."))

    def _reaches(self, agency_ids: tuple[int, ...], realms: frozenset[str]) -> bool:
        """Tell whether they hold a power in one of the agencies, or over its realm; without any, over the state's."""
        if self.agency_ids.intersection(agency_ids):
            return True
        if not agency_ids:
            return Agency.Realm.STATE in realms
        found = self._realms_of(agency_ids) if realms else set()
        return bool(realms) and (not found or bool(found & realms))  # what is not there is said by who looks for it


class ControlRequest(HttpRequest):
    """A request of an administrator or auditor."""

    seat: Seat


View = Callable[..., HttpResponse]


def control_only(view: View) -> View:
    """Let administrators and auditors in; send visitors to the log-in and everybody else away with words."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        account = request.user
        if account.kind != Account.Kind.OFFICIAL:
            return _refused(request, _("Trang này dành cho cán bộ. Bạn đang đăng nhập bằng tài khoản người dân."), 403)
        now = timezone.now()
        actor = accounts.actor_in(request)
        grants = tuple(
            grant
            for grant in people.grants(official_id=cast(int, actor.id), at=now)
            if grant.role in ENTRY_ROLES and not grant.delegated
        )
        if not grants:
            words = _("Trang này dành cho người quản trị và người kiểm tra. Bạn chưa được giao vai trò đó.")
            return _refused(request, words, 403)
        cast(ControlRequest, request).seat = Seat(actor, grants, now)
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as reason:
            return _refused(request, str(reason), 403)
        except (NotThere, ObjectDoesNotExist):
            return _refused(request, _("Không tìm thấy mục này. Có thể địa chỉ đã gõ thiếu hoặc mục đã đóng."), 404)

    return guarded


def _refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "control/refused.html", {"reason": reason}, status=status)


def carry_out(request: HttpRequest, deed: Callable[[], object], *, done: str, back: str) -> HttpResponseRedirect:
    """Do one operation, say what came of it, and lead back.

    :raises NotAllowed: as the operation does
    """
    try:
        deed()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(back)
