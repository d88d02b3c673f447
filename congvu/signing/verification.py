"""The one room that knows pyHanko's validating side. Whatever file comes, the answer is a report."""

import io
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import pem, x509
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from . import clocks, xades
from .levels import Level
from .reports import Coverage, Report, SignatureReport

log = logging.getLogger(__name__)
LARGEST = 50 * 1024 * 1024
MOST = 50
"""No honest paper has more signatures."""
BLANK = b"\0\t\n\f\r "
ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF\Z")
# It tells each forbidden change with its whole stack: the report says it, and visitors may send any number of files
logging.getLogger("pyhanko.sign.diff_analysis").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A trusted issuer: certificate as PEM, name of its list, what to add to a signature that rests on it."""

    certificate: str
    list_name: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What this system knows of a certificate: personal or agency, and since when it is revoked."""

    kind: str
    revoked_at: datetime | None = None


Lookup = Callable[[str], Known | None]


def verify(pdf: bytes, *, anchors: Iterable[Anchor], known: Lookup, at: datetime) -> Report:
    """Judge a file. Never raises, whatever the bytes.

    :param known: finds what this system knows of a certificate by its SHA-256 fingerprint
    """
    if len(pdf) > LARGEST:
        return _only(_("Tệp lớn hơn 50 MB nên không được kiểm tra ở đây."))
    if b"%PDF-" not in pdf[:1024]:
        return _only(_("Đây không phải là tệp PDF. Hãy chọn tệp PDF đã ký số."))
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            return _only(_("Tệp PDF bị khóa bằng mật khẩu nên không kiểm tra được. Hãy mở khóa rồi thử lại."))
        found = list(reader.embedded_regular_signatures)
    except Exception:  # A hostile file may break the reader anywhere: the visitor is owed a sentence all the same
        log.info("unreadable PDF given for verification", exc_info=True)
        return _only(_("Không đọc được tệp PDF: tệp bị hỏng hoặc đã bị sửa đổi."))
    if not found:
        return _only(_("Tệp này không có chữ ký số nào."))
    if len(found) > MOST:
        return _only(_("Tệp có quá nhiều chữ ký số nên không được kiểm tra ở đây."))
    roots = {x509.Certificate.load(pem.unarmor(one.certificate.encode())[2]): one for one in anchors}
    stamps = clocks.stamps(reader, roots=roots)
    closed = _is_closed(pdf, [*found, *reader.embedded_timestamp_signatures])
    return _summed(tuple(_judged(one, roots, known, stamps, at, closed) for one in found))


def verify_xml(xml: bytes, *, anchors: Iterable[Anchor], known: Lookup, at: datetime) -> Report:
    """Judge the signature of an XML file (XAdES). Never raises, whatever the bytes."""
    try:
        found = xades.found(xml)
    except xades.NotXml:
        return _only(_("Không đọc được tệp XML: tệp hỏng, quá lớn hoặc có phần khai báo kiểu tài liệu (DOCTYPE)."))
    except Exception:  # a hostile file may break it anywhere
        log.info("unreadable signature in XML", exc_info=True)
        return _only(_("Chữ ký trong tệp XML bị hỏng hoặc có nhiều hơn một: không kiểm tra được."))
    if found is None:
        return _only(_("Tệp này không có chữ ký số nào."))
    try:
        return _summed((_judge_xml(found, anchors, known, at),))
    except Exception:
        log.info("signature in XML that cannot be judged", exc_info=True)
        return _summed((_unreadable("", at),))


def _judge_xml(found: xades.Found, anchors: Iterable[Anchor], known: Lookup, at: datetime) -> SignatureReport:
    roots = {x509.Certificate.load(pem.unarmor(one.certificate.encode())[2]): one for one in anchors}
    own, signed_at, intact = found.certificate, found.signed_at, found.is_whole()
    anchor = roots.get(found.anchor(roots, signed_at or at))
    familiar, clock = known(own.sha256.hex()), clocks.Clock(level=Level.B)
    return _told(
        own,
        field="",
        intact=intact,
        coverage=Coverage.WHOLE if intact else Coverage.CHANGED,
        anchor=anchor,
        familiar=familiar,
        signed_at=signed_at,
        clock=clock,
        at=at,
        closed=True,
    )


