"""The one room that knows pyHanko's validating side. Whatever file comes, the answer is a report."""

import io
import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from . import clocks, xades
from .anchors import Anchor, Known
from .levels import Level
from .reports import Coverage, Report, SignatureReport
from .verdicts import Facts, told

log = logging.getLogger(__name__)
LARGEST = 50 * 1024 * 1024
MOST = 50
"""No honest paper has more signatures."""
BLANK = b"\0\t\n\f\r "
ENDING = re.compile(rb"startxref\s+(\d+)\s+%%EOF\Z")
# It tells each forbidden change with its whole stack: the report says it, and visitors may send any number of files
logging.getLogger("pyhanko.sign.diff_analysis").setLevel(logging.ERROR)


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
    roots = {one.root: one for one in anchors}
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
    roots = {one.root: one for one in anchors}
    own, signed_at, intact = found.certificate, found.signed_at, found.is_whole()
    anchor = roots.get(found.anchor(roots, signed_at or at))
    familiar, clock = known(own.sha256.hex()), clocks.Clock(level=Level.B)
    facts = Facts(
        own=own,
        intact=intact,
        coverage=Coverage.WHOLE if intact else Coverage.CHANGED,
        closed=True,
        anchor=anchor,
        familiar=familiar,
        signed_at=signed_at,
        clock=clock,
        at=at,
    )
    return told(facts, field="")


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
    facts = Facts(
        own=own,
        intact=bool(status.intact and status.valid),
        coverage=_coverage(status) if closed else Coverage.CHANGED,
        closed=closed,
        anchor=_anchor(status, roots),
        familiar=known(own.sha256.hex()),
        signed_at=signed_at,
        clock=clock,
        at=at,
    )
    return told(facts, field=str(signature.field_name))


def _anchor(status: Any, roots: dict[Any, Anchor]) -> Anchor | None:
    if not status.trusted or status.validation_path is None:
        return None
    return roots.get(status.validation_path.trust_anchor.certificate)


def _coverage(status: Any) -> Coverage:
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return Coverage.WHOLE
    permitted = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok
    return Coverage.PERMITTED if permitted else Coverage.CHANGED
