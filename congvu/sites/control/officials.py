"""Officials: a search, one official with posts, roles, absences and log-in; giving, taking, standing in."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.accounts import operations as access
from congvu.accounts import queries as accounts
from congvu.accounts.models import Account
from congvu.kit.asking import day_in, moment_in, optional_day, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.people import operations, queries
from congvu.people.models import Absence, Official, OrgUnit, Post, Role, RoleHolding
from congvu.sites.control.doors import ControlRequest, Seat, control_only
from congvu.sites.control.tables import staff_rows

PROVINCE_WIDE = (Role.PROVINCE_ADMIN, Role.AUDITOR)


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show officials by given name, those whose names fit the words, or whose staff code it is."""
    seat, text = request.seat, request.GET.get("q", "").strip()
    page = queries.officials_page(text, agency_ids=seat.reach(), on=seat.today, after=request.GET.get("sau"))
    ids = [official.id for official in page.rows]
    rows = staff_rows(
        officials=page.rows,
        posts=queries.lasting_posts(official_ids=ids, on=seat.today),
        roles=queries.lasting_roles(official_ids=ids, on=seat.today),
        now=seat.now,
    )
    return render(request, "control/officials.html", {"page": page, "rows": rows, "text": text})


@control_only
def show(request: ControlRequest, official_id: int) -> HttpResponse:
    """Show one official."""
    return _page(request, official_id)


def _page(request: ControlRequest, official_id: int, **more: Any) -> HttpResponse:
    seat = request.seat
    official = Official.objects.get(id=official_id)
    posts = _posts_in_sight(seat, official_id)
    roles = queries.lasting_roles(official_ids=[official_id], on=seat.today)
    here = {post.agency_id: post.agency for post in posts if seat.may_change(post.agency_id)}
    context = {
        "official": official,
        "posts": [(post, seat.may_change(post.agency_id)) for post in posts],
        "roles": [(holding, _may_end(seat, holding)) for holding in roles],
        "absences": queries.absences_of(official_id=official_id, at=seat.now),
        "account": (account := accounts.account_of(official_id=official_id)),
        **_access(account, seat),
        "agencies": list(here.values()),
        "units": list(OrgUnit.objects.filter(agency_id__in=here, valid_to=None).order_by("agency_id", "id")),
        "colleagues": _colleagues(here, official_id, seat),
        "role_choices": [role for role in Role.choices if seat.realms_governed or role[0] not in PROVINCE_WIDE],
        "is_oneself": seat.actor.id == official_id,
        "today": seat.today,
    }
    return render(request, "control/official.html", {**context, **more}, status=422 if more.get("refusal") else 200)


def _access(account: Account | None, seat: Seat) -> dict[str, Any]:
    """Return how the way in of an official stands."""
    if account is None:
        return {}
    return {
        "waiting_link": accounts.open_invitation(account_id=account.pk, at=seat.now),
        "has_second_factor": accounts.has_second_factor(account_id=account.pk),
        "identities": accounts.identities(account_id=account.pk),
    }


def _posts_in_sight(seat: Seat, official_id: int) -> list[Post]:
    posts = queries.lasting_posts(official_ids=[official_id], on=seat.today)
    seat.require_sight(*(post.agency_id for post in posts))
    return posts


def _may_end(seat: Seat, holding: RoleHolding) -> bool:
    if seat.actor.id == holding.official_id:
        return False
    if holding.role in PROVINCE_WIDE:
        return holding.agency.realm in seat.realms_governed
    return seat.may_change(holding.agency_id)


def _colleagues(agencies: dict[int, Any], official_id: int, seat: Seat) -> list[Official]:
    posts = Post.objects.filter(agency_id__in=agencies, valid_from__lte=seat.today)
    posts = posts.filter(valid_to=None) | posts.filter(valid_to__gt=seat.today)
    found = Official.objects.filter(id__in=posts.values("official_id")).exclude(id=official_id)
    return list(found.order_by("sort_key", "id")[:500])


@require_POST
@control_only
def change(request: ControlRequest, official_id: int, deed: str) -> HttpResponse:
    """Do one thing to an official; when it cannot be done, show the form again with what was typed."""
    if deed not in DEEDS:
        raise Http404
    official = Official.objects.get(id=official_id)
    request.seat.require_power(*(post.agency_id for post in _posts_in_sight(request.seat, official_id)))
    try:
        done = DEEDS[deed](request.POST, official, request.seat)
    except Refusal as refusal:
        return _page(request, official_id, refusal=str(refusal), open=deed, typed=request.POST)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("control:official", args=[official_id]))


def _grant_role(data: QueryDict, official: Official, seat: Seat) -> str:
    agency, _colon, unit = text_in(data, "where", _("Ở đâu")).partition(":")
    if not agency.isdigit() or (unit and not unit.isdigit()):
        raise Refusal(_("Chọn “%(label)s” trong danh sách.") % {"label": _("Ở đâu")})
    holding = operations.grant_role(
        official_id=official.id,
        role=text_in(data, "role", _("Vai trò")),
        agency_id=int(agency),
        unit_id=int(unit) if unit else None,
        across_realms=data.get("across") == "1",
        valid_from=day_in(data, "from", _("Từ ngày")),
        valid_to=optional_day(data, "to", _("Đến hết ngày trước")),
        by=seat.actor,
        at=seat.now,
    )
    role = Role(holding.role).label
    return _("Đã giao vai trò “%(role)s” cho %(name)s.") % {"role": role, "name": official.full_name}