def _is_closed(pdf: bytes, signatures: Iterable[Any]) -> bool:
    """Say whether what follows the last signature is an update with its own table, and ends the file.

    Objects behind the end, in no table, are not there for us; readers that mend broken files show them.
    """
    try:
        ends = [int(one.byte_range[2]) + int(one.byte_range[3]) for one in signatures]
    except (IndexError, TypeError, ValueError):
        return False
    if not pdf[max(ends) :].strip(BLANK):
        return True
    ending = ENDING.search(pdf.rstrip(BLANK)[-100:])
    return ending is not None and int(ending[1]) >= max(ends)


def _only(sentence: str) -> Report:
    return Report(signatures=(), sentences=(sentence,))


def _summed(signatures: tuple[SignatureReport, ...]) -> Report:
    bad = sum(not one.is_good for one in signatures)
    if bad and all(one.is_good or one.is_unproven for one in signatures):
        sentence = _(
            "Nội dung không bị sửa đổi. %(bad)d trong %(all)d chữ ký số dùng chứng thư nay đã hết hạn: "
            "đúng theo đồng hồ của người ký, nhưng ngày ký chưa chứng minh được. Cần chắc chắn thì hỏi cơ quan đã cấp."
        )
    elif bad:
        sentence = _("%(bad)d trong %(all)d chữ ký số không hợp lệ hoặc chưa xác nhận được. Không nên tin tệp này.")
    else:
        sentence = _("Cả %(all)d chữ ký số đều hợp lệ; nội dung không bị sửa đổi sau khi ký.")
    return Report(signatures=signatures, sentences=(sentence % {"bad": bad, "all": len(signatures)},))


def _judged(
    signature: Any, roots: dict[Any, Anchor], known: Lookup, stamps: list[clocks.Stamp], at: datetime, closed: bool
) -> SignatureReport:
    try:
        return _judge(signature, roots, known, stamps, at, closed)
    except Exception:
        log.info("signature that cannot be judged", exc_info=True)
        return _unreadable(str(getattr(signature, "field_name", "")), at)


def _unreadable(field: str, at: datetime) -> SignatureReport:
    return SignatureReport(
        field=field, who="", title="", body="", kind="", serial="", issuer="", valid_from=at, valid_to=at,
        signed_at=None, is_intact=False, trusted_by="", coverage=Coverage.CHANGED, is_good=False,
        sentences=(_("Chữ ký số này bị hỏng, không đọc được."),),
    )  # fmt: skip


def _judge(
    signature: Any, roots: dict[Any, Anchor], known: Lookup, stamps: list[clocks.Stamp], at: datetime, closed: bool
) -> SignatureReport:
    signed_at = signature.self_reported_timestamp
    own = signature.signer_cert
    first = min((stamp.at for stamp in stamps if stamp.revision >= signature.signed_revision), default=None)
    context = ValidationContext(trust_roots=list(roots), allow_fetching=False, moment=first or signed_at or at)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    clock = clocks.clock_of(signature.reader, signature, status=status, stamps=stamps, roots=roots)
    return _told(
        own,
        field=str(signature.field_name),
        intact=bool(status.intact and status.valid),
        coverage=_coverage(status) if closed else Coverage.CHANGED,
        anchor=_anchor(status, roots),
        familiar=known(own.sha256.hex()),
        signed_at=signed_at,
        clock=clock,
        at=at,
        closed=closed,
    )


def _told(
    own: Any,
    *,
    field: str,
    intact: bool,
    coverage: Coverage,
    anchor: Anchor | None,
    familiar: Known | None,
    signed_at: datetime | None,
    clock: clocks.Clock,
    at: datetime,
    closed: bool,
) -> SignatureReport:
    """Return what was found of one signature, in data and sentences; ``own`` is the signer's certificate."""
    start, end, subject = own.not_valid_before, own.not_valid_after, own.subject.native
    faults = _faults(
        intact=intact,
        coverage=coverage,
        anchor=anchor,
        familiar=familiar,
        start=start,
        end=end,
        signed_at=signed_at,
        clock=clock,
        at=at,
        closed=closed,
    )
    is_unproven = not faults and end < at and clock.at is None
    if is_unproven:
        faults = [_unproven(end, signed_at)]
    return SignatureReport(
        field=field,
        who=_text(subject.get("common_name")),
        title=_text(subject.get("title")),
        body=_text(subject.get("organization_name")),
        kind=familiar.kind if familiar else "",
        serial=f"{own.serial_number:x}",
        issuer=_text(own.issuer.native.get("common_name")),
        valid_from=start,
        valid_to=end,
        signed_at=signed_at,
        is_intact=intact,
        trusted_by=anchor.list_name if anchor else "",
        coverage=coverage,
        is_good=not faults,
        is_unproven=is_unproven,
        level=clock.level,
        proven_at=clock.at,
        proven_by=clock.by,
        sentences=(*(faults or [_good(coverage)]), *_remarks(anchor, signed_at, clock)),
    )


