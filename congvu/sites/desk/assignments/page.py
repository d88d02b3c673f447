"""One assignment: what is to be done, its way, and what I can do; the form that gives one."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.assignments import operations, queries
from congvu.assignments.models import Assignment
from congvu.documents import queries as document_queries
from congvu.documents.models import Document, Urgency
from congvu.kit.asking import day_in, optional_day, optional_row, row_in
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.desk.documents.named import named_document
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import clock
from congvu.sites.desk.incoming.persons import Choice, persons_of, units_of
from congvu.workdays import queries as workdays

SAID = {
    "contribute": gettext_lazy("Đã ghi ý kiến phối hợp."),
    "start": gettext_lazy("Đã nhận việc."),
    "pass-down": gettext_lazy("Đã giao người thực hiện."),
    "report": gettext_lazy("Đã báo cáo, chờ người giao đánh giá."),
    "judge": gettext_lazy("Đã ghi đánh giá."),
    "extend": gettext_lazy("Đã gửi đề nghị gia hạn."),
    "answer-extension": gettext_lazy("Đã trả lời đề nghị gia hạn."),
    "explain": gettext_lazy("Đã ghi lý do chậm."),
    "hand-back": gettext_lazy("Đã trả lại người giao."),
    "give-again": gettext_lazy("Đã giao lại."),
    "cancel": gettext_lazy("Đã hủy nhiệm vụ."),
}


@official_only
def give(request: DeskRequest) -> HttpResponseBase:
    """Give something to be done."""
    desk = request.desk
    mine = dict.fromkeys(grant.agency_id for grant in desk.grants if grant.role in ("leader", "unit_head"))
    if not mine:
        raise NotAllowed(_("Lãnh đạo cơ quan và người phụ trách đơn vị giao nhiệm vụ."))
    asked = optional_row(request.POST or request.GET, "agency")
    agency = people.agency_of_id(asked if asked in mine else next(iter(mine)))
    document = _source(request, agency)
    if request.method != "POST":
        return _form(request, agency, document)
    try:
        made = operations.give(agency_id=agency.pk, given=_given(request, agency, document), by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return _form(request, agency, document, refusal=str(refusal))
    messages.success(request, _("Đã giao nhiệm vụ."))
    return redirect("desk:assignment", made.public_id)


def _source(request: DeskRequest, agency: Agency) -> Document | None:
    found = named_document(request, request.POST or request.GET, "van-ban")
    return found if found and found.agency_id == agency.pk else None


def _given(request: DeskRequest, agency: Agency, document: Document | None) -> operations.AssignmentIn:
    data = request.POST
    days, due_on = data.get("days", ""), optional_day(data, "due_on", _("Hạn"))
    urgency = data.get("urgency", "0")
    lead = _doer(data.get("lead_person") or data.get("lead", ""), agency)
    partners = [found for key in data.getlist("with") if (found := _doer(key, agency)) and found != lead]
    return operations.AssignmentIn(
        content=data.get("content", "")[:5000],
        lead=lead,
        source="document" if document else data.get("source", "note"),
        document_id=document.pk if document else None,
        source_text=data.get("source_text", ""),
        wanted=data.get("wanted", ""),
        urgency=int(urgency) if urgency in {"0", "1", "2", "3"} else 0,
        partners=partners,
        days=int(days) if not due_on and days.isascii() and days.isdigit() and len(days) < 4 else None,
        due_on=due_on,
    )


def _doer(key: str, agency: Agency) -> operations.Doer | None:
    """Read ``u12`` (a unit), ``o7`` (a person), ``a3`` (an agency below)."""
    kind, number = key[:1], key[1:]
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    if kind == "a":
        return operations.Doer(agency_id=int(number))
    if kind == "u":
        return operations.Doer(agency_id=agency.pk, unit_id=int(number))
    return operations.Doer(agency_id=agency.pk, official_id=int(number)) if kind == "o" else None


def _form(request: DeskRequest, agency: Agency, document: Document | None, **more: Any) -> HttpResponse:
    today = request.desk.today
    below = [Choice(f"a{one.pk}", one.name) for one in people.children(agency_id=agency.pk, on=today)]
    shown = {
        "agency": agency,
        "document": document,
        "units": units_of(agency.pk, on=today),
        "below": below,
        "officials": persons_of(agency.pk, on=today),
        "sources": [one for one in Assignment.Source.choices if one[0] != Assignment.Source.DOCUMENT],
        "urgencies": Urgency.choices[:4],
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/assignments/give.html", shown, status=422 if "refusal" in more else 200)


@official_only
def assignment(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one assignment."""
    return _page(request, public_id)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponse:
    desk = request.desk
    found = queries.assignment(public_id=public_id, grants=desk.grants, official_id=desk.actor.id or 0)
    deeds = queries.deeds(found, by=desk.actor, at=desk.now)
    due = found.due_at if found.state not in queries.ENDED else None
    state, words = clock(due, None, now=desk.now, calendar=workdays.calendar()) if due else ("", "")
    lead_id = found.lead_agency_id
    shown = {
        "assignment": found,
        "deeds": deeds,
        "clock_state": state,
        "clock_words": words,
        "why": queries.why_late(found) if state == "late" else "",
        "partners": found.partners.select_related("agency", "unit", "official"),
        "extensions": found.extensions.all(),
        "moves": found.moves.all(),
        "persons": persons_of(lead_id, on=desk.today) if "pass-down" in deeds else [],
        "products": document_queries.latest_answers(agency_id=lead_id, since=desk.today) if "report" in deeds else [],
        "units": units_of(found.agency_id, on=desk.today) if "give-again" in deeds else [],
        "typed": request.POST,
        **more,
    }
    return render(request, "desk/assignments/assignment.html", shown, status=422 if "refusal" in more else 200)


