"""Drawings that go out with a result: each gets the agency's signature, looking like the stamp the law shows.

The sheet names them (``result.stamps``): for a building permit the drawings it was given on (NĐ 217/2026, Mẫu số 06).
"""

import datetime as dt
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import Dossier, Paper, Slip
from congvu.dossiers.operations import slips
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.printing import operations as printing
from congvu.signing import operations as signing
from congvu.signing.hooks import Look

WIDTH, HEIGHT = 70, 30
"""Millimetres of the stamp, as its template draws it."""


def drawings(dossier: Dossier) -> list[tuple[Paper, bytes]]:
    """Return the papers that the sheet names, each with what the owner handed in.

    A picture is no drawing that can be signed: those that are no PDF are left as they came.
    """
    wanted = dossier.version.sheet["result"].get("stamps")
    if not wanted:
        return []
    papers = dossier.papers.filter(code__in=wanted["papers"]).exclude(file_use=None).exclude(check_state="replaced")
    return [(paper, content) for paper in papers.order_by("id") if paper.file_use and (content := _pdf(paper.file_use))]


def stamp_look(dossier: Dossier, *, at: dt.datetime) -> Look:
    """Return how the agency's signature shows on a drawing: the stamp in the words of the sheet."""
    words = dossier.version.sheet["result"]["stamps"]["words"]
    with override("vi"):  # a paper of the office speaks Vietnamese, whatever language the clerk reads
        picture = printing.draw_picture(template="stamp", data=_words(dossier, words), at=at)
    return Look(picture=picture, width_mm=WIDTH, height_mm=HEIGHT)


def stamped(dossier: Dossier, *, by: Actor, at: dt.datetime) -> list[tuple[Paper, bytes]]:
    """Return the drawings, each signed by the competent agency.

    Call it outside any transaction: the agency's key is used.

    :raises NotSignable, CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the clerk
    """
    found = drawings(dossier)
    if not found:
        return []
    look, agency = stamp_look(dossier, at=at), dossier.competent_agency_id
    return [
        (paper, signing.stamp_paper(pdf=pdf, agency_id=agency, look=look, at=at, by=by, subject=dossier.subject))
        for paper, pdf in found
    ]


def keep(dossier: Dossier, papers: list[tuple[Paper, bytes]], *, by: Actor, at: dt.datetime) -> None:
    """Keep the stamped drawings as slips of the dossier, each under the name of its paper."""
    for paper, pdf in papers:
        slips.keep_slip(dossier, Slip.Kind.STAMPED, pdf, title=paper.name, by=by, at=at)


def _words(dossier: Dossier, words: str | dict[str, str]) -> dict[str, str]:
    day = dossier.result_date or timezone.localdate()
    return {
        "agency": dossier.competent_agency.name,
        "words": catalogue.words(words),
        "result": catalogue.words(dossier.version.sheet["result"]["name"]),
        "number": dossier.result_number,
        "day": f"{day.day:02} tháng {day.month:02} năm {day.year}",
    }


def _pdf(file_use: UUID) -> bytes:
    use = files.use(file_use)
    if use.kind != "pdf":
        return b""
    return files.content_of(use)
