"""Printing the slips of a dossier (M01, M02, M03: TT 01/2018, facts 1.8) and keeping them as its files."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from congvu.dossiers.models import Apology, Dossier, Leg, Paper, Slip, StepRecord, SupplementRequest
from congvu.dossiers.operations import charging
from congvu.dossiers.queries.history import ControlLine
from congvu.dossiers.queries.windows import rules_on
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.kit.actors import Actor
from congvu.numbering import queries as numbers
from congvu.numbering.models import Block, BookEntry, HeldCode
from congvu.printing import operations as printing

DESK = "Bộ phận Tiếp nhận và Trả kết quả"
COLUMN = {Paper.Kind.ORIGINAL: "original", Paper.Kind.COPY: "certified", Paper.Kind.ELECTRONIC: "copy"}


def print_receipt(dossier: Dossier, entry: BookEntry | None = None, *, by: Actor, at: dt.datetime) -> Slip:
    """Print the receipt with the promised day (M01), and where it stands in the book of dossiers."""
    promise = dossier.promises.order_by("-id").first()
    data = {
        **_head(dossier, at),
        "qr": track_url(dossier),
        "desk": f"{DESK}, {dossier.receiving_agency.name}",
        "channel": _channel(dossier, at),
        "owner": {"name": _snapshot(dossier)["name"], "address": _snapshot(dossier)["address"]},
        "details": _details(dossier),
        **_filed_by(dossier),
        "book": {"volume": str(entry.book.year), "number": str(entry.number)} if entry else {},
        "papers": [
            _paper_row(paper) for paper in dossier.papers.exclude(check_state=Paper.Check.REPLACED).order_by("id")
        ],
        "sets": 1,
        "limit": dossier.limit.words,
        "received_at": (dossier.received_at or at).isoformat(),
        "due_at": timezone.localtime(promise.due_at).isoformat() if promise else "",
        "due_is_provisional": bool(promise and promise.kind == "provisional"),
        "result_method": str(dossier.get_return_by_display()).lower(),
        "fees": charging.fee_lines(dossier),
        "lookup_url": track_url(dossier),
        "receiver": by.name,
    }
    return _print(dossier, Slip.Kind.RECEIPT, data, by=by, at=at)


def _details(dossier: Dossier) -> list[dict[str, str]]:
    """Return the answers that the sheet wants on the receipt: of certified copies how many pages, how many copies."""
    shown = dossier.version.sheet.get("receipt_shows", [])
    if not shown:
        return []
    with override("vi"):  # a paper of the office speaks Vietnamese, whatever language the desk reads
        rows = {row.pointer: row for section in dossier.version.form.summary(dossier.values) for row in section.rows}
    return [{"label": rows[one].label, "value": rows[one].value} for one in shown if one in rows and rows[one].value]


def _channel(dossier: Dossier, at: dt.datetime) -> str:
    """Return the way it came, and for what was taken in by hand when that was recorded."""
    way = str(dossier.get_origin_display()).lower()
    if numbers.held_code_of(subject=dossier.subject) is None:
        return way
    return f"{way}; nhận bằng tay lúc mất mạng, ghi vào hệ thống {timezone.localtime(at):%H:%M %d/%m/%Y}"


def _filed_by(dossier: Dossier) -> dict[str, Any]:
    """Return who filed it for the owner, and by which consent; nothing when the owner did it himself."""
    mandate = dossier.bundle.mandate
    if mandate is None:
        return {}
    words = {
        "who": str(mandate.get_relation_display()),
        "name": mandate.who,
        "paper": mandate.paper or str(mandate.get_consent_display()),
        "until": mandate.valid_until.isoformat(),
    }
    agent = mandate.agent
    if agent is None:
        return {"mandate": words}
    submitter = {
        "name": agent.name,
        "identifier": agent.identifier,
        "phone": agent.phone,
        "email": agent.email,
        "address": agent.address_text,
    }
    return {"mandate": words, "submitter": submitter}


def _paper_row(paper: Paper) -> dict[str, Any]:
    """Return a line of the receipt; what was only seen and given back is in no column of what was handed in."""
    if paper.note and paper.file_use is None:
        return {"name": f"{paper.name} ({paper.note})"}
    return {"name": paper.name, COLUMN[Paper.Kind(paper.kind)]: 1}


def visit_receipt(*, dossiers: Sequence[Dossier], by: Actor, at: dt.datetime) -> bytes:
    """Return one receipt on A5 for what one person brought in one visit (M01, several dossiers on one sheet).

    A single dossier has its own M01, as it was printed when it was taken in.
    """
    first = dossiers[0]
    kept = first.slips.filter(kind=Slip.Kind.RECEIPT).order_by("-id").first()
    if len(dossiers) == 1 and kept is not None:
        return file_queries.content_of(file_queries.use(kept.file_use))
    rows = []
    for one in dossiers:
        promise = one.promises.order_by("-id").first()
        rows.append(
            {
                "code": one.code,
                "title": one.title,
                "papers": one.papers.exclude(check_state=Paper.Check.REPLACED).count(),
                "due_at": timezone.localtime(promise.due_at).isoformat() if promise else "",
                "fees": sum(int(line["amount"]) for line in charging.fee_lines(one)),
            }
        )
    data = {
        **{key: value for key, value in _head(first, at).items() if key not in {"procedure", "summary"}},
        "qr": track_url(first),
        "desk": f"{DESK}, {first.receiving_agency.name}",
        "rows": rows,
        "received_at": timezone.localtime(first.received_at or at).isoformat(),
        "website": settings.PUBLIC_URL,
        "receiver": by.name,
    }
    return printing.print_paper(template="m01_many", data=data, at=at, agency_code=first.receiving_agency.code)


def print_block(block: Block, codes: Sequence[HeldCode], *, blank: bool, by: Actor, at: dt.datetime) -> bytes:
    """Print codes held in advance: one list to keep account on (A4), or a blank receipt (A5) for each free code."""
    agency = block.agency
    data = {
        "parent": agency.parent.name if agency.parent else "",
        "agency": agency.name if not blank else DESK,
        "desk": f"{DESK}, {agency.name}",
        "taken_at": timezone.localtime(block.taken_at).isoformat(),
        "taken_by": str(block.taken_by.get("name", "")),
        "valid_until": block.valid_until.isoformat(),
        "reason": block.reason,
        "days": rules_on(at).late_entry.words,
        "website": settings.PUBLIC_URL,
        "codes": [
            {"code": one.code, "said": "" if one.is_free else _said(one), "qr_svg": printing.qr_svg(track_of(one.code))}
            for one in codes
            if one.is_free or not blank
        ],
    }
    return printing.print_paper(template="m01_blank" if blank else "held_codes", data=data, at=at)


def _said(code: HeldCode) -> str:
    return "đã dùng" if code.subject else f"đã hủy: {code.voided.reason if code.voided else ''}"


def print_supplement_request(dossier: Dossier, request: SupplementRequest, *, by: Actor, at: dt.datetime) -> Slip:
    """Print what the citizen is to mend (M02)."""
    data = {
        **_head(dossier, at),
        "qr": track_url(dossier),
        "items": [{"name": item["label"], "fault": item["problem"]} for item in request.items],
        "reason": request.reason,
        "due_at": timezone.localtime(request.answer_by).isoformat() if request.answer_by else "",
        "guide": {"name": request.contact},
        "website": settings.PUBLIC_URL,
    }
    return _print(dossier, Slip.Kind.SUPPLEMENT, data, by=by, at=at)


def print_refusal(dossier: Dossier, reason: str, *, by: Actor, at: dt.datetime) -> Slip:
    """Print why it is not taken in, or not granted (M03)."""
    data = {
        **_head(dossier, at),
        "desk": f"{DESK}, {dossier.receiving_agency.name}",
        "reason": reason,
        "receiver": by.name,
    }
    return _print(dossier, Slip.Kind.REFUSAL, data, by=by, at=at)


def print_minutes(dossier: Dossier, record: StepRecord, *, by: Actor, at: dt.datetime) -> Slip:
    """Print the minutes of a field check or a council, for those who took part to sign."""
    data = {
        "code": dossier.code,
        "parent": dossier.receiving_agency.name,
        "agency": by.agency_name or dossier.competent_agency.name,
        "place": place_name(dossier),
        "date": timezone.localdate(record.happened_at).isoformat(),
        "title": record.step_name,
        "procedure": dossier.version.procedure.name,
        "summary": dossier.title,
        "owner": _snapshot(dossier)["name"],
        "happened_at": timezone.localtime(record.happened_at).isoformat(),
        "where": record.place,
        "participants": record.participants,
        "content": record.content,
        "conclusion": str(record.get_conclusion_display()),
        "writer": by.name,
    }
    return _print(dossier, Slip.Kind.MINUTES, data, by=by, at=at)


def print_control_sheet(dossier: Dossier, lines: Sequence[ControlLine], *, at: dt.datetime) -> bytes:
    """Print the control sheet (M05) as it stands; nothing is kept, the lines are."""
    parts = dossier.legs.filter(duty=Leg.Duty.COORDINATOR).select_related("agency")
    data = {
        "code": dossier.code,
        "parent": dossier.receiving_agency.name,
        "agency": DESK,
        "place": place_name(dossier),
        "date": timezone.localdate(at).isoformat(),
        "qr": track_url(dossier),
        "procedure": dossier.version.procedure.name,
        "summary": dossier.title,
        "lead": dossier.competent_agency.name,
        "coordinators": sorted({leg.agency.name for leg in parts}),
        "lines": [
            {
                "giver": line.giver,
                "receiver": line.receiver,
                "step": line.step_name,
                "given_at": timezone.localtime(line.given_at).isoformat(),
                "taken_at": timezone.localtime(line.taken_at).isoformat() if line.taken_at else "",
                "result": line.result,
                "note": line.note,
            }
            for line in lines
        ],
    }
    return printing.print_paper(template="m05", data=data, at=at, agency_code=dossier.receiving_agency.code)


def apology_paper(dossier: Dossier, apology: Apology, *, by: Actor, at: dt.datetime) -> bytes:
    """Print the apology with the new day (M04), with a field for the head's signature."""
    head = _head(dossier, at)
    data = {
        "code": dossier.code,
        "number": apology.number,
        "parent": dossier.competent_agency.parent.name if dossier.competent_agency.parent else "",
        "agency": dossier.competent_agency.name,
        "place": head["place"],
        "date": head["date"],
        "submitter": head["submitter"],
        "procedure": head["procedure"],
        "summary": head["summary"],
        "received_at": timezone.localtime(dossier.received_at or dossier.submitted_at).isoformat(),
        "due_at": timezone.localtime(apology.old_due_at).isoformat(),
        "new_due_at": timezone.localtime(apology.new_due_at).isoformat(),
        "reason": apology.reason,
        "lookup_url": track_url(dossier),
        "signer": {"title": by.title, "name": by.name},
    }
    code = dossier.competent_agency.code
    return printing.print_paper(template=Slip.Kind.APOLOGY.value, data=data, at=at, agency_code=code)


