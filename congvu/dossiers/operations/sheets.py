"""Daily prints of the desk: the course of a dossier, the label of its folder, results handed to the return desk.

Nothing is kept of them: what they tell stands in the dossier. Whether somebody may see it, the caller has asked.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.models import Dossier, Outcome, ReturnBy
from congvu.dossiers.operations.slips import place_name, track_url
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


def _head(agency: Agency, place: str, at: dt.datetime) -> dict[str, str]:
    parent = agency.parent.name if agency.parent else ""
    return {"parent": parent, "agency": agency.name, "place": place, "date": timezone.localdate(at).isoformat()}


def _local(at: dt.datetime | None) -> str:
    return timezone.localtime(at).isoformat() if at else ""