def _text(value: Any) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value or "")


def _anchor(status: Any, roots: dict[Any, Anchor]) -> Anchor | None:
    if not status.trusted or status.validation_path is None:
        return None
    return roots.get(status.validation_path.trust_anchor.certificate)


def _coverage(status: Any) -> Coverage:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE
    permitted = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok
    return Coverage.PERMITTED if permitted else Coverage.CHANGED


def _faults(
    *,
    intact: bool,
    coverage: Coverage,
    anchor: Anchor | None,
    familiar: Known | None,
    start: datetime,
    end: datetime,
    signed_at: datetime | None,
    clock: clocks.Clock,
    at: datetime,
    closed: bool,
) -> list[str]:
    faults = []
    moment = clock.at or signed_at or at
    if not intact:
        faults.append(_("Nội dung đã bị sửa đổi sau khi ký, hoặc chữ ký bị hỏng."))
    elif not closed:
        faults.append(
            _("Sau phần kết thúc, tệp bị nối thêm dữ liệu lạ: phần mềm khác có thể hiện nội dung không được ký.")
        )
    elif coverage == Coverage.CHANGED:
        faults.append(_("Sau khi ký, tệp đã được thêm hoặc đổi nội dung không được phép."))
    if not start <= moment <= end:
        faults.append(
            _("Chữ ký được tạo ngoài thời hạn của chứng thư (từ %(start)s đến %(end)s).")
            % {"start": _day(start), "end": _day(end)}
        )
    elif anchor is None:
        faults.append(_("Không xác nhận được nơi cấp chứng thư: không có trong danh sách tin cậy."))
    if familiar and familiar.revoked_at and moment >= familiar.revoked_at:
        faults.append(_("Chứng thư đã bị thu hồi từ ngày %(day)s, trước khi ký.") % {"day": _day(familiar.revoked_at)})
    elif clock.revoked:
        faults.append(_("Dữ liệu kiểm tra kèm trong tệp cho biết chứng thư đã bị thu hồi trước khi ký."))
    if signed_at and signed_at > at:
        faults.append(_("Thời điểm ký ghi trong tệp ở tương lai."))
    return faults


def _unproven(end: datetime, signed_at: datetime | None) -> str:
    """Say what can be known of a signature whose certificate has expired since: intact, yet the day is the signer's."""
    ends = {"end": _day(end), "signed": _day(signed_at) if signed_at else ""}
    if signed_at is None:
        return (
            _(
                "Nội dung không bị sửa đổi. Chứng thư đã hết hạn ngày %(end)s và tệp không ghi lúc ký: "
                "không biết chữ ký có được tạo khi chứng thư còn hạn hay không."
            )
            % ends
        )
    return (
        _(
            "Nội dung không bị sửa đổi. Theo đồng hồ của người ký, chữ ký được tạo ngày %(signed)s, "
            "khi chứng thư còn hạn; "
            "chứng thư đã hết hạn ngày %(end)s và chữ ký không có dấu thời gian, nên ngày ký chưa chứng minh được."
        )
        % ends
    )


def _good(coverage: Coverage) -> str:
    if coverage == Coverage.WHOLE:
        return _("Chữ ký hợp lệ và bao trùm toàn bộ tệp.")
    return _("Chữ ký hợp lệ; sau đó tệp chỉ được thêm chữ ký khác, nội dung không đổi.")


def _remarks(anchor: Anchor | None, signed_at: datetime | None, clock: clocks.Clock) -> list[str]:
    remarks = [anchor.remark] if anchor and anchor.remark else []
    if clock.at:
        remarks.append(
            _("Dấu thời gian của %(by)s chứng minh chữ ký đã có lúc %(time)s ngày %(day)s (mức %(level)s).")
            % {
                "by": clock.by,
                "time": f"{timezone.localtime(clock.at):%H:%M:%S}",
                "day": _day(clock.at),
                "level": clock.level,
            }
        )
    if clock.level in {Level.LT, Level.LTA}:
        remarks.append(_("Tệp kèm đủ dữ liệu để chứng minh chứng thư chưa bị thu hồi khi ký."))
    if signed_at:
        remarks.append(
            _("Thời điểm ký %(time)s ngày %(day)s do máy của người ký ghi.")
            % {"time": f"{timezone.localtime(signed_at):%H:%M:%S}", "day": _day(signed_at)}
        )
    return remarks


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"