def keep_slip(
    dossier: Dossier,
    kind: Slip.Kind,
    pdf: bytes,
    *,
    title: str = "",
    code_id: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Slip:
    """Keep a finished PDF as a slip of the dossier, with the signed code printed on it.

    :param title: what it is where its kind alone does not say so
    """
    name = f"{dossier.code}-{kind.value}.pdf"
    use = files.keep_own(pdf=pdf, name=name, owner=dossier.subject, label=title or str(kind.label), by=by, at=at)
    return Slip.objects.create(
        dossier=dossier, kind=kind, title=title, file_use=use.pk, issued_at=at, digest=use.blob.sha256, code_id=code_id
    )


def place_name(dossier: Dossier) -> str:
    """Return the place that stands before the date on a paper."""
    place = dossier.competent_agency.place
    return place.name if place else dossier.competent_agency.name


def track_url(dossier: Dossier) -> str:
    """Return the address where anybody sees how far the dossier is."""
    return track_of(dossier.code)


def track_of(code: str) -> str:
    """Return the address where anybody sees how far the dossier of a code is."""
    return f"{settings.PUBLIC_URL}/tra-cuu/{code}/"


def _print(dossier: Dossier, kind: Slip.Kind, data: dict[str, Any], *, by: Actor, at: dt.datetime) -> Slip:
    code = dossier.receiving_agency.code
    pdf = printing.print_paper(template=kind.value, data=data, at=at, agency_code=code)
    return keep_slip(dossier, kind, pdf, by=by, at=at)


def _snapshot(dossier: Dossier) -> dict[str, str]:
    names = ("name", "address", "phone", "email", "identifier")
    return {name: str(dossier.owner_snapshot.get(name, "")) for name in names}


def _head(dossier: Dossier, at: dt.datetime) -> dict[str, Any]:
    return {
        "code": dossier.code,
        "parent": dossier.receiving_agency.name,
        "agency": DESK,
        "place": place_name(dossier),
        "date": timezone.localdate(at).isoformat(),
        "submitter": _snapshot(dossier),
        "procedure": dossier.version.procedure.name,
        "summary": dossier.title,
    }
