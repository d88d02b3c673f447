"""Surveys: written by an administrator, opened, ended, their figures seen and shown to everybody."""

import uuid
from collections.abc import Callable

import segno
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.feedback import operations, queries
from congvu.feedback.models import Survey, SurveyPhase, SurveyPlace
from congvu.kit import answers
from congvu.kit.asking import Unreadable, day_in, optional_row, row_in, text_in
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.control.doors import ControlRequest, Seat, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show the surveys one may see; begin a new one."""
    seat, data = request.seat, request.POST
    if request.method != "POST":
        return _list_page(request)
    agency_id = optional_row(data, "agency") or 0
    seat.require_power(agency_id)
    try:
        made = operations.make_survey(
            agency_id=agency_id,
            title=text_in(data, "title", _("Tên khảo sát")),
            questions=queries.sample_questions() if "sample" in data else (),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _list_page(request, refusal=str(refusal))
    return redirect("control:survey", made.public_id)


def _list_page(request: ControlRequest, **more: object) -> HttpResponse:
    seat = request.seat
    rows = [(row, row.phase(seat.today)) for row in queries.surveys(agency_ids=seat.reach())]
    context = {"rows": rows, "agencies": _changeable(seat), "typed": request.POST, **more}
    return render(request, "control/surveys.html", context, status=422 if more else 200)


def _changeable(seat: Seat) -> list[Agency]:
    """Return the agencies with a one-stop desk that they administer."""
    return [one for one in people.agencies_with_desk(seat.today) if seat.may_change(one.pk)]


@control_only
def show(request: ControlRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show one survey: its questions to write while it is a draft, else who may answer and what was said."""
    return _page(request, _seen(request.seat, public_id))


def _seen(seat: Seat, public_id: uuid.UUID) -> Survey:
    survey, reach = queries.survey(public_id), seat.reach()
    asked = set(survey.places.values_list("agency_id", flat=True)) | {survey.agency_id}
    if reach is not None and not asked & reach:
        seat.require_sight(survey.agency_id)
    return survey


def _page(request: ControlRequest, survey: Survey, **more: object) -> HttpResponse:
    seat, phase = request.seat, survey.phase(request.seat.today)
    reach = seat.reach()
    if reach is not None and survey.agency_id in reach:
        reach = None  # who asks sees what is said of all whom the survey asks about
    context: dict[str, object] = {
        "survey": survey,
        "phase": phase,
        "places": list(survey.places.select_related("agency")),
        "may_change": seat.may_change(survey.agency_id),
        "typed": request.POST,
        "kinds": queries.Kind.choices,
    }
    if phase == SurveyPhase.DRAFT:
        context |= {"agencies": _changeable(seat), "chosen": {one.agency_id for one in context["places"]}}  # type: ignore[attr-defined]
    else:
        whole, each = queries.results(survey, agency_ids=reach)
        context |= {"whole": whole, "each": each, "said": queries.said(survey, agency_ids=reach)}
    return render(request, "control/survey.html", {**context, **more}, status=422 if more else 200)


