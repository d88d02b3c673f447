"""Partners of the API: who is connected, with which keys, told of what, and the journal of what was sent."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.accounts import operations as accounts
from congvu.accounts import queries
from congvu.accounts.models import Partner, PartnerKey
from congvu.exchange import operations as exchange
from congvu.exchange import queries as exchange_queries
from congvu.exchange.models import Delivery, Subscription
from congvu.kit.asking import optional_day, optional_row, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.sites.control.doors import ControlRequest, Seat, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show every partner, and the form by which one is taken on."""
    return _list(request)


def _list(request: ControlRequest, **more: Any) -> HttpResponse:
    seat = request.seat
    seat.require_sight()
    context = {
        "partners": queries.partners(),
        "reaches": Partner.Reach.choices,
        "agencies": [agency for _depth, agency in people.tree(on=seat.today)] if seat.governs else [],
    }
    return render(request, "control/partners.html", {**context, **more}, status=422 if more.get("refusal") else 200)


@require_POST
@control_only
def take_on(request: ControlRequest) -> HttpResponse:
    """Take a partner on, and show it; when that cannot be done, show the form again with what was typed."""
    seat, data = request.seat, request.POST
    seat.require_power()
    try:
        partner = accounts.open_partner(
            code=text_in(data, "code", _("Mã đối tác")),
            name=text_in(data, "name", _("Tên đối tác")),
            contact=text_in(data, "contact", _("Liên hệ"), required=False),
            reach=text_in(data, "reach", _("Được xem")),
            agency_id=optional_row(data, "agency"),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _list(request, refusal=str(refusal), typed=data)
    messages.success(request, _("Đã thêm đối tác %(name)s. Cấp khoá ở dưới.") % {"name": partner.name})
    return HttpResponseRedirect(reverse("control:partner", args=[partner.pk]))


@control_only
def show(request: ControlRequest, partner_id: int) -> HttpResponse:
    """Show one partner."""
    return _page(request, partner_id)


def _page(request: ControlRequest, partner_id: int, **more: Any) -> HttpResponse:
    request.seat.require_sight()
    partner = Partner.objects.select_related("agency").get(pk=partner_id)
    doors = exchange_queries.subscriptions(partner_id=partner_id)
    ids = [door.pk for door in doors]
    waiting = exchange_queries.waiting(subscription_ids=ids)
    state = request.GET.get("tinh-trang", "")
    state = state if state in Delivery.State.values else ""
    context = {
        "partner": partner,
        "keys": [(key, _standing(key, request.seat.now)) for key in queries.partner_keys(partner_id=partner_id)],
        "doors": [(door, waiting.get(door.pk, 0)) for door in doors],
        "journal": exchange_queries.journal(subscription_ids=ids, state=state, after=request.GET.get("sau"), size=30),
        "state": state,
        "states": Delivery.State.choices,
        "scopes": PartnerKey.Scope.choices,
        "governs": request.seat.governs and partner.closed_at is None,
        "ended": Subscription.State.ENDED,
    }
    return render(request, "control/partner.html", {**context, **more}, status=422 if more.get("refusal") else 200)


def _standing(key: PartnerKey, now: dt.datetime) -> str:
    if key.revoked_at:
        return _("đã thu hồi %(day)s") % {"day": f"{timezone.localtime(key.revoked_at):%d/%m/%Y %H:%M}"}
    if key.valid_until and key.valid_until <= now:
        return _("đã hết hạn")
    if key.valid_until:
        return _("dùng đến %(day)s") % {"day": f"{timezone.localtime(key.valid_until):%d/%m/%Y}"}
    return _("đang dùng")


@require_POST
@control_only
def change(request: ControlRequest, partner_id: int, deed: str) -> HttpResponse:
    """Do one thing; a key or a signing secret that was made is shown on the page that answers, and never again."""
    if deed not in DEEDS:
        raise Http404
    request.seat.require_power()
    partner = Partner.objects.get(pk=partner_id)
    try:
        done, secret = DEEDS[deed](request.POST, partner, request.seat)
    except Refusal as refusal:
        return _page(request, partner_id, refusal=str(refusal), open=deed, typed=request.POST)
    if secret:
        answer = _page(request, partner_id, made=done, secret=secret)
        answer["Cache-Control"] = "no-store"
        return answer
    messages.success(request, done)
    return HttpResponseRedirect(reverse("control:partner", args=[partner_id]))


Done = tuple[str, str]


def _issue_key(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    until = optional_day(data, "until", _("Hết hạn sau ngày"))
    key, text = accounts.issue_key(
        partner_id=partner.pk,
        label=text_in(data, "label", _("Dùng cho")),
        scopes=data.getlist("scope"),
        per_minute=row_in(data, "per_minute", _("Số lần gọi mỗi phút")),
        valid_until=_end_of(until) if until else None,
        by=seat.actor,
        at=seat.now,
    )
    return _("Khoá mới “%(label)s”. Chép ngay và trao cho đối tác bằng đường an toàn.") % {"label": key.label}, text


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


def _revoke_key(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    key = PartnerKey.objects.get(pk=row_in(data, "row", _("Khoá")), partner=partner)
    accounts.revoke_key(key_id=key.pk, by=seat.actor, at=seat.now)
    return _("Đã thu hồi khoá “%(label)s”. Lần gọi sau sẽ bị từ chối.") % {"label": key.label}, ""


def _close(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    accounts.close_partner(partner_id=partner.pk, by=seat.actor, at=seat.now)
    for door in exchange_queries.subscriptions(partner_id=partner.pk):
        if door.state != Subscription.State.ENDED:
            exchange.end(subscription_id=door.pk, by=seat.actor, at=seat.now)
    return _("Đã ngừng kết nối với %(name)s.") % {"name": partner.name}, ""


def _subscribe(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    one, secret = exchange.subscribe(
        partner_id=partner.pk, url=text_in(data, "url", _("Địa chỉ nhận tin")), by=seat.actor, at=seat.now
    )
    return _("Khoá ký của %(url)s. Đối tác dùng khoá này để kiểm tra chữ ký của tin.") % {"url": one.url}, secret


def _renew_secret(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    one, secret = exchange.renew_secret(subscription_id=_door(data, partner).pk, by=seat.actor, at=seat.now)
    return _("Khoá ký mới của %(url)s. Tin gửi từ giờ ký bằng khoá này.") % {"url": one.url}, secret


def _resume(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    one = exchange.resume(subscription_id=_door(data, partner).pk, by=seat.actor, at=seat.now)
    return _("Đang gửi tiếp cho %(url)s, theo đúng thứ tự.") % {"url": one.url}, ""


def _end(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    one = exchange.end(subscription_id=_door(data, partner).pk, by=seat.actor, at=seat.now)
    return _("Đã thôi gửi tin cho %(url)s.") % {"url": one.url}, ""


def _replay(data: QueryDict, partner: Partner, seat: Seat) -> Done:
    row = Delivery.objects.get(pk=row_in(data, "row", _("Tin")))
    Subscription.objects.get(pk=row.subscription_id, partner=partner)
    exchange.replay(delivery_id=row.pk, by=seat.actor, at=seat.now)
    return _("Đã xếp tin về %(label)s để gửi lại.") % {"label": row.label}, ""


def _door(data: QueryDict, partner: Partner) -> Subscription:
    return Subscription.objects.get(pk=row_in(data, "row", _("Địa chỉ nhận tin")), partner=partner)


DEEDS = {
    "cap-khoa": _issue_key,
    "thu-khoa": _revoke_key,
    "ngung": _close,
    "nhan-tin": _subscribe,
    "khoa-ky": _renew_secret,
    "gui-tiep": _resume,
    "thoi-gui": _end,
    "gui-lai": _replay,
}
