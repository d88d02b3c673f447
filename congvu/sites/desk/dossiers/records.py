"""Actions that leave something in writing: opinions asked and given, minutes, public notices, a duty told."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Conclusion, Dossier
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.processes import queries as processes
from congvu.sites.desk.doors import DeskRequest
from congvu.sites.desk.dossiers.posted import amount_of, moment_of, scan_of, step_of

Context = dict[str, Any]
MOST_FOUND = 12


def _choices(*codes: Conclusion) -> list[tuple[str, str]]:
    return [(code.value, str(code.label)) for code in codes]


def _of_consult(request: DeskRequest, found: Dossier, step_id: int | None) -> Context:
    """Show whom the sheet names, whom a search finds, and the question that the sheet begins."""
    day = request.desk.now.date()
    named = dossiers.may_be_asked(dossier=found, on=day)
    typed, chosen = request.POST.get("tim", "").strip(), set(request.POST.getlist("co_quan"))
    known = {agency.pk for agency, _ticked in named}
    kept = people.agencies_by_id([int(one) for one in chosen if one.isdigit() and int(one) not in known])
    more = (
        [one for one in people.search_agencies(typed, on=day, limit=MOST_FOUND) if one.pk not in known] if typed else []
    )
    rows = {agency.pk: (agency, str(agency.pk) in chosen if request.POST else ticked) for agency, ticked in named}
    rows |= {agency.pk: (agency, True) for agency in kept}
    rows |= {agency.pk: (agency, False) for agency in more if agency.pk not in rows}
    sheet = found.version.sheet.get("consultation", {})
    return {
        "agencies": [row for row in rows.values() if row[0].pk != found.competent_agency_id],
        "typed": typed,
        "question": request.POST.get("noi_dung", catalogue.words(sheet.get("question", ""))),
        "rule": catalogue.words(sheet.get("words", "")),
    }


def _of_answer(request: DeskRequest, found: Dossier, step_id: int | None) -> Context:
    return {
        "question": dossiers.question(dossier=found, grants=request.desk.grants),
        "choices": [
            (code.value, catalogue.opinion(version=found.version, conclusion=code) or str(code.label))
            for code in (Conclusion.AGREED, Conclusion.AGREED_IF, Conclusion.DISAGREED)
        ],
    }


def _of_minutes(request: DeskRequest, found: Dossier, step_id: int | None) -> Context:
    kind = processes.step(step_id).kind if step_id else "verify"
    codes = (
        (Conclusion.MET, Conclusion.NOT_MET)
        if kind == "verify"
        else (Conclusion.PASSED, Conclusion.PASSED_IF, Conclusion.FAILED)
    )
    now = timezone.localtime(request.desk.now)
    return {"choices": _choices(*codes), "moment": request.POST.get("luc", f"{now:%Y-%m-%dT%H:%M}")}


def _of_put_up(request: DeskRequest, found: Dossier, step_id: int | None) -> Context:
    agency = found.competent_agency
    places = _("Trụ sở %(agency)s") % {"agency": agency.name}
    contact = ", ".join(filter(None, [agency.name, agency.address, agency.phone]))
    notice = found.version.sheet.get("public_notice", {})
    return {
        "rows": operations.notice_rows(found),
        "title": catalogue.words(notice.get("title", "")),
        "places": request.POST.get("noi_niem_yet", places),
        "contact": request.POST.get("lien_he", contact),
    }


def _of_take_down(request: DeskRequest, found: Dossier, step_id: int | None) -> Context:
    return {
        "notice": found.public_notices.filter(step_id=step_id or 0).first(),
        "choices": _choices(Conclusion.NO_OBJECTION, Conclusion.OBJECTION),
    }


MORE: dict[str, Callable[[DeskRequest, Dossier, int | None], Context]] = {
    "consult": _of_consult,
    "answer": _of_answer,
    "keep_minutes": _of_minutes,
    "put_up": _of_put_up,
    "take_down": _of_take_down,
}
"""What the page of an action shows beside its boxes."""


class OnlySearched(Refusal):
    """The official looked for an agency and has not asked anybody yet."""


def _common(request: DeskRequest, found: Dossier) -> Context:
    desk = request.desk
    return {"dossier_id": found.pk, "step_id": step_of(request), "by": desk.actor, "at": desk.now}


def _with_scan(request: DeskRequest, found: Dossier, label: str) -> Context:
    return {**_common(request, found), **scan_of(request, "ban_quet", label)}


def _consult(request: DeskRequest, found: Dossier) -> object:
    if "tim_co_quan" in request.POST:
        raise OnlySearched(_("Đánh dấu cơ quan tìm thấy rồi bấm gửi."))
    return operations.consult(
        **_common(request, found),
        agency_ids=[int(one) for one in request.POST.getlist("co_quan") if one.isdigit()],
        question=request.POST.get("noi_dung", ""),
    )


def _answer(request: DeskRequest, found: Dossier) -> object:
    return operations.answer(
        **_with_scan(request, found, _("Văn bản trả lời")),
        conclusion=request.POST.get("ket_luan", ""),
        content=request.POST.get("noi_dung", ""),
    )


def _minutes(request: DeskRequest, found: Dossier) -> object:
    return operations.keep_minutes(
        **_with_scan(request, found, _("Biên bản có chữ ký")),
        happened_at=moment_of(request, "luc"),
        place=request.POST.get("dia_diem", ""),
        participants=request.POST.get("thanh_phan", "").splitlines(),
        content=request.POST.get("noi_dung", ""),
        conclusion=request.POST.get("ket_luan", ""),
    )


def _put_up(request: DeskRequest, found: Dossier) -> object:
    return operations.put_up(
        **_common(request, found),
        places=request.POST.get("noi_niem_yet", ""),
        contact=request.POST.get("lien_he", ""),
    )


def _take_down(request: DeskRequest, found: Dossier) -> object:
    return operations.take_down(
        **_common(request, found),
        conclusion=request.POST.get("ket_luan", ""),
        content=request.POST.get("noi_dung", ""),
    )


def _tell_duty(request: DeskRequest, found: Dossier) -> object:
    return operations.tell_duty(
        **_common(request, found),
        amount=amount_of(request),
        reason=request.POST.get("ly_do", ""),
        number=request.POST.get("so_thong_bao", ""),
    )


def _go_without(request: DeskRequest, found: Dossier) -> object:
    return operations.go_without(**_common(request, found), reason=request.POST.get("ly_do", ""))


DOING: dict[str, Callable[[DeskRequest, Dossier], object]] = {
    "consult": _consult,
    "answer": _answer,
    "go_without": _go_without,
    "keep_minutes": _minutes,
    "put_up": _put_up,
    "take_down": _take_down,
    "tell_duty": _tell_duty,
}
