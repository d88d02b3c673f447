"""The lists of trusted issuers: one administrator asks for a change, another one decides (NĐ 68/2024)."""

from datetime import date, datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, NotThere, Refusal, Stale
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.signing.models import TrustAnchor, TrustChange
from congvu.signing.operations.inventory import check_certificate, name_in, read_certificates

LISTS = (TrustAnchor.List.GOVERNMENT, TrustAnchor.List.PUBLIC)
"""Lists that administrators keep; the demo's own issuer comes with the demo."""
Kind, State = TrustChange.Kind, TrustChange.State


class TrustRefused(Refusal):
    """The change cannot be asked for like this; the text says why."""


class TrustUnknown(NotThere):
    """There is no such issuer or change."""


def propose_issuer(
    *, pem: bytes, list_of: str, valid_from: date | None, crl_url: str, ground: str, by: Actor, at: datetime
) -> TrustChange:
    """Ask for an issuer to be trusted; nothing is trusted before another administrator has agreed.

    :param pem: the issuer's certificate; of a chain the first counts
    :param valid_from: first day on which a signature may rest on it; None: the first of the certificate
    :param crl_url: where it puts its list of revoked certificates; may be empty
    :raises NotAllowed: the actor does not administer the province
    :raises CertificateUnfit, TrustRefused: no issuer's certificate, in a list already, no ground
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    own = read_certificates(pem)[0]
    check_certificate(own, at)
    if not _is_issuer(own):
        raise TrustRefused(_("Chứng thư này không phải của nơi cấp chứng thư (CA), nên không đưa vào danh sách được."))
    if list_of not in LISTS:
        raise TrustRefused(_("Chọn danh sách."))
    if crl_url and urlsplit(crl_url).scheme not in {"http", "https"}:
        raise TrustRefused(_("Địa chỉ danh sách thu hồi bắt đầu bằng http:// hoặc https://."))
    fingerprint = own.fingerprint(hashes.SHA256()).hex()
    if TrustAnchor.objects.filter(fingerprint=fingerprint, valid_to=None).exists():
        raise TrustRefused(_("Nơi cấp này đang có trong danh sách tin cậy."))
    return _asked(
        TrustChange(
            kind=Kind.ADD,
            name=name_in(own.subject)[:200],
            list=list_of,
            certificate=own.public_bytes(serialization.Encoding.PEM).decode(),
            fingerprint=fingerprint,
            crl_url=crl_url[:300],
            day=valid_from or own.not_valid_before_utc.date(),
        ),
        ground,
        by=by,
        at=at,
    )


def _is_issuer(own: x509.Certificate) -> bool:
    try:
        return own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def propose_withdrawal(*, anchor_id: int, day: date, ground: str, by: Actor, at: datetime) -> TrustChange:
    """Ask for an issuer to be trusted no more from a day on; what was provably signed before stays good.

    :raises NotAllowed: the actor does not administer the province
    :raises TrustRefused: withdrawn already, before its first day, no ground
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    row = TrustAnchor.objects.filter(pk=anchor_id).first()
    if row is None:
        raise TrustUnknown(_("Không có nơi cấp này trong danh sách."))
    if row.valid_to is not None:
        raise TrustRefused(_("Nơi cấp này đã rút khỏi danh sách tin cậy."))
    if day < row.valid_from:
        raise TrustRefused(_("Ngày rút không thể trước ngày đưa vào danh sách."))
    made = TrustChange(
        kind=Kind.WITHDRAW,
        name=row.name,
        list=row.kind,
        certificate=row.certificate,
        fingerprint=row.fingerprint,
        day=day,
    )
    return _asked(made, ground, by=by, at=at)


def _asked(change: TrustChange, ground: str, *, by: Actor, at: datetime) -> TrustChange:
    change.ground = clean(ground)[:300]
    if not change.ground:
        raise TrustRefused(_("Ghi căn cứ."))
    change.asked_by, change.asker_id, change.asked_at = by.snapshot(), by.id or 0, at
    try:
        with transaction.atomic():
            change.save()
            _trace("signing.propose_trust", change, by=by, at=at)
    except IntegrityError as fault:
        raise TrustRefused(_("Đang có một thay đổi của nơi cấp này chờ người thứ hai.")) from fault
    return change


@transaction.atomic
def decide_trust(*, change_id: int, agree: bool, answer: str = "", by: Actor, at: datetime) -> TrustChange:
    """Agree to a change of the lists, which does it, or refuse it with a reason.

    :raises NotAllowed: who asked for it, or does not administer the province
    :raises Stale: decided already
    :raises TrustRefused: refused without a reason
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    change = TrustChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise TrustUnknown(_("Không có thay đổi này."))
    if change.state != State.ASKED:
        raise Stale(_("Thay đổi này đã được quyết định: %(state)s.") % {"state": change.get_state_display().lower()})
    if agree and change.asker_id == by.id:
        raise NotAllowed(_("Người đề nghị không tự đồng ý. Hãy nhờ người quản trị khác của tỉnh."))
    change.answer = "" if agree else clean(answer)[:300]
    if not agree and not change.answer:
        raise TrustRefused(_("Ghi lý do không đồng ý."))
    change.state = State.DONE if agree else State.REFUSED
    change.decided_by, change.decided_at = by.snapshot(), at
    change.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    if agree:
        _do(change)
    _trace("signing.decide_trust", change, by=by, at=at)
    return change


def _do(change: TrustChange) -> None:
    if change.kind == Kind.WITHDRAW:
        TrustAnchor.objects.filter(fingerprint=change.fingerprint).update(valid_to=change.day)
        return
    TrustAnchor.objects.update_or_create(
        fingerprint=change.fingerprint,
        defaults={
            "name": change.name,
            "kind": change.list,
            "certificate": change.certificate,
            "valid_from": change.day,
            "valid_to": None,
            "crl_url": change.crl_url,
        },
    )


def _trace(action: str, change: TrustChange, *, by: Actor, at: datetime) -> None:
    data = {"kind": change.kind, "list": change.list, "day": change.day.isoformat(), "state": change.state}
    data |= {"ground": change.ground, "fingerprint": change.fingerprint}
    audit.record(action=action, subject=change.subject, label=change.name, data=data, by=by, at=at)