@control_only
def excel(request: ControlRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand the figures out."""
    survey = _seen(request.seat, public_id)
    reach = request.seat.reach()
    whole, each = queries.results(survey, agency_ids=None if survey.agency_id in (reach or ()) else reach)
    sheet = queries.survey_workbook(survey, whole, each)
    return answers.workbook(sheet, f"khao-sat-{survey.opens_on:%Y%m%d}.xlsx")


@control_only
def poster(request: ControlRequest, public_id: uuid.UUID, place_id: int) -> HttpResponse:
    """Show the QR of an agency, to be printed and hung up at its desk."""
    survey = _seen(request.seat, public_id)
    place = SurveyPlace.objects.select_related("agency").filter(survey=survey, pk=place_id).first()
    if place is None or not survey.by_link:
        raise Http404
    address = f"{settings.PUBLIC_URL}{reverse('portal:survey_answer', args=[place.code])}"
    drawn = segno.make(address, micro=False, error="m")
    qr = mark_safe(drawn.svg_inline(svgclass=None, lineclass=None, scale=7, border=2))  # noqa: S308  our own
    return render(
        request, "control/survey_poster.html", {"survey": survey, "place": place, "address": address, "qr": qr}
    )


@require_POST
@control_only
def change(request: ControlRequest, public_id: uuid.UUID, deed: str) -> HttpResponse:
    """Write the survey, its questions, open it, end it, show its figures."""
    survey = queries.survey(public_id)
    request.seat.require_power(survey.agency_id)
    doing = DEEDS.get(deed)
    if doing is None:
        raise Http404
    if deed == "bo":
        done, back = _("Đã bỏ khảo sát."), reverse("control:surveys")
        return carry_out(request, lambda: doing(request, survey), done=done, back=back)
    try:
        doing(request, survey)
    except Refusal as refusal:
        survey.refresh_from_db()
        return _page(request, survey, refusal=str(refusal), deed=deed)
    return HttpResponseRedirect(reverse("control:survey", args=[public_id]))


def _write(request: ControlRequest, survey: Survey) -> None:
    data, seat = request.POST, request.seat
    operations.change_survey(
        survey_id=survey.pk,
        title=text_in(data, "title", _("Tên khảo sát")),
        intro=text_in(data, "intro", _("Lời giới thiệu"), required=False),
        opens_on=day_in(data, "opens_on", _("Mở từ ngày")),
        closes_on=day_in(data, "closes_on", _("Đến hết ngày")),
        by_dossier="by_dossier" in data,
        by_link="by_link" in data,
        least_shown=row_in(data, "least_shown", _("Số phiếu ít nhất để hiện kết quả")),
        agency_ids=[int(one) for one in data.getlist("agencies") if one.isascii() and one.isdigit() and len(one) < 16],
        by=seat.actor,
        at=seat.now,
    )


def _typed(request: ControlRequest) -> queries.Question:
    data = request.POST
    return queries.question(
        code="new",
        kind=data.get("kind", ""),
        text=data.get("text", ""),
        options=data.get("options", ""),
        required="required" in data,
    )


def _number(request: ControlRequest, survey: Survey) -> int:
    number = optional_row(request.POST, "number")
    if number is None or number >= len(survey.questions):
        raise Unreadable(_("Câu hỏi này không còn. Xem lại danh sách."))
    return number


def _keep(request: ControlRequest, survey: Survey, asked: list[queries.Question]) -> None:
    seat = request.seat
    operations.set_questions(survey_id=survey.pk, questions=asked, by=seat.actor, at=seat.now)


def _add(request: ControlRequest, survey: Survey) -> None:
    _keep(request, survey, [*survey.asked, _typed(request)])


def _change(request: ControlRequest, survey: Survey) -> None:
    asked, number = survey.asked, _number(request, survey)
    asked[number] = _typed(request)
    _keep(request, survey, asked)


def _remove(request: ControlRequest, survey: Survey) -> None:
    asked = survey.asked
    del asked[_number(request, survey)]
    _keep(request, survey, asked)


def _raise(request: ControlRequest, survey: Survey) -> None:
    asked, number = survey.asked, _number(request, survey)
    asked.insert(max(0, number - 1), asked.pop(number))
    _keep(request, survey, asked)


def _plain(operation: Callable[..., object], **more: object) -> Callable[[ControlRequest, Survey], None]:
    def deed(request: ControlRequest, survey: Survey) -> None:
        operation(survey_id=survey.pk, by=request.seat.actor, at=request.seat.now, **more)

    return deed


DEEDS: dict[str, Callable[[ControlRequest, Survey], None]] = {
    "ghi": _write,
    "them-cau": _add,
    "sua-cau": _change,
    "bo-cau": _remove,
    "len": _raise,
    "mo": _plain(operations.open_survey),
    "ket-thuc": _plain(operations.end_survey),
    "cong-khai": _plain(operations.publish_survey, shown=True),
    "thoi-cong-khai": _plain(operations.publish_survey, shown=False),
    "bo": _plain(operations.discard_survey),
}
