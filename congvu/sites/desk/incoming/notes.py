"""The leader's five minutes: one document after the other, read, noted on with a phrase at hand, next."""

import uuid
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents import operations, queries
from congvu.documents.models import Document, Urgency
from congvu.documents.operations import NoteIn
from congvu.kit.asking import optional_day
from congvu.sites.desk.doors import Desk, DeskRequest, official_only
from congvu.sites.desk.incoming.persons import parties, party, persons_of, units_of

PHRASES = (
    gettext_lazy("Chủ trì tham mưu văn bản trả lời, trình ký trước hạn."),
    gettext_lazy("Nghiên cứu, triển khai thực hiện theo quy định."),
    gettext_lazy("Tham mưu kế hoạch thực hiện, báo cáo lãnh đạo."),
    gettext_lazy("Cử người dự họp, chuẩn bị nội dung phát biểu."),
    gettext_lazy("Tổng hợp, báo cáo kết quả."),
    gettext_lazy("Chuyển các phòng biết, thực hiện."),
)
DAYS = (1, 3, 5, 7, 10, 15)


@official_only
def next_one(request: DeskRequest) -> HttpResponse:
    """Show the document that is to be noted on next, past those put aside in this round."""
    desk = request.desk
    page = queries.waiting(grants=desk.grants, official_id=desk.actor.id or 0, tasks=["direct"], size=100)
    aside = [mark for mark in request.GET.getlist("sau")[:100] if _is_mark(mark)]
    rows = [one for one in page.rows if str(one.document.public_id) not in aside]
    shown: dict[str, Any] = {
        "left": len(rows),
        "more": page.next is not None,
        "aside": aside,
        "to_sign": queries.waiting_to_sign(grants=desk.grants, official_id=desk.actor.id or 0),
    }
    if rows:
        found = operations.open_document(public_id=rows[0].document.public_id, by=desk.actor, at=desk.now)
        kept = queries.seen_files(found, by=desk.actor, at=desk.now)
        shown |= {
            "document": found,
            "files": kept,
            "viewed": next((str(one.use_id) for one in kept if one.use.kind == "pdf"), ""),
            "urgency": str(Urgency(found.urgency).label) if found.urgency else "",
            "typed": {},
            **note_choices(found, desk),
        }
    return render(request, "desk/incoming/notes.html", shown)


def note_choices(document: Document, desk: Desk) -> dict[str, Any]:
    """Return what the form of a note offers."""
    own = queries.own_phrases(official_id=desk.actor.id or 0)
    return {
        "units": units_of(document.agency_id, on=desk.today),
        "officials": persons_of(document.agency_id, on=desk.today),
        "phrases": list(dict.fromkeys([*own, *(str(words) for words in PHRASES)]))[:10],
        "days": DAYS,
        "noted": document.directives.count(),
    }


def note_in(data: QueryDict) -> NoteIn:
    """Read the form of a note: what was typed, or else the phrase that was chosen."""
    lead = data.get("lead_person") or data.get("lead", "")
    days = data.get("days", "")
    due_on = optional_day(data, "due_on", _("Hạn"))
    seen = data.get("da_co", "")
    return NoteIn(
        text=(data.get("text", "").strip() or data.get("phrase", ""))[:2000],
        lead=party(lead),
        coordinators=parties(data, "with", without=[lead]),
        readers=parties(data, "read", without=[lead, *data.getlist("with")]),
        days=int(days) if not due_on and days.isascii() and days.isdigit() and len(days) < 4 else None,
        due_on=due_on,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else None,
    )


def _is_mark(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
