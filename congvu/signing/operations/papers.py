"""One paper at a time: sign for a person, seal for an agency."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.signing import own_tokens, pades, places, xades
from congvu.signing.hooks import KeyNotUsable, Look, drivers
from congvu.signing.models import Credential, SignatureRecord
from congvu.signing.queries import credential_of, verify


class CredentialNotUsable(Refusal):
    """The certificate is not in time."""


class NotSignedYet(Refusal):
    """An agency seals only what the competent person has signed (NĐ 30/2020 Đ.33)."""


class NotSignable(Refusal):
    """The file cannot be signed."""


def sign_paper(*, pdf: bytes, official_id: int, reason: str, at: datetime, by: Actor, subject: str = "") -> bytes:
    """Return the PDF with the official's PAdES signature and blue image in the paper's empty field ``signature``.

    Without such a field the signature is invisible. Earlier signatures stay good, PDF/A stays PDF/A. Call it outside
    any transaction: the driver may wait for a person. Whether the official may sign this paper, the caller asks.

    :param subject: what the paper belongs to, ``dossier:12``
    :raises NotAllowed: somebody else's key: a stand-in signs with the own one
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable, NotSignable: with words for the user
    """
    if by.kind == ActorKind.OFFICIAL and by.id != official_id:
        raise NotAllowed(_("Mỗi người chỉ được ký bằng chứng thư số của chính mình (NĐ 30/2020/NĐ-CP Đ.32)."))
    return sign_with(
        pdf=pdf, credential=credential_of(official_id=official_id), reason=reason, at=at, by=by, subject=subject
    )


def sign_with(
    *,
    pdf: bytes,
    credential: Credential,
    reason: str,
    look: Look | None = None,
    at: datetime,
    by: Actor,
    subject: str,
) -> bytes:
    """Sign as :func:`sign_paper` does, with a certificate that was chosen before.

    :raises CredentialNotUsable: it is suspended, revoked or out of time
    """
    place = place_of(pdf, credential, look=look, at=at)
    picture = look.picture if look else None
    return _sign(pdf, credential, place, reason=reason, at=at, by=by, subject=subject, picture=picture)


def personal_place(pdf: bytes) -> pades.FieldPlace | str:
    """Return where a personal signature will stand: the paper's empty field by name, or a new invisible one.

    :raises NotSignable: the bytes are no PDF that can be read
    """
    try:
        field = places.free_field(pdf, name=places.SIGNATURE)
        return field or pades.FieldPlace(places.unused_name(pdf, name=places.SIGNATURE), 0, (0, 0, 0, 0))
    except Exception as fault:  # pyHanko's reader fails in many ways on what is no PDF
        raise NotSignable(_("Không ký được: tệp không phải là PDF hoặc bị hỏng. Hãy in lại văn bản rồi ký.")) from fault


def seal_paper(
    *,
    pdf: bytes,
    agency_id: int,
    competent_id: int | None = None,
    at: datetime,
    by: Actor,
    reason: str = "",
    subject: str = "",
) -> bytes:
    """Return the PDF with the agency's signature and red seal, covering the left third of the last personal signature.

    Call it outside any transaction. Whether ``by`` is the clerk who keeps the seal is the caller's question.

    :param competent_id: the official whose signature it has to be; None: the caller has seen to it
    :raises NotSignedYet: no valid personal signature of this system is there, or the paper was changed since
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the user
    """
    credential = credential_of(agency_id=agency_id)
    place = seal_place(pdf, credential, competent_id=competent_id, at=at)
    return _sign(pdf, credential, place, reason=reason, at=at, by=by, subject=subject)


def seal_place(
    pdf: bytes, credential: Credential, *, competent_id: int | None = None, at: datetime
) -> pades.FieldPlace | str:
    """Return where an agency's seal belongs on a paper: its empty field, or over the last personal signature.

    :raises NotSignedYet: no valid signature of the competent person is there, or the paper was changed since
    """
    last = check_competent(pdf=pdf, official_id=competent_id, at=at)
    return places.free_field(pdf, name=places.SEAL) or places.seal_place(
        pdf, over=last, diameter_mm=credential.image_width_mm
    )


def check_competent(*, pdf: bytes, official_id: int | None, at: datetime) -> str:
    """Let a paper pass that the competent person has signed; return the field of that signature.

    :param official_id: the competent person; None: any official of this system
    :raises NotSignedYet: there is no valid signature of theirs, or the paper was changed since
    """
    report = verify(pdf, at=at)
    competent = [one for one in report.personal if official_id in {None, one.official_id}]
    if not report.all_good or not competent:
        raise NotSignedYet(
            _(
                "Chưa đóng dấu được: văn bản chưa có chữ ký số hợp lệ của người có thẩm quyền "
                "(NĐ 30/2020/NĐ-CP Đ.33). %(why)s"
            )
            % {"why": " ".join(report.sentences)}
        )
    return competent[-1].field


def place_of(pdf: bytes, credential: Credential, *, look: Look | None = None, at: datetime) -> pades.FieldPlace | str:
    """Return where a signature with a certificate will stand: in the corner, the agency's seal, or a personal one.

    :param look: how it shows in the corner
    :raises NotSignedYet, NotSignable: there is no place for it
    """
    if look:
        return _corner(pdf, look)
    return seal_place(pdf, credential, at=at) if credential.agency_id else personal_place(pdf)


def seal_copy(*, pdf: bytes, agency_id: int, at: datetime, by: Actor, subject: str = "") -> bytes:
    """Return a digitised copy with the agency's signature, without any picture, in its empty field ``seal``.

    The words of the signature (form of the copy, agency, time) are printed in the copy itself (NĐ 30/2020, Annex I,
    part II). Call it outside any transaction. Whether ``by`` may, and what is copied, is the caller's question.

    :raises NotSignable: the copy has no such field
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the user
    """
    credential = credential_of(agency_id=agency_id)
    place = places.free_field(pdf, name=places.SEAL)
    if not place:
        raise NotSignable(_("Không ký được: bản số hóa không có ô chữ ký của cơ quan."))
    return _sign(pdf, credential, place, reason="", at=at, by=by, subject=subject, picture=b"")


def stamp_paper(
    *,
    pdf: bytes,
    agency_id: int,
    look: Look,
    at: datetime,
    by: Actor,
    reason: str = "",
    subject: str = "",
) -> bytes:
    """Return somebody else's PDF (a drawing, an annex) with the agency's signature in its corner.

    Signatures that are there, such as the designer's, stay good. Call it outside any transaction. Whether the agency
    stands for the paper is the caller's question.

    :raises NotSignable: no PDF, or a damaged one
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the user
    """
    credential = credential_of(agency_id=agency_id)
    return sign_with(pdf=pdf, credential=credential, look=look, reason=reason, at=at, by=by, subject=subject)


def _corner(pdf: bytes, look: Look) -> pades.FieldPlace:
    try:
        return places.corner_place(pdf, width_mm=look.width_mm, height_mm=look.height_mm, margin_mm=look.margin_mm)
    except Exception as fault:  # pyHanko's reader fails in many ways on what is no PDF
        raise NotSignable(_("Không đóng dấu được: tệp không phải là PDF hoặc bị hỏng.")) from fault


def sign_data(*, data: bytes, agency_id: int, reason: str, at: datetime, by: Actor, subject: str = "") -> bytes:
    """Return the agency's bare signature over ``data`` with SHA-256: PKCS#1 v1.5 for RSA, DER for ECDSA.

    For what is no PDF, such as the code on a paper. Call it outside any transaction. What may be signed so, the caller
    asks.

    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the user
    """
    credential = credential_of(agency_id=agency_id)
    check_usable(credential, at)
    check_at_hand(credential)
    driver = drivers.get(credential.driver)
    signature = driver.sign(reference=credential.key_reference, data=data, digest="sha256")
    note(data, signature, credential, reason=reason, at=at, by=by, subject=subject, action="signing.sign_data")
    return signature


def sign_xml(*, xml: bytes, agency_id: int, reason: str, at: datetime, by: Actor, subject: str = "") -> bytes:
    """Return an XML file with the agency's enveloped signature over all of it (XAdES B-B).

    Call it outside any transaction. What may be signed so, the caller asks.

    :raises NotSignable: no XML, or signed already
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the user
    """
    credential = credential_of(agency_id=agency_id)
    check_usable(credential, at)
    check_at_hand(credential)
    try:
        signed = xades.sign(xml=xml, hand=hand_of(credential), at=at)
    except xades.NotXml as fault:
        raise NotSignable(_("Không ký được: tệp không phải là XML, bị hỏng hoặc đã được ký.")) from fault
    note(xml, signed, credential, reason=reason, at=at, by=by, subject=subject, action="signing.sign_xml")
    return signed


def check_usable(credential: Credential, at: datetime) -> None:
    """Let a certificate pass that is active and in time.

    :raises CredentialNotUsable: with what to do
    """
    if credential.state != Credential.State.ACTIVE:
        raise CredentialNotUsable(
            _("Chứng thư số của %(owner)s đã bị tạm dừng hoặc thu hồi. Hãy xin cấp chứng thư mới.")
            % {"owner": credential.official or credential.agency}
        )
    if not drivers.get(credential.driver).policy:
        raise CredentialNotUsable(
            _(
                "Khóa của %(owner)s được giữ tập trung (%(place)s) mà chưa ghi theo chính sách chứng thư nào. "
                "Quản trị ghi chính sách của nơi cấp rồi mới ký được (NĐ 68/2024)."
            )
            % {
                "owner": credential.official or credential.agency,
                "place": drivers.get(credential.driver).label,
            }
        )
    if not credential.valid_from <= at <= credential.valid_to:
        raise CredentialNotUsable(
            _("Chứng thư số của %(owner)s chỉ dùng được từ %(start)s đến %(end)s. Hãy xin cấp chứng thư mới.")
            % {
                "owner": credential.official or credential.agency,
                "start": f"{timezone.localtime(credential.valid_from):%d/%m/%Y}",
                "end": f"{timezone.localtime(credential.valid_to):%d/%m/%Y}",
            }
        )


def check_at_hand(credential: Credential) -> None:
    """Let a key pass that this server can ask; an agency's key in its clerk's own PC signs what is laid before it.

    :raises KeyNotUsable: with what can be done instead
    """
    if credential.driver == own_tokens.DRIVER and credential.agency_id:
        raise KeyNotUsable(
            _(
                "Khóa của %(agency)s nằm trong USB Token ở máy của văn thư. Bằng USB Token, văn thư đóng dấu được văn "
                "bản đi và phụ lục, bản sao điện tử, kết quả hồ sơ. Việc này cần khóa của cơ quan ở máy chủ ký: báo "
                "quản trị nối thiết bị HSM hay dịch vụ ký số từ xa cho chứng thư của cơ quan."
            )
            % {"agency": credential.agency}
        )


def _sign(
    pdf: bytes,
    credential: Credential,
    place: pades.FieldPlace | str,
    *,
    reason: str,
    at: datetime,
    by: Actor,
    subject: str,
    picture: bytes | None = None,
) -> bytes:
    check_usable(credential, at)
    check_at_hand(credential)
    owner = str(credential.official or credential.agency)
    signed = pades.sign(pdf=pdf, hand=hand_of(credential, picture), place=place, reason=reason, name=owner, at=at)
    note(pdf, signed, credential, reason=reason, at=at, by=by, subject=subject)
    return signed


def hand_of(credential: Credential, picture: bytes | None = None) -> pades.Hand:
    """Return what signs with a credential; ``picture`` instead of its own image, empty for none."""
    driver = drivers.get(credential.driver)
    return pades.Hand(
        certificates=credential.certificate,
        sign=lambda data, digest: driver.sign(reference=credential.key_reference, data=data, digest=digest),
        image=bytes(credential.image) if picture is None else picture,
        image_width_mm=credential.image_width_mm,
    )


@transaction.atomic
def note(
    before: bytes,
    after: bytes,
    credential: Credential,
    *,
    reason: str,
    at: datetime,
    by: Actor,
    subject: str,
    action: str = "",
) -> None:
    """Keep the record of a signature, with its line in the log."""
    record = SignatureRecord.objects.create(
        credential=credential,
        subject=subject,
        reason=reason,
        digest_before=hashlib.sha256(before).hexdigest(),
        digest_after=hashlib.sha256(after).hexdigest(),
        signer=by.snapshot(),
        at=at,
    )
    audit.record(
        action=action or ("signing.sign_paper" if credential.official_id else "signing.seal_paper"),
        subject=subject or f"signature:{record.id}",
        label=str(credential.official or credential.agency),
        data={
            "credential": credential.fingerprint,
            "digest": record.digest_after,
            "policy": str(drivers.get(credential.driver).policy),
        },
        by=by,
        at=at,
    )
