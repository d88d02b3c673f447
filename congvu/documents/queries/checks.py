"""What a clerk checks before registering: the signature, the addressee, whether everything came (NĐ 30/2020 Đ.21)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents.models import Delivery, Document, DocumentFile
from congvu.documents.queries import offices
from congvu.documents.queries.annexes import annexes_of
from congvu.files import queries as files
from congvu.kit.text import fold
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.signing import queries as signing
from congvu.signing.queries import Report


@dataclass(frozen=True, slots=True)
class Check:
    """One thing checked: ``state`` is ``ok``, ``bad``, or ``look`` where only a person can tell."""

    title: str
    state: str
    words: str
    details: tuple[str, ...] = field(default_factory=tuple)


def arrival_checks(document: Document, *, at: datetime) -> list[Check]:
    """Return the checks of an arrived document in the clerk's words."""
    mains = [one for one in _files(document) if one.role in (DocumentFile.Role.MAIN, DocumentFile.Role.SCAN)]
    found = [_signature(document, mains, at), _addressee(document, at), _complete(document, mains)]
    return [*found, *_annexes(document, at)]


def _files(document: Document) -> list[DocumentFile]:
    return list(document.files.filter(replaced_at=None).select_related("use__blob"))


def _signature(document: Document, mains: list[DocumentFile], at: datetime) -> Check:
    title = _("Chữ ký số")
    signed = [one for one in mains if one.use.kind == "pdf"]
    if document.came_by in ("post", "counter"):
        return Check(title, "look", _("Văn bản giấy: xem chữ ký, con dấu trên bản gốc."))
    if not signed:
        return Check(title, "bad", _("Không có tệp PDF nên không có chữ ký số để kiểm tra."))
    try:
        report = signing.verify(files.content_of(signed[0].use), at=at)
    except files.FileMissing:
        return Check(title, "bad", _("Không mở được tệp của văn bản."))
    return _told(title, report)


def _annexes(document: Document, at: datetime) -> list[Check]:
    """Say of each annex in a file of its own whether an agency signed it (Annex I); nothing where there is none."""
    found = []
    for row in annexes_of(document) if document.came_by not in ("post", "counter") else []:
        title = _("Phụ lục “%(name)s”") % {"name": row.use.name}
        try:
            report = signing.verify(files.content_of(row.use), at=at)
        except files.FileMissing:
            found.append(Check(title, "bad", _("Không mở được tệp của văn bản.")))
            continue
        found.append(_told(title, report))
    return found


def _told(title: str, report: Report) -> Check:
    said = tuple(
        _("%(who)s, %(body)s: %(words)s") % {"who": one.who, "body": one.body, "words": " ".join(one.sentences)}
        for one in report.signatures
    )
    if not report.signatures:
        return Check(title, "bad", _("Tệp không có chữ ký số nào."), said)
    if not report.all_good:
        return Check(title, "bad", " ".join(report.sentences) or _("Có chữ ký không hợp lệ."), said)
    if not any(one.kind == "agency" for one in report.signatures):
        return Check(title, "look", _("Chữ ký hợp lệ, nhưng chưa thấy chữ ký của cơ quan ban hành."), said)
    if any(one.kind == "personal" for one in report.signatures):
        return Check(title, "ok", _("Người có thẩm quyền và cơ quan đã ký, tệp nguyên vẹn."), said)
    return Check(title, "ok", _("Cơ quan đã ký, tệp nguyên vẹn."), said)


def _addressee(document: Document, at: datetime) -> Check:
    """Say whether the paper names this agency: itself, a group it belongs to, or the one whose place it took."""
    title, agency = _("Nơi nhận"), people.agency_of_id(document.agency_id)
    if not document.recipients:
        return Check(title, "look", _("Xem phần “Kính gửi”, “Nơi nhận” có tên cơ quan mình không."))
    if _names(document, agency):
        return Check(title, "ok", _("Cơ quan mình có trong nơi nhận."))
    if group := _group(document, agency, at):
        return Check(title, "ok", _("Cơ quan mình thuộc nhóm nơi nhận “%(name)s”.") % {"name": group})
    for before in people.predecessors(agency.pk):
        if _names(document, before):
            words = _("Nơi nhận ghi “%(name)s”, cơ quan mình tiếp nhận nhiệm vụ của cơ quan ấy.")
            return Check(title, "look", words % {"name": before.name})
    names = ", ".join(str(one.get("name", "")) for one in document.recipients)
    if Delivery.objects.filter(arrival=document).exists():
        words = _("Nơi gửi gửi thêm cho cơ quan mình, ngoài nơi nhận ghi trên văn bản: %(names)s.")
        return Check(title, "look", words % {"names": names})
    return Check(title, "bad", _("Không thấy tên cơ quan mình trong nơi nhận: %(names)s.") % {"names": names})


def _names(document: Document, agency: Agency) -> bool:
    named = {fold(str(one.get("name", ""))) for one in document.recipients}
    its = {fold(agency.name), fold(agency.short_name)} - {""}
    return any(one.get("agency") == agency.pk for one in document.recipients) or bool(its & named)


def _group(document: Document, agency: Agency, at: datetime) -> str:
    """Return the name of the group of receivers through which a document came to an agency."""
    groups = {one["group"]: str(one.get("name", "")) for one in document.recipients if one.get("group")}
    on = document.issued_on or timezone.localdate(at)
    found = offices.members(groups, on=on)
    return next((name for key, name in groups.items() if any(one.pk == agency.pk for one in found.get(key, []))), "")


def _complete(document: Document, mains: list[DocumentFile]) -> Check:
    title = _("Đầy đủ")
    if not mains:
        paper = document.came_by in ("post", "counter")
        words = _("Chưa có bản quét: chỉ vào sổ bản giấy.") if paper else _("Không có tệp của văn bản.")
        return Check(title, "look" if paper else "bad", words)
    pages = sum(files.pages_in(one.use) or 0 for one in mains)
    if document.pages and pages and pages < document.pages:
        words = _("Văn bản ghi %(said)s trang, tệp chỉ có %(found)s trang.")
        return Check(title, "bad", words % {"said": document.pages, "found": pages})
    return Check(title, "ok", _("%(files)s tệp, %(pages)s trang.") % {"files": len(_files(document)), "pages": pages})
