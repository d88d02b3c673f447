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

WIDTH, HEIGHT = 70, 30
"""Millimetres of the stamp, as its template draws it."""


def stamped(dossier: Dossier, *, by: Actor, at: dt.datetime) -> list[tuple[Paper, bytes]]:
    """Return the papers that the sheet names, each signed by the competent agency over what the owner handed in.

    Call it outside any transaction: the agency's key is used. A picture is no drawing that can be signed: those that
    are no PDF are left as they came.

    :raises NotSignable, CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the clerk
    """
    wanted = dossier.version.sheet["result"].get("stamps")
    if not wanted:
        return []
    papers = dossier.papers.filter(code__in=wanted["papers"]).exclude(file_use=None).exclude(check_state="replaced")
    with override("vi"):  # a paper of the office speaks Vietnamese, whatever language the clerk reads
        picture = printing.draw_picture(template="stamp", data=_words(dossier, wanted["words"]), at=at)
    return [
        (paper, _stamp(dossier, content, picture, by=by, at=at))
        for paper in papers.order_by("id")
        if paper.file_use and (content := _pdf(paper.file_use))
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
    with files.open_use(use) as stream:
        return stream.read()


def _stamp(dossier: Dossier, content: bytes, picture: bytes, *, by: Actor, at: dt.datetime) -> bytes:
    return signing.stamp_paper(
        pdf=content,
        agency_id=dossier.competent_agency_id,
        picture=picture,
        width_mm=WIDTH,
        height_mm=HEIGHT,
        at=at,
        by=by,
        subject=dossier.subject,
    )