def _end_role(data: QueryDict, official: Official, seat: Seat) -> str:
    holding = RoleHolding.objects.get(id=row_in(data, "row", _("Vai trò")), official=official)
    on = day_in(data, "on", _("Thôi từ ngày"))
    operations.end_role(holding_id=holding.id, on=on, by=seat.actor, at=seat.now)
    role = Role(holding.role).label
    return _("%(name)s thôi vai trò “%(role)s” từ ngày %(day)s.") % {
        "name": official.full_name,
        "role": role,
        "day": f"{on:%d/%m/%Y}",
    }


def _end_post(data: QueryDict, official: Official, seat: Seat) -> str:
    post = Post.objects.get(id=row_in(data, "row", _("Chức vụ")), official=official)
    on = day_in(data, "on", _("Thôi từ ngày"))
    operations.end_post(post_id=post.id, on=on, by=seat.actor, at=seat.now)
    return _("%(name)s thôi giữ chức vụ %(title)s từ ngày %(day)s.") % {
        "name": official.full_name,
        "title": post.title,
        "day": f"{on:%d/%m/%Y}",
    }


def _record_absence(data: QueryDict, official: Official, seat: Seat) -> str:
    absence = operations.record_absence(
        official_id=official.id,
        delegate_id=row_in(data, "delegate", _("Người thay")),
        agency_id=row_in(data, "agency", _("Cơ quan")),
        starts_at=moment_in(data, "from", _("Vắng từ lúc")),
        ends_at=moment_in(data, "to", _("Trở lại lúc")),
        reason=text_in(data, "reason", _("Lý do"), required=False),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã ghi: %(delegate)s làm thay %(name)s.") % {
        "delegate": absence.delegate.full_name,
        "name": official.full_name,
    }


def _end_absence(data: QueryDict, official: Official, seat: Seat) -> str:
    absence = Absence.objects.get(id=row_in(data, "row", _("Lần vắng mặt")), official=official)
    operations.end_absence(absence_id=absence.id, agency_id=_arranger(seat, official), by=seat.actor, at=seat.now)
    return _("%(name)s đã trở lại làm việc.") % {"name": official.full_name}


def _arranger(seat: Seat, official: Official) -> int:
    """Return the agency in which they arrange this official's absences.

    :raises Refusal: the official works in none of theirs
    """
    posts = queries.lasting_posts(official_ids=[official.id], on=seat.today)
    here = [post.agency_id for post in posts if seat.may_change(post.agency_id)]
    if not here:
        raise Refusal(_("%(name)s không giữ vị trí nào ở cơ quan bạn quản trị.") % {"name": official.full_name})
    return here[0]


def _mend(data: QueryDict, official: Official, seat: Seat) -> str:
    operations.mend_official(
        official_id=official.id,
        full_name=text_in(data, "full_name", _("Họ và tên")),
        email=text_in(data, "email", _("Thư điện tử"), required=False),
        phone=text_in(data, "phone", _("Điện thoại"), required=False),
        agency_id=None if seat.governs else _arranger(seat, official),
        by=seat.actor,
        at=seat.now,
    )
    return _("Đã sửa thông tin của cán bộ.")


def _account_of(official: Official) -> Account:
    account = accounts.account_of(official_id=official.id)
    if account is None:
        raise Refusal(_("Cán bộ này chưa có tài khoản."))
    return account


def _invite(data: QueryDict, official: Official, seat: Seat) -> str:
    access.invite(official_id=official.id, username=data.get("username", ""), by=seat.actor, at=seat.now)
    return _("Đã gửi liên kết đặt mật khẩu tới %(email)s, dùng một lần trong 72 giờ.") % {"email": official.email}


def _reset_password(data: QueryDict, official: Official, seat: Seat) -> str:
    access.send_reset(account_id=_account_of(official).pk, by=seat.actor, at=seat.now)
    return _("Mật khẩu cũ đã hết hiệu lực; liên kết đặt mật khẩu mới đã gửi tới %(email)s.") % {"email": official.email}


def _reset_factor(data: QueryDict, official: Official, seat: Seat) -> str:
    access.reset_second_factor(account_id=_account_of(official).pk, by=seat.actor, at=seat.now)
    return _("Đã bỏ lớp bảo vệ thứ hai; %(name)s đăng ký lại ở lần đăng nhập tới.") % {"name": official.full_name}


def _lock(data: QueryDict, official: Official, seat: Seat) -> str:
    reason = text_in(data, "reason", _("Lý do"))
    access.close_account(account_id=_account_of(official).pk, reason=reason, by=seat.actor, at=seat.now)
    return _("Đã khóa tài khoản; mọi phiên đang mở đã kết thúc.")


def _unlock(data: QueryDict, official: Official, seat: Seat) -> str:
    reason = text_in(data, "reason", _("Lý do"))
    access.reopen_account(account_id=_account_of(official).pk, reason=reason, by=seat.actor, at=seat.now)
    return _("Đã mở khóa tài khoản.")


def _part(data: QueryDict, official: Official, seat: Seat) -> str:
    access.forget_identity(account_id=_account_of(official).pk, by=seat.actor, at=seat.now)
    return _("Đã bỏ nối với hệ thống đăng nhập của tỉnh.")


DEEDS: dict[str, Callable[[QueryDict, Official, Seat], str]] = {
    "moi": _invite,
    "dat-lai-mat-khau": _reset_password,
    "dat-lai-lop-hai": _reset_factor,
    "khoa": _lock,
    "mo-khoa": _unlock,
    "bo-noi": _part,
    "giao-vai-tro": _grant_role,
    "thoi-vai-tro": _end_role,
    "thoi-chuc-vu": _end_post,
    "ghi-vang-mat": _record_absence,
    "tro-lai": _end_absence,
    "sua": _mend,
}
