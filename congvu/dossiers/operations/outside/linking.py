"""Linked services (liên thông): the result of the first dossier opens the parts of other agencies, in one bundle."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Move, Outcome, Paper, Runner, Slip
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.intake import search_text_of, title_of
from congvu.dossiers.operations.outside import sending
from congvu.dossiers.queries import linked as queries
from congvu.dossiers.queries.outside import agency_near
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM
from congvu.kit.text import clean
from congvu.numbering import operations as numbering

RESULT_BEFORE = "linked_result"
"""Code of the paper under which a part gets the result of the first dossier."""


@transaction.atomic
def open_linked(*, dossier_id: int, at: dt.datetime) -> list[Dossier]:
    """Open every part that these answers ask for and that is not open yet, and hand each to its system.

    Only the granted result of the first dossier opens them: a child is registered before it gets an address.
    """
    first = moves.lock(dossier_id)
    if first.part or first.outcome != Outcome.GRANTED or not first.version.linked:
        return []
    known = set(first.bundle.dossiers.values_list("part", flat=True))
    wanted = queries.parts_wanted(version=first.version, answers=first.values)
    return [_open(first, row, at=at) for row in wanted if row["code"] not in known]


def _open(first: Dossier, row: dict[str, Any], *, at: dt.datetime) -> Dossier:
    system = str(row["system"])
    agency = agency_near(system=system, agency=first.competent_agency, on=timezone.localdate(at))
    return_by, return_address = queries.returning(first, row)
    with override("vi"):
        name = catalogue.words(row["name"])
    about = title_of(first.version, first.values).partition(" · ")[2]
    dossier = Dossier(
        bundle=first.bundle,
        code=numbering.issue_code(kind="dossier", agency_code=first.receiving_agency.code, at=at),
        code_issuer=first.receiving_agency.code,
        version=first.version,
        part=str(row["code"]),
        title=f"{name} · {about}" if about else name,
        origin=first.origin,
        runner=Runner.OUTSIDE,
        receiving_agency=first.receiving_agency,
        competent_agency=agency,
        owner_id=first.owner_id,
        owner_snapshot=first.owner_snapshot,
        values=first.values,
        result_extra=first.result_extra,
        return_by=return_by,
        return_address=clean(return_address)[:300],
        submitted_at=at,
    )
    dossier.search_text = search_text_of(dossier)
    dossier.save(force_insert=True)
    _give_papers(first, dossier, row, at=at)
    Move.objects.create(dossier=dossier, before=None, after=State.REGISTERED, at=at, by=SYSTEM.snapshot())
    sending.begin(dossier, system=system, by=SYSTEM, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.open_linked", by=SYSTEM, at=at, data={"first": first.code, "part": dossier.part})
    return dossier


def _give_papers(first: Dossier, dossier: Dossier, row: dict[str, Any], *, at: dt.datetime) -> None:
    """Pass on what the part needs: the papers that its row names, and the result of the first dossier."""
    papers = first.papers.filter(code__in=row.get("papers", []), file_use__isnull=False)
    papers = papers.exclude(check_state=Paper.Check.REPLACED)
    given = [(paper.code, paper.name, paper.kind, paper.file_use) for paper in papers.order_by("id")]
    for slip in first.slips.filter(kind=Slip.Kind.RESULT):
        with override("vi"):
            name = catalogue.words(first.version.sheet["result"]["name"])
        given.append((RESULT_BEFORE, name, Paper.Kind.ELECTRONIC, slip.file_use))
    uses = [(use, first.subject) for _code, _name, _kind, use in given if use is not None]
    passed = files.pass_all_on(uses=uses, owner=dossier.subject, by=SYSTEM, at=at)
    Paper.objects.bulk_create(
        Paper(dossier=dossier, code=code, name=name, kind=kind, file_use=use.pk, added_at=at)
        for (code, name, kind, _use), use in zip(given, passed, strict=True)
    )
