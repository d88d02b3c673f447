"""The paper of a copy: the pages of the original with what the law puts below or above them."""

import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from congvu.documents import naming
from congvu.documents.blocks import rows_of
from congvu.documents.copy_forms import LEAST_DOTS, WORDS, CopyRefused, form_of
from congvu.documents.models import CopyOrder, Document, DocumentFile
from congvu.documents.pictures import picture_pdf
from congvu.documents.queries import offices
from congvu.files import queries as files
from congvu.printing import operations as printing

LAYOUTS = Path(__file__).parent.parent / "layouts"
ROOM, LINE, FOOT = 62, 5, 16
"""Millimetres that the block below the text takes, each receiver past the fourth, and that stay white below it."""
Role = DocumentFile.Role


def pages_held(original: Document) -> bytes:
    """Return what an agency holds of a document as one PDF, annexes after it; empty when it holds no file.

    :raises PageUnreadable: a file is broken
    """
    parts = [_as_pdf(row) for row in _files(original)]
    return printing.joined([printing.flat_pages(part) for part in parts]) if parts else b""


def source_of(original: Document) -> str:
    """Say what the agency holds: a file that is the document itself, or paper (and perhaps its scan)."""
    roles = {row.role for row in _files(original)}
    return CopyOrder.Medium.ELECTRONIC if Role.MAIN in roles else CopyOrder.Medium.PAPER


def check_digitised(original: Document) -> None:
    """Let a scan pass that may become an electronic copy: 200 dots an inch or more (Annex I part II).

    :raises CopyRefused: there is none, or it is coarser
    """
    rows = _files(original)
    if not rows:
        raise CopyRefused(_("Chưa có bản quét của văn bản giấy. Quét văn bản rồi sao sang bản điện tử."))
    for row in rows:
        pages = files.scan_pages(content=files.content_of(row.use), mime=row.use.mime)
        least = min((page.dots for page in pages if page.dots), default=LEAST_DOTS)
        if least < LEAST_DOTS:
            raise CopyRefused(
                _("Bản quét “%(name)s” chỉ có %(dots)s điểm/inch; số hóa để sao cần từ 200 (NĐ 30/2020 Phụ lục I).")
                % {"name": row.use.name, "dots": least}
            )


def check_passage(original: Document, passage: str) -> None:
    """Let a passage pass that stands in the original, as far as its files can be read.

    :raises CopyRefused: its words are not there
    """
    held = pages_held(original)
    words = printing.words_of(held) if held else ""
    if not words.strip():
        return  # a scan without letters: who allows the copy compares
    there = _bare(words)
    for row in rows_of(passage):
        if _bare(row) not in there:
            raise CopyRefused(_("Đoạn “%(words)s” không có trong văn bản gốc.") % {"words": row[:80]})


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFC", text).casefold() if char.isalnum())


def content_of(order: CopyOrder, *, at: datetime) -> bytes:
    """Return the pages that are copied, flat; empty where the agency holds paper only.

    :raises PageUnreadable: they cannot be read
    """
    if order.passage:
        return _excerpt(order.original, order.passage, at=at)
    held = pages_held(order.original)
    return printing.flat_pages(held, pages=order.pages) if held and order.pages else held


def on_paper(order: CopyOrder, *, at: datetime) -> bytes:
    """Return what is printed, signed by hand and stamped: the pages, below the last one the parts of the copy."""
    content = content_of(order, at=at)
    if not content:
        return _block(order, 210, 297, down=20, at=at)
    width, height = printing.page_sizes(content)[-1]
    room = printing.room_below(content)
    needed = ROOM + LINE * max(0, len(order.document.recipients) - 4)
    if room - FOOT >= needed and width >= 200:
        last = len(printing.page_sizes(content))
        block = _block(order, width, height, down=height - room + 6, at=at)
        return printing.laid_over(content, {last: block})
    return printing.joined([content, _block(order, 210, 297, down=20, at=at)])


@translation.override(settings.LANGUAGE_CODE)
def _block(order: CopyOrder, width: float, height: float, *, down: float, at: datetime) -> bytes:
    copy = order.document
    head = offices.head_of(copy.agency_id)
    data = {
        "title": copy.subject,
        "width": width,
        "height": height,
        "down": down,
        "form": WORDS[form_of(copy.kind)],
        "agency": head.name,
        "code": copy.code,
        "place": head.place,
        "day": naming.day_words(copy.issued_on or timezone.localdate(at)),
        "titles": offices.lines_over_signature(copy),
        "signer": copy.signer_name,
        "recipients": naming.receiver_lines(copy.recipients, layout="copy", unit=copy.unit.code if copy.unit else ""),
    }
    return printing.print_paper(source=_layout("copy_block"), data=data, at=at)


@translation.override(settings.LANGUAGE_CODE)
def _excerpt(original: Document, passage: str, *, at: datetime) -> bytes:
    is_own = original.organ_id is not None
    head: Any = offices.head_of(original.organ_id) if original.organ_id else None
    titles = [f"{original.competence} {original.signer_position}".strip()] if original.signer_position else []
    data = {
        "title": original.subject,
        "agency": original.organ_name,
        "code": original.code,
        "place": head.place if is_own else "",
        "date": original.issued_on,
        "kind": original.kind.name,
        "subject": original.subject,
        "rows": rows_of(passage),
        "titles": titles,
        "signer": original.signer_name,
    }
    return printing.print_paper(source=_layout("copy_excerpt"), data=data, at=at)


def _layout(name: str) -> str:
    return (LAYOUTS / f"{name}.typ").read_text(encoding="utf-8")


def _files(original: Document) -> list[DocumentFile]:
    wanted = [Role.MAIN, Role.SCAN, Role.ANNEX]
    rows = original.files.filter(replaced_at=None, role__in=wanted, use__released_at=None).select_related("use__blob")
    kept = [row for row in rows if row.use.kind in {"pdf", "jpeg", "png"}]
    return sorted(kept, key=lambda row: (wanted.index(Role(row.role)), row.ordinal, row.pk))


def _as_pdf(row: DocumentFile) -> bytes:
    content = files.content_of(row.use)
    return content if row.use.kind == "pdf" else picture_pdf(content, name=row.use.name)
