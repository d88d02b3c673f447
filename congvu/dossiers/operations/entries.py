"""Entering a result: its number, its line in the book where the sheet keeps one, and the notes that follow."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import Dossier, Paper
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.numbering import operations as numbering
from congvu.numbering.models import BookEntry
from congvu.printing import operations as printing


def enter_result(dossier: Dossier, *, by: Actor, at: dt.datetime) -> str:
    """Return the number of the result, entered in its book when the sheet's ``result.book`` keeps one."""
    result = dossier.version.sheet["result"]
    if not (book := result.get("book")):
        return numbering.issue_code(kind=result["number_kind"], agency_code=dossier.competent_agency.code, at=at)
    said = words_of(dossier)
    cells = [
        {"name": column["name"], "value": ", ".join(filter(None, (said.get(pointer, "") for pointer in column["of"])))}
        for column in book["columns"]
    ]
    entry = numbering.enter(
        kind=result["number_kind"],
        title=book["title"],
        agency=dossier.competent_agency,
        cells=cells,
        subject=dossier.subject,
        by=by,
        at=at,
    )
    return entry.code


BOOK = "dossier_book"
"""The book of dossiers (Sổ theo dõi hồ sơ, M06 of TT 01/2018/TT-VPCP): numbered from 1 each year at each desk."""


def enter_received(dossier: Dossier, *, by: Actor, at: dt.datetime) -> BookEntry:
    """Enter a dossier that is taken in into the book of the desk that takes it in."""
    due, owner = dossier.due_at, dossier.owner_snapshot
    said = {
        "Mã hồ sơ": dossier.code,
        "Tên thủ tục hành chính": dossier.version.procedure.name,
        "Số lượng hồ sơ (bộ)": "1",
        "Tên tổ chức, cá nhân": str(owner.get("name", "")),
        "Địa chỉ, số điện thoại": ", ".join(filter(None, [owner.get("address", ""), owner.get("phone", "")])),
        "Cơ quan chủ trì giải quyết": dossier.competent_agency.name,
        "Ngày nhận hồ sơ": f"{timezone.localtime(dossier.received_at or at):%H:%M %d/%m/%Y}",
        "Ngày hẹn trả kết quả": f"{timezone.localtime(due):%H:%M %d/%m/%Y}" if due else "",
        "Phương thức nhận kết quả": str(dossier.get_return_by_display()),
    }
    return numbering.enter(
        kind=BOOK,
        title="Sổ theo dõi hồ sơ",
        agency=dossier.receiving_agency,
        cells=[{"name": name, "value": value} for name, value in said.items()],
        subject=dossier.subject,
        by=by,
        at=at,
    )


def note_returned(dossier: Dossier, *, receiver: str, by: Actor, at: dt.datetime) -> None:
    """Write into the book of dossiers when the result was returned and who has it."""
    when = f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
    text = _("Trả kết quả %(when)s. %(who)s") % {"when": when, "who": receiver}
    numbering.note_in_book(subject=dossier.subject, text=text.strip(), kind=BOOK, by=by, at=at)


def words_of(dossier: Dossier) -> dict[str, str]:
    """Return all that a book may say of a dossier, by pointer: answers as people read them, ``owner``, ``extra``."""
    return {
        **catalogue.answer_words(version=dossier.version, answers=dossier.values),
        **{f"owner.{name}": str(value) for name, value in dossier.owner_snapshot.items()},
        **{f"extra.{name}": str(value) for name, value in dossier.result_extra.items()},
    }


def note(dossier: Dossier, text: str, *, by: Actor, at: dt.datetime) -> None:
    """Write into the book what became of the result, when it stands in one."""
    if dossier.result_number:
        numbering.note_in_book(subject=dossier.subject, text=text, by=by, at=at)


def note_signer(dossier: Dossier, *, by: Actor, at: dt.datetime) -> None:
    """Write into the book who signed."""
    note(dossier, _("Người ký: %(who)s") % {"who": ", ".join(filter(None, [by.name, by.title]))}, by=by, at=at)


def is_by_hand(dossier: Dossier) -> bool:
    """Tell whether the result is signed and sealed by hand, on paper (``result.by_hand_if``)."""
    return catalogue.is_by_hand(version=dossier.version, answers=dossier.values)


def copied_pages(dossier: Dossier) -> list[printing.Picture]:
    """Return the pages of the paper that the result is a copy of (``result.copy_of``), none when it is no copy."""
    code = dossier.version.sheet["result"].get("copy_of")
    paper = dossier.papers.filter(code=code, file_use__isnull=False).exclude(check_state=Paper.Check.REPLACED).last()
    if paper is None or paper.file_use is None or is_by_hand(dossier):
        return []
    use = files.use(paper.file_use)
    return printing.pictures_of(content=files.content_of(use), mime=use.blob.mime)