@official_only
@require_POST
def deed(request: DeskRequest, public_id: uuid.UUID, deed: str) -> HttpResponseBase:
    """Do one thing with an assignment; what is refused stands again as typed."""
    desk = request.desk
    found = queries.assignment(public_id=public_id, grants=desk.grants, official_id=desk.actor.id or 0)
    if deed not in DOING:
        return _page(request, public_id, refusal=_("Không có thao tác này."))
    try:
        DOING[deed](request, found)
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal))
    messages.success(request, str(SAID[deed]))
    return redirect("desk:assignment", public_id)


def _by(request: DeskRequest, found: Assignment) -> dict[str, Any]:
    return {"assignment_id": found.pk, "by": request.desk.actor, "at": request.desk.now}


def _words(request: DeskRequest, name: str = "reason") -> str:
    return request.POST.get(name, "")[:2000]


def _pass_down(request: DeskRequest, found: Assignment) -> None:
    official = row_in(request.POST, "official", _("Người thực hiện"))
    operations.pass_down(official_id=official, **_by(request, found))


def _report(request: DeskRequest, found: Assignment) -> None:
    product = optional_row(request.POST, "product")
    operations.report(words=_words(request, "words"), product_id=product, **_by(request, found))


def _judge(request: DeskRequest, found: Assignment) -> None:
    accepted = request.POST.get("accepted") == "1"
    grade = optional_row(request.POST, "grade")
    operations.judge(is_accepted=accepted, grade=grade, words=_words(request, "words"), **_by(request, found))


def _extend(request: DeskRequest, found: Assignment) -> None:
    until = day_in(request.POST, "until", _("Xin đến ngày"))
    operations.ask_extension(until=until, reason=_words(request), **_by(request, found))


def _answer_extension(request: DeskRequest, found: Assignment) -> None:
    granted = request.POST.get("granted") == "1"
    operations.answer_extension(is_granted=granted, words=_words(request, "words"), **_by(request, found))


def _give_again(request: DeskRequest, found: Assignment) -> None:
    lead = _doer(request.POST.get("lead", ""), people.agency_of_id(found.agency_id))
    if lead is None:
        raise Refusal(_("Chọn nơi chủ trì thực hiện."))
    operations.give_again(lead=lead, **_by(request, found))


DOING: dict[str, Callable[[DeskRequest, Assignment], Any]] = {
    "start": lambda r, a: operations.start(**_by(r, a)),
    "pass-down": _pass_down,
    "report": _report,
    "contribute": lambda r, a: operations.contribute(words=_words(r, "words"), **_by(r, a)),
    "judge": _judge,
    "extend": _extend,
    "answer-extension": _answer_extension,
    "explain": lambda r, a: operations.explain(reason=_words(r), **_by(r, a)),
    "hand-back": lambda r, a: operations.hand_back(reason=_words(r), **_by(r, a)),
    "give-again": _give_again,
    "cancel": lambda r, a: operations.cancel(reason=_words(r), **_by(r, a)),
}
