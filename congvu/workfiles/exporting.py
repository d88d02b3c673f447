"""A file as one PDF and as XML, its documents in the order of their days (NĐ 30/2020, Annex VI.4)."""

import io
import logging
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from congvu.documents.models import Document, DocumentFile
from congvu.documents.operations import picture_pdf
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.printing import operations as printing
from congvu.signing import operations as signing
from congvu.workfiles.models import FileItem, Workfile

_log = logging.getLogger(__name__)
ROLES = (DocumentFile.Role.MAIN, DocumentFile.Role.SCAN, DocumentFile.Role.ANNEX)
COPIES = (DocumentFile.Role.SEARCHABLE, DocumentFile.Role.SOURCE)
"""The same once more: a scan with letters, what a draft was made from."""


def as_pdf(items: Sequence[FileItem], cover: bytes) -> bytes:
    """Return one PDF: the list of documents, then each one's files, with a bookmark each.

    Numbers, signatures and seals are seen as on the page; what proves them stays with the originals in the system, and
    the list says so.
    """
    writer = PdfWriter()
    writer.append(io.BytesIO(cover), outline_item="Mục lục văn bản", import_outline=False)
    for item in items:
        title = f"{item.ordinal}. {item.document}"[:120]
        for use in _uses(item.document):
            try:
                reader = PdfReader(io.BytesIO(_pages(use)), strict=False)
                writer.append(reader, outline_item=title, import_outline=False)
            except (PyPdfError, printing.PageUnreadable, files.FileMissing, ValueError, KeyError):
                _log.warning("a file of %s is not in the export: it cannot be read", item)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def as_xml(file: Workfile, items: Sequence[FileItem]) -> bytes:
    """Return file and documents with the metadata fields of Annex VI.7, names and lengths as there."""
    root = ET.Element("File")
    code = ET.SubElement(root, "FileCode")
    _put(code, OrganId=file.list.agency.code, FileCatalog=str(file.list.year), FileNotation=file.code)
    _put(
        root,
        Title=file.title,
        Maintenance="Vĩnh viễn" if file.years is None else f"{file.years} năm",
        Rights=file.rights,
        Creator=str(file.keeper or "")[:30],
        Language=file.language,
        StartDate=f"{file.started_on:%d/%m/%Y}" if file.started_on else "",
        EndDate=f"{file.ended_on:%d/%m/%Y}" if file.ended_on else "",
        DocTotal=str(file.documents),
        PageTotal=str(file.pages),
        Description=file.description,
    )
    listed = ET.SubElement(root, "Documents")
    for item in items:
        _document(listed, item)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def signed_xml(*, file: Workfile, xml: bytes, by: Actor, at: datetime) -> bytes:
    """Return the XML of a file with the agency's signature over all of it (XAdES), by its clerk alone (Đ.32, 33).

    Call it outside any transaction: the agency's key is used.

    :param xml: as ``queries.as_xml`` gives it
    :raises NotAllowed: unless a clerk of the agency
    :raises NotSignable, CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the clerk
    """
    by = people.require(by=by, roles=("clerk",), agency_id=file.list.agency_id, at=at)
    reason = _("Hồ sơ %(code)s") % {"code": file.code}
    return signing.sign_xml(xml=xml, agency_id=file.list.agency_id, reason=reason, at=at, by=by, subject=file.key)


def _document(listed: ET.Element, item: FileItem) -> None:
    document = item.document
    node = ET.SubElement(listed, "Document", Direction="Outgoing" if document.direction == "out" else "Incoming")
    _put(
        node,
        DocOrdinal=str(item.ordinal),
        TypeName=document.kind.name[:100],
        CodeNumber=str(document.number or ""),
        CodeNotation=document.notation,
        IssuedDate=f"{document.issued_on:%d/%m/%Y}" if document.issued_on else "",
        OrganName=document.organ_name,
        Subject=document.subject,
        Language=document.language[:30],
        PageAmount=str(item.pages),
        Description=document.description,
    )
    if document.direction == "in":
        arrived = f"{document.arrived_at:%d/%m/%Y}" if document.arrived_at else ""
        _put(node, ArrivalDate=arrived, ArrivalNumber=str(document.arrival_number or ""))
        _put(node, ToPlaces="; ".join(str(row.get("name", "")) for row in document.recipients)[:1000])
        _put(node, TraceHeaderList="\n".join(_traces(document)))
    signer = ET.SubElement(node, "SignerInfo")
    _put(signer, Position=document.signer_position, FullName=document.signer_name)
    codes = _codes(document)
    for row in document.recipients if document.direction == "out" else ():
        receiver = ET.SubElement(node, "To")
        _put(receiver, OrganId=codes.get(row.get("agency"), ""), OrganName=str(row.get("name", ""))[:200])
    due = f"{document.due_at:%d/%m/%Y}" if document.due_at else ""
    _put(node, Priority=str(document.urgency), IssuedAmount=str(document.copies), DueDate=due)


def _codes(document: Document) -> dict[int, str]:
    """Return the codes of the agencies a document was sent to."""
    sent = document.deliveries.filter(receiver__isnull=False).values_list("receiver_id", "receiver__code")
    return {receiver_id: code for receiver_id, code in sent if receiver_id is not None}


def _traces(document: Document) -> list[str]:
    """Return opinions and states of a document in time order, each with who and when (TraceHeaderList)."""
    said = [(one.at, one.by, one.text) for one in document.directives.all()]
    said += [(one.at, one.by, one.text) for one in document.remarks.all()]
    said += [(one.at, one.by, f"{one.get_after_display()} {one.note}".strip()) for one in document.moves.all()]
    said.sort(key=lambda one: one[0])
    return [f"{timezone.localtime(at):%d/%m/%Y %H:%M} {by.get('name', '')}: {words}" for at, by, words in said]


def _put(node: ET.Element, **fields: str) -> None:
    for name, value in fields.items():
        ET.SubElement(node, name).text = value


def left_out(document: Document) -> list[str]:
    """Return the names of the files of a document that stand in the system alone: Word, Excel, what came beside it."""
    own = document.files.filter(replaced_at=None, use__released_at=None).exclude(role__in=COPIES)
    goes = {row.pk for row in _uses(document)}
    return [row.use.name for row in own.select_related("use") if row.pk not in goes]


def _uses(document: Document) -> list[DocumentFile]:
    """Return the files that can be put on paper: the document itself, then its scan, then annexes."""
    found = document.files.filter(
        replaced_at=None, role__in=ROLES, use__blob__kind__in=("pdf", "jpeg", "png"), use__released_at=None
    )
    order = [str(role) for role in ROLES]
    return sorted(found.select_related("use__blob"), key=lambda row: (order.index(row.role), row.ordinal, row.pk))


def _pages(row: DocumentFile) -> bytes:
    content = files.content_of(row.use)
    return printing.flat_pages(content) if row.use.kind == "pdf" else picture_pdf(content, name=row.use.name)
