"""Daily prints of the desk: guidance, dossiers handed over, course, label, results, the receiver's receipt, rating.

Nothing is kept of them: what they tell stands in the dossier. Whether somebody may see it, the caller has asked.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.delivery import queries as delivery
from congvu.dossiers.models import Dossier, Outcome, Paper, ReturnBy
from congvu.dossiers.operations.slips import DESK, place_name, track_url
from congvu.dossiers.queries import ControlLine
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.payments import queries as payments
from congvu.people.models import Agency
from congvu.printing import operations as printing

MOST_RESULTS = 200
"""Results on one sheet."""


class NothingToHandOver(Refusal):
    """No result is on the list."""


def print_course(dossier: Dossier, lines: Sequence[ControlLine], *, at: dt.datetime) -> bytes:
    """Print how a dossier went (Phiếu quá trình xử lý): when, who, what, to whom, until when."""
    data = {
        **_head(dossier.receiving_agency, place_name(dossier), at),
        "code": dossier.code,
        "qr": track_url(dossier),
        "procedure": dossier.version.procedure.name,
        "summary": dossier.title,
        "due_at": _local(dossier.due_at),
        "lines": [
            {
                "step": line.step_name,
                "giver": line.giver,
                "receiver": line.receiver,
                "given_at": _local(line.given_at),
                "due_at": _local(line.due_at),
                "note": line.note,
            }
            for line in lines
        ],
    }
    return printing.print_paper(template="course", data=data, at=at, agency_code=dossier.receiving_agency.code)


def print_label(dossier: Dossier, *, at: dt.datetime) -> bytes:
    """Print the label for the folder of a dossier (nhãn bìa hồ sơ), with the code as QR."""
    data = {
        "code": dossier.code,
        "agency": dossier.receiving_agency.name,
        "qr": track_url(dossier),
        "procedure": dossier.version.procedure.name,
        "summary": dossier.title,
        "received_at": _local(dossier.received_at or dossier.bundle.submitted_at),
        "due_at": _local(dossier.due_at),
        "papers": dossier.papers.exclude(check_state="replaced").count(),
    }
    return printing.print_paper(template="label", data=data, at=at)


def print_results(dossiers: Iterable[Dossier], *, agency: Agency, by: Actor, at: dt.datetime) -> bytes:
    """Print the results that the return desk takes over (Phiếu bàn giao kết quả), at most 200.

    :raises NothingToHandOver: the list is empty
    """
    found = list(dossiers)[:MOST_RESULTS]
    if not found:
        raise NothingToHandOver(_("Không có kết quả nào để bàn giao."))
    owing = payments.charged_subjects(subjects=[dossier.subject for dossier in found])
    rows = [
        {
            "code": dossier.code,
            "title": dossier.title,
            "outcome": str(Outcome(dossier.outcome).label),
            "owner": str(dossier.owner_snapshot.get("name", "")),
            "address": str(dossier.owner_snapshot.get("address", "")),
            "has_fee": dossier.subject in owing,
            "by_post": dossier.return_by == ReturnBy.POST,
        }
        for dossier in found
    ]
    place = agency.place.name if agency.place else agency.name
    data = {**_head(agency, place, at), "receiver": by.name, "rows": rows}
    return printing.print_paper(template="results", data=data, at=at, agency_code=agency.code)


def print_handover(
    dossiers: Iterable[Dossier], *, desk: Agency, to: Agency, day: dt.date, by: Actor, at: dt.datetime
) -> bytes:
    """Print the dossiers that the desk took in on a day and hands to whom solves them (Giấy bàn giao hồ sơ).

    :raises NothingToHandOver: the list is empty
    """
    found = list(dossiers)[:MOST_RESULTS]
    if not found:
        raise NothingToHandOver(_("Không có hồ sơ nào để bàn giao."))
    papers = Paper.objects.filter(dossier__in=found).exclude(check_state=Paper.Check.REPLACED)
    filed = dict(papers.order_by().values_list("dossier").annotate(n=Count("pk")))
    rows = [
        {
            "code": dossier.code,
            "title": dossier.title,
            "owner": str(dossier.owner_snapshot.get("name", "")),
            "papers": filed.get(dossier.pk, 0),
            "received_at": _local(dossier.received_at),
            "due_at": _local(dossier.due_at),
        }
        for dossier in found
    ]
    place = desk.place.name if desk.place else desk.name
    data = {
        **_head(desk, place, at),
        "desk": DESK,
        "to": to.name,
        "day": day.isoformat(),
        "giver": by.name,
        "rows": rows,
    }
    return printing.print_paper(template="handover", data=data, at=at, agency_code=desk.code)


def print_return_receipt(dossier: Dossier, *, by: Actor, at: dt.datetime) -> bytes:
    """Print the receipt that who takes the result signs (Giấy biên nhận trả kết quả), with the originals given back.

    Before the result is returned the receiver is written by hand; afterwards it says who took it, as whom, when.
    """
    handing = delivery.handing_of(subject=dossier.subject)
    kept = dossier.papers.filter(kind=Paper.Kind.ORIGINAL, note="").exclude(check_state=Paper.Check.REPLACED)
    result = {
        "outcome": str(Outcome(dossier.outcome).label) if dossier.outcome else "",
        "name": catalogue.words(dossier.version.sheet["result"]["name"]) if dossier.outcome == Outcome.GRANTED else "",
        "number": dossier.result_number,
        "date": dossier.result_date.isoformat() if dossier.result_date else "",
    }
    data: dict[str, Any] = {
        **_head(dossier.receiving_agency, place_name(dossier), at),
        "agency": DESK,
        "parent": dossier.receiving_agency.name,
        "code": dossier.code,
        "qr": track_url(dossier),
        "procedure": dossier.version.procedure.name,
        "summary": dossier.title,
        "owner": {
            "name": str(dossier.owner_snapshot.get("name", "")),
            "address": str(dossier.owner_snapshot.get("address", "")),
        },
        "result": result,
        "originals": [paper.name for paper in kept.order_by("id")],
        "giver": by.name,
    }
    if handing is not None:
        data |= {
            "receiver": handing.receiver,
            "identifier": handing.identifier,
            "relation": str(handing.get_relation_display()),
            "authority": handing.authority,
            "returned_at": _local(handing.at),
            "giver": str(handing.by.get("name", "")) or by.name,
        }
    code = dossier.receiving_agency.code
    return printing.print_paper(template="return_receipt", data=data, at=at, agency_code=code)


def print_rating_slip(
    dossier: Dossier, *, questions: Sequence[str], levels: Sequence[str], address: str, at: dt.datetime
) -> bytes:
    """Print the slip on which the citizen rates the service (Phiếu đánh giá, NĐ 61/2018 Đ.31).

    :param address: of the page where the same is asked, for the QR
    """
    data = {
        **_head(dossier.receiving_agency, place_name(dossier), at),
        "agency": DESK,
        "parent": dossier.receiving_agency.name,
        "code": dossier.code,
        "qr": address,
        "procedure": dossier.version.procedure.name,
        "questions": list(questions),
        "levels": list(levels),
    }
    code = dossier.receiving_agency.code
    return printing.print_paper(template="rating_slip", data=data, at=at, agency_code=code)


def print_guidance(
    version: ProcedureVersion,
    *,
    agency: Agency,
    asker: str,
    words: str,
    fees: Sequence[tuple[str, str]],
    by: Actor,
    at: dt.datetime,
) -> bytes:
    """Print what somebody needs for a procedure (Phiếu hướng dẫn): nothing was filed, so nothing is kept.

    :param asker: who is guided; empty: written by hand
    :param words: what this person lacks, in the official's words
    :param fees: name and amount in words
    """
    papers = [
        {"name": catalogue.words(paper["name"]), "tag": _tag(paper), "note": catalogue.words(paper["help"])}
        for paper in version.papers
        if not paper.get("is_form")
    ]
    place = agency.place.name if agency.place else agency.name
    data = {
        **_head(agency, place, at),
        "agency": DESK,
        "parent": agency.name,
        "qr": f"{settings.PUBLIC_URL}/thu-tuc/{version.procedure.code}/",
        "asker": asker[:200],
        "procedure": version.procedure.name,
        "procedure_code": version.procedure.code,
        "limit": "; ".join([version.limit.words, *(catalogue.words(case["words"]) for case in version.limit_cases)]),
        "fees": [{"name": name, "amount": amount} for name, amount in fees],
        "papers": papers,
        "words": words[:1000],
        "desk": f"{DESK}, {agency.name}",
        "address": agency.address,
        "website": settings.PUBLIC_URL,
        "guide": {"name": by.name},
    }
    return printing.print_paper(template="guidance", data=data, at=at, agency_code=agency.code)


def _tag(paper: dict[str, Any]) -> str:
    """Say whether a paper must be handed in; a paper of the office speaks Vietnamese."""
    if paper["shown_only"]:
        return "Xuất trình"
    if paper["required"]:
        return "Phải nộp"
    return "Theo trường hợp" if paper["required_if"] else "Nếu có"


def _head(agency: Agency, place: str, at: dt.datetime) -> dict[str, str]:
    parent = agency.parent.name if agency.parent else ""
    return {"parent": parent, "agency": agency.name, "place": place, "date": timezone.localdate(at).isoformat()}


def _local(at: dt.datetime | None) -> str:
    return timezone.localtime(at).isoformat() if at else ""
