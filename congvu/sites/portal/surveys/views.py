"""Answering a survey, with a code or as the owner of a dossier; reading what was found."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from congvu.accounts.queries import actor_in
from congvu.feedback import operations, queries
from congvu.feedback.models import Survey, SurveyPhase
from congvu.kit import answers
from congvu.kit.errors import Declined
from congvu.sites.portal.doors import CitizenRequest, citizen_only
from congvu.sites.portal.dossiers.views import open_own

ANSWERED = "khao-sat-"
"""Cookie by which a device that has answered is thanked instead of asked again."""


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show what is asked now and what was found."""
    shown = {
        "here": "surveys",
        "places": queries.places_open(on=timezone.localdate()),
        "published": queries.published_surveys(),
    }
    return render(request, "portal/surveys.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Ask about the agency whose QR was read; nobody is asked who they are."""
    place = queries.place_of_code(code)
    if place is None:
        raise Http404
    survey, cookie = place.survey, f"{ANSWERED}{place.code}"
    runs = survey.phase(timezone.localdate()) == SurveyPhase.RUNNING
    shown = {"here": "surveys", "survey": survey, "asks_about": place.agency.name, "runs": runs}
    if cookie in request.COOKIES or not runs:
        return render(request, "portal/survey_done.html", {**shown, "answered": cookie in request.COOKIES})

    def keep(given: dict[str, list[str]]) -> None:
        operations.answer_by_link(code=code, given=given, by=actor_in(request), at=timezone.now())

    found = _asked(request, survey, shown, keep)
    if found is not None:
        return found
    thanks = render(request, "portal/survey_done.html", {**shown, "answered": True})
    thanks.set_cookie(
        cookie, "1", max_age=60 * 60 * 24 * 180, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return thanks


@require_http_methods(["GET", "HEAD", "POST"])
@citizen_only
def answer_mine(request: CitizenRequest, public_id: uuid.UUID, survey_id: uuid.UUID) -> HttpResponse:
    """Ask the owner of a returned dossier, once."""
    dossier = open_own(request, public_id)
    open_ones = queries.surveys_for(dossier, on=timezone.localdate())
    survey = next((one for one in open_ones if one.public_id == survey_id), None)
    if survey is None:
        messages.info(request, _("Khảo sát này đã đóng, hoặc bạn đã trả lời cho hồ sơ này."))
        return redirect("portal:dossier", public_id=public_id)
    shown = {"here": "dossiers", "survey": survey, "asks_about": dossier.competent_agency.name, "dossier": dossier}

    def keep(given: dict[str, list[str]]) -> None:
        operations.answer_for_dossier(
            survey_id=survey.pk, dossier_id=dossier.pk, given=given, by=request.actor, at=timezone.now()
        )

    found = _asked(request, survey, shown, keep)
    if found is not None:
        return found
    messages.success(request, _("Cảm ơn bạn. Câu trả lời được giữ không kèm tên, chỉ cộng vào số liệu chung."))
    return redirect("portal:dossier", public_id=public_id)


def _asked(
    request: HttpRequest, survey: Survey, shown: dict[str, Any], keep: Callable[[dict[str, list[str]]], None]
) -> HttpResponse | None:
    """Return the page that asks, or asks again; None when the answers were kept."""
    asked, data = survey.asked, request.POST
    given = {one.code: data.getlist(one.code) for one in asked}
    errors: list[dict[str, str]] = []
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            keep(given)
        except operations.AnswersUnfit as unfit:
            problems = unfit.problems
            texts = {one.code: one.text for one in asked}
            errors = [
                {"anchor": _anchor(survey, code), "message": f"{texts[code]} {why}"} for code, why in problems.items()
            ]
        except Declined as refusal:
            errors = [{"anchor": "", "message": str(refusal)}]
        else:
            return None
    rows = [(one, given[one.code], problems.get(one.code, "")) for one in asked]
    return render(
        request, "portal/survey.html", {**shown, "rows": rows, "errors": errors}, status=422 if errors else 200
    )


def _anchor(survey: Survey, code: str) -> str:
    one = next(each for each in survey.asked if each.code == code)
    return f"{code}-{one.choices[0][0]}" if one.choices else code


def _published(public_id: uuid.UUID) -> Survey:
    survey = next((one for one in queries.published_surveys() if one.public_id == public_id), None)
    if survey is None:
        raise Http404
    return survey


@require_safe
def results(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the figures of a survey that were made public: never a word somebody wrote."""
    survey = _published(public_id)
    whole, each = queries.results(survey)
    shown = {"here": "statistics", "survey": survey, "whole": whole, "each": each}
    return render(request, "portal/survey_results.html", shown)


@require_safe
def download(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give the same figures as an Excel sheet."""
    survey = _published(public_id)
    whole, each = queries.results(survey)
    sheet = queries.survey_workbook(survey, whole, each)
    return answers.workbook(sheet, f"khao-sat-{survey.opens_on:%Y%m%d}.xlsx")
