"""Partners whose programs call, and their keys."""

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from congvu.accounts.models import Partner, PartnerKey
from congvu.accounts.queries import digest_of
from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people_queries
from congvu.people.models import Role


@transaction.atomic
def open_partner(
    *,
    code: str,
    name: str,
    contact: str = "",
    reach: str = Partner.Reach.OWN,
    agency_id: int | None = None,
    is_demo: bool = False,
    by: Actor,
    at: datetime,
) -> Partner:
    """Take on a partner whose programs may call.

    :param agency_id: the one agency it deals with, None for any
    :raises Refusal: no name, a code that is taken or not plain, or no agency though its reach is one
    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    code, name = clean(code).lower(), clean(name)[:200]
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", code):
        raise Refusal(_("Mã đối tác gồm 2 đến 40 chữ cái không dấu, chữ số và dấu gạch ngang, ví dụ “buu-dien”."))
    if not name:
        raise Refusal(_("Ghi tên đối tác."))
    if reach == Partner.Reach.AGENCY and agency_id is None:
        raise Refusal(_("Chọn cơ quan mà đối tác được xem hồ sơ."))
    if reach not in Partner.Reach.values:
        raise Refusal(_("Chọn hồ sơ mà đối tác được xem."))
    if Partner.objects.filter(code=code).exists():
        raise Refusal(_("Mã đối tác “%s” đã có. Hãy chọn mã khác.") % code)
    partner = Partner.objects.create(
        code=code,
        name=name,
        contact=clean(contact)[:200],
        reach=reach,
        agency_id=agency_id,
        is_demo=is_demo,
        opened_at=at,
    )
    _trace_partner("accounts.open_partner", partner, by, at, reach=reach, agency=agency_id)
    return partner


@transaction.atomic
def close_partner(*, partner_id: int, by: Actor, at: datetime) -> Partner:
    """End the connection: all keys stop at once; what it filed stays.

    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    if partner.closed_at is None:
        partner.closed_at = at
        partner.save(update_fields=["closed_at"])
        PartnerKey.objects.filter(partner=partner, revoked_at=None).update(revoked_at=at)
        _trace_partner("accounts.close_partner", partner, by, at)
    return partner


@transaction.atomic
def issue_key(
    *,
    partner_id: int,
    label: str,
    scopes: Collection[str],
    per_minute: int = 600,
    valid_until: datetime | None = None,
    by: Actor,
    at: datetime,
) -> tuple[PartnerKey, str]:
    """Make a key; the second value is the key itself, which can never be shown again.

    :param per_minute: calls a minute, 1 to 60,000
    :raises Refusal: a closed partner, no label, no or unknown scopes, a pace out of bounds
    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    partner = Partner.objects.select_for_update().get(pk=partner_id)
    label = clean(label)[:100]
    if partner.closed_at is not None:
        raise Refusal(_("Đối tác này đã ngừng kết nối. Không cấp thêm khoá được."))
    if not label:
        raise Refusal(_("Ghi khoá dùng cho máy hoặc phần mềm nào."))
    if not scopes or not set(scopes) <= set(PartnerKey.Scope.values):
        raise Refusal(_("Chọn ít nhất một quyền cho khoá."))
    if not 1 <= per_minute <= 60_000:
        raise Refusal(_("Số lần gọi mỗi phút từ 1 đến 60.000."))
    if valid_until is not None and valid_until <= at:
        raise Refusal(_("Ngày hết hạn phải ở sau hôm nay."))
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    key = PartnerKey.objects.create(
        partner=partner,
        label=label,
        prefix=prefix,
        digest=digest_of(secret),
        scopes=[scope for scope in PartnerKey.Scope.values if scope in scopes],
        per_minute=per_minute,
        made_at=at,
        valid_until=valid_until,
    )
    _trace_partner("accounts.issue_key", partner, by, at, key=str(key), scopes=key.scopes, per_minute=per_minute)
    return key, f"cv_{prefix}_{secret}"


@transaction.atomic
def revoke_key(*, key_id: int, by: Actor, at: datetime) -> PartnerKey:
    """Stop a key at once; a call that is under way ends, the next one is turned away.

    :raises NotAllowed: not the administrator of the province
    """
    by = people_queries.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    key = PartnerKey.objects.select_for_update(of=("self",)).select_related("partner").get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        _trace_partner("accounts.revoke_key", key.partner, by, at, key=str(key))
    return key


def note_key_used(*, key_id: int, at: datetime) -> None:
    """Write down that a key was used, once a minute at most."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - timedelta(minutes=1))
    PartnerKey.objects.filter(stale, pk=key_id).update(last_used_at=at)


def demo_partner(*, by: Actor, at: datetime) -> Partner:
    """Return the demo's invented partner, taken on when it is not there.

    :raises Refusal: outside the demo
    """
    if not settings.DEMO:
        raise Refusal(_("Đối tác thử nghiệm chỉ có trong bản chạy thử."))
    known = Partner.objects.filter(code="thi-du", is_demo=True, closed_at=None).first()
    return known or open_partner(code="thi-du", name="Công ty phần mềm Thí Dụ", is_demo=True, by=by, at=at)


def _trace_partner(action: str, partner: Partner, by: Actor, at: datetime, **data: object) -> None:
    audit.record(action=action, subject=f"partner:{partner.pk}", by=by, at=at, label=partner.name, data=data)
