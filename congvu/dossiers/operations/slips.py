"""Printing the slips of a dossier (M01, M02, M03) and keeping them as its files."""

import datetime as dt
import io
from typing import Any

from django.conf import settings

from congvu.dossiers.models import Dossier, Slip
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.printing import operations as printing


def print_slip(dossier: Dossier, kind: Slip.Kind, *, by: Actor, at: dt.datetime, data: dict[str, Any] | None = None) -> Slip:
    """Print one slip and keep it."""
    pdf = printing.print_paper(template=kind.value, data=slip_data(dossier, by=by, at=at, extra=data or {}), at=at)
    return keep_slip(dossier, kind, pdf, by=by, at=at)


def keep_slip(dossier: Dossier, kind: Slip.Kind, pdf: bytes, *, by: Actor, at: dt.datetime) -> Slip:
    """Keep a finished PDF as a slip of the dossier."""
    use = files.store(
        stream=io.BytesIO(pdf),
        name=f"{dossier.code}-{kind.value}.pdf",
        owner=dossier.subject,
        label=str(kind.label),
        by=by,
        at=at,
    )
    return Slip.objects.create(dossier=dossier, kind=kind, file_use=use.pk, issued_at=at, digest=use.blob.sha256)


def slip_data(dossier: Dossier, *, by: Actor, at: dt.datetime, extra: dict[str, Any]) -> dict[str, Any]:
    """Return what the slip templates print (fields of TT 01/2018, facts 1.8)."""
    request = extra.get("request")
    return {
        "code": dossier.code,
        "at": at.isoformat(),
        "agency_parent": dossier.receiving_agency.parent.name if dossier.receiving_agency.parent else "",
        "agency": dossier.receiving_agency.name,
        "place": place_name(dossier),
        "procedure": dossier.version.procedure.name,
        "title": dossier.title,
        "owner": dossier.owner_snapshot,
        "channel": str(dossier.get_origin_display()),
        "papers": [
            {"name": paper.name, "kind": paper.kind, "note": paper.note}
            for paper in dossier.papers.exclude(check_state="replaced").order_by("id")
        ],
        "limit": str(dossier.version.limit),
        "received_at": (dossier.received_at or at).isoformat(),
        "due_at": _last_promise(dossier),
        "return_by": str(dossier.get_return_by_display()),
        "officer": by.name,
        "officer_title": by.title,
        "track_url": f"{settings.PUBLIC_URL}/tra-cuu/{dossier.code}/",
        "reason": extra.get("reason", request.reason if request else ""),
        "items": request.items if request else [],
        "contact": request.contact if request else "",
        "answer_by": request.answer_by.isoformat() if request and request.answer_by else "",
    }


def place_name(dossier: Dossier) -> str:
    """Return the place that stands before the date on a paper."""
    place = dossier.competent_agency.place
    return place.name if place else ""


def _last_promise(dossier: Dossier) -> str:
    last = dossier.promises.order_by("-id").first()
    return last.due_at.isoformat() if last else ""
