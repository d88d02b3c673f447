"""Digitising at the desk (số hóa): a scan is cut into papers, turned, signed by the agency; the scan stays as it is.

NĐ 30/2020 Annex I part II; NĐ 45/2020 Đ.14, 25.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.models import DigitisedCopy, Dossier, Paper
from congvu.dossiers.operations import moves
from congvu.dossiers.queries.scans import papers_to_digitise, scan_owner, scans_of
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.printing import operations as printing
from congvu.signing import operations as signing

ROLES = ("reception", "clerk", "case_officer")
TURNS = (0, 90, 180, 270)
FORM = "SAO Y"
"""Form of the copy as its signature names it (NĐ 30/2020, Annex I, part II)."""


class ScanUnfit(Refusal):
    """The scan cannot be cut so; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page of a scan: its number from 1 and how far it is turned, in degrees to the right."""

    number: int
    turn: int = 0


def keep_scan(*, dossier_id: int, stream: IO[bytes], name: str, by: Actor, at: dt.datetime) -> uuid.UUID:
    """Take in a scan of a dossier's papers; it waits to be cut. Return its use.

    :raises FileRefused: empty, too large, of a wrong kind, infected, or a state secret
    :raises NotAllowed: for anybody but reception, clerk and case officer of the dossier's agencies
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    by = _who(dossier, by=by, at=at)
    return files.store(stream=stream, name=name, owner=scan_owner(dossier), label=_("Bản quét"), by=by, at=at).pk


def digitise(
    *, dossier_id: int, scan: uuid.UUID, parts: Mapping[int, Sequence[Sheet]], by: Actor, at: dt.datetime
) -> list[DigitisedCopy]:
    """Make of a scan one signed copy for each paper, from these pages in this order; the scan itself is kept untouched.

    The agency's key is used outside any transaction.

    :param parts: number of the paper → its sheets; pages that no paper has stay in the scan alone
    :raises ScanUnfit: no such scan or paper, a page that is not there or is used twice, nothing chosen
    :raises NotAllowed: as :func:`keep_scan`
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: the agency cannot sign
    """
    dossier = Dossier.objects.select_related("receiving_agency", "competent_agency").get(pk=dossier_id)
    by = _who(dossier, by=by, at=at)
    here = by.agency_code == dossier.competent_agency.code
    agency = dossier.competent_agency if here else dossier.receiving_agency
    papers = {paper.pk: paper for paper in papers_to_digitise(dossier)}
    if scan not in scans_of(dossier):
        raise ScanUnfit(_("Không có bản quét này."))
    use = file_queries.use(scan)
    content = file_queries.content_of(use)
    pictures = printing.pictures_of(content=content, mime=use.blob.mime)
    _check(parts, papers, len(pictures))
    dots = {page.number: page.dots for page in file_queries.scan_pages(content=content, mime=use.blob.mime)}
    signed: list[tuple[int, Sequence[Sheet], bytes]] = []
    for paper_id, sheets in parts.items():
        shown = [pictures[sheet.number - 1] for sheet in sheets]
        data = {
            "title": papers[paper_id].name,
            "form": FORM,
            "agency": agency.name,
            "signed_at": _moment(at),
            "pages": [
                {"file": one.name, "width": one.width, "height": one.height, "turn": sheet.turn}
                for one, sheet in zip(shown, sheets, strict=True)
            ],
        }
        pdf = printing.print_paper(template="digitised", data=data, at=at, files={one.name: one.jpeg for one in shown})
        pdf = signing.seal_copy(pdf=pdf, agency_id=agency.pk, at=at, by=by, subject=dossier.subject)
        signed.append((paper_id, sheets, pdf))
    with transaction.atomic():
        dossier = moves.lock(dossier_id)
        original = _keep_original(dossier, scan, by=by, at=at)
        return [
            _keep(dossier, papers[paper_id], original, sheets, pdf, dots, agency_id=agency.pk, by=by, at=at)
            for paper_id, sheets, pdf in signed
        ]


def _moment(at: dt.datetime) -> str:
    """Return day, time and time zone as the signature of a copy says them: «20/11/2026 09:05:00 +07:00»."""
    local = timezone.localtime(at)
    zone = f"{local:%z}"
    return f"{local:%d/%m/%Y %H:%M:%S} {zone[:3]}:{zone[3:]}"


def _who(dossier: Dossier, *, by: Actor, at: dt.datetime) -> Actor:
    """Return the official with the post by which they digitise: at the receiving or the competent agency.

    :raises NotAllowed: for anybody else
    """
    if people.holds(by=by, roles=ROLES, agency_id=dossier.competent_agency_id, at=at):
        return people.require(by=by, roles=ROLES, agency_id=dossier.competent_agency_id, at=at)
    return people.require(by=by, roles=ROLES, agency_id=dossier.receiving_agency_id, at=at)


def _check(parts: Mapping[int, Sequence[Sheet]], papers: Mapping[int, Paper], count: int) -> None:
    sheets = [sheet for chosen in parts.values() for sheet in chosen]
    if not sheets or any(not chosen for chosen in parts.values()):
        raise ScanUnfit(_("Chọn ít nhất một trang cho một giấy tờ."))
    if set(parts) - set(papers):
        raise ScanUnfit(_("Giấy tờ này không còn trong hồ sơ. Tải lại trang."))
    numbers = [sheet.number for sheet in sheets]
    if len(set(numbers)) != len(numbers):
        raise ScanUnfit(_("Một trang chỉ thuộc một giấy tờ."))
    if any(not 1 <= sheet.number <= count or sheet.turn not in TURNS for sheet in sheets):
        raise ScanUnfit(_("Bản quét chỉ có %(n)s trang.") % {"n": count})


def _keep_original(dossier: Dossier, scan: uuid.UUID, *, by: Actor, at: dt.datetime) -> uuid.UUID:
    """Let the dossier keep the scan; one that it has already stays as it is."""
    use = file_queries.use(scan)
    if use.owner == dossier.subject:
        return scan
    kept = files.pass_on(use_id=scan, from_owner=use.owner, owner=dossier.subject, by=by, at=at)
    files.release(use_id=scan, by=by, at=at)
    return kept.pk


def _keep(
    dossier: Dossier,
    paper: Paper,
    original: uuid.UUID,
    sheets: Sequence[Sheet],
    pdf: bytes,
    dots: Mapping[int, int],
    *,
    agency_id: int,
    by: Actor,
    at: dt.datetime,
) -> DigitisedCopy:
    use = files.keep_own(
        pdf=pdf, name=f"{paper.code}-so-hoa.pdf", owner=dossier.subject, label=paper.name, by=by, at=at
    )
    copy = DigitisedCopy.objects.create(
        paper=paper,
        original=original,
        pages=[[sheet.number, sheet.turn] for sheet in sheets],
        least_dots=min((dots.get(sheet.number, 0) for sheet in sheets), default=0),
        file_use=use.pk,
        digest=hashlib.sha256(pdf).hexdigest(),
        agency_id=agency_id,
        signed_at=at,
        by=by.snapshot(),
    )
    paper.file_use = use.pk
    paper.save(update_fields=["file_use"])
    data = {"paper": paper.pk, "pages": copy.pages, "dots": copy.least_dots, "sha256": copy.digest}
    moves.trace(dossier, "dossier.digitise", by=by, at=at, data=data)
    return copy
