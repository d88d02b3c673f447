"""Daily prints of the counter: guidance, dossiers handed over, the receiver's receipt, and the slip that rates."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import State
from congvu.feedback import operations as feedback_operations
from congvu.feedback import queries as feedback
from congvu.kit import answers
from congvu.kit.asking import optional_day
from congvu.kit.errors import NotAllowed, Refusal
from congvu.sites.desk.doors import DeskRequest, official_only, say
from congvu.sites.desk.dossiers.persons import day_of, desk_agency
from congvu.sites.desk.dossiers.reading import framed, opened


@official_only
def guidance(request: DeskRequest, code: str) -> HttpResponse:
    """Print what a person needs for a procedure, with a name and words of one's own when they are given."""
    agency, data = desk_agency(request), request.GET
    version = catalogue.in_force(code=code, on=day_of(request))
    with override("vi"):
        rules = catalogue.fee_rules(version=version, on=request.desk.today)
        fees = [(catalogue.words(rule.name), catalogue.fee_words(rule)) for rule in rules]
        pdf = operations.print_guidance(
            version,
            agency=agency,
            asker=data.get("ten", ""),
            words=data.get("can", ""),
            fees=fees,
            by=request.desk.actor,
            at=request.desk.now,
        )
    return framed_paper(pdf, f"phieu-huong-dan-{version.procedure.code}.pdf")


@official_only
def handover(request: DeskRequest) -> HttpResponse:
    """Show who is to be given the dossiers that the desk took in on a day; print the sheet for one of them."""
    agency, desk = desk_agency(request), request.desk
    try:
        day = optional_day(request.GET, "ngay", _("Ngày")) or desk.today
    except Refusal as refusal:
        return say(request, refusal, reverse("desk:handover"))
    found = dossiers.taken_in_on(agency_id=agency.pk, day=day)
    places = {one.competent_agency_id: one.competent_agency for one in found}
    chosen = next((one for one in places.values() if one.code == request.GET.get("den", "")), None)
    if chosen is None:
        rows = [(place, sum(one.competent_agency_id == pk for one in found)) for pk, place in places.items()]
        return render(request, "desk/handover.html", {"rows": rows, "day": day, "agency": agency})
    given = [one for one in found if one.competent_agency_id == chosen.pk]
    operations.note_listed(dossiers=given, grants=desk.grants, purpose="list", by=desk.actor, at=desk.now)
    pdf = operations.print_handover(given, desk=agency, to=chosen, day=day, by=desk.actor, at=desk.now)
    return framed_paper(pdf, f"ban-giao-ho-so-{day:%Y%m%d}.pdf")


@official_only
def return_receipt(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Print the receipt that who takes the result signs: there is one to take, or it was taken."""
    found = opened(request, public_id, purpose="file", needs="person")
    if found.state not in {State.DONE, State.RETURNED}:
        return say(request, Refusal(_("Hồ sơ chưa có kết quả để trả.")), reverse("desk:dossier", args=[public_id]))
    pdf = operations.print_return_receipt(found, by=request.desk.actor, at=request.desk.now)
    return framed_paper(pdf, f"bien-nhan-tra-ket-qua-{found.code}.pdf")


@official_only
def rating_slip(request: DeskRequest, public_id: uuid.UUID) -> HttpResponse:
    """Print the slip on which the citizen rates the service."""
    found = opened(request, public_id)
    address = f"{settings.PUBLIC_URL}{reverse('portal:rate', args=[found.public_id])}"
    with override("vi"):
        pdf = operations.print_rating_slip(
            found,
            questions=[_("Hài lòng chung"), *map(str, feedback.ASPECTS.values())],
            levels=[str(words) for words in feedback.LEVELS.values()],
            address=address,
            at=request.desk.now,
        )
    return framed_paper(pdf, f"phieu-danh-gia-{found.code}.pdf")


@official_only
def slips(request: DeskRequest) -> HttpResponse:
    """Count a slip that came back filled in by hand; whose it is and what it says is shown to nobody."""
    desk, data = request.desk, request.POST
    if not desk.has(*feedback_operations.DESK):
        raise NotAllowed(_("Chỉ người tiếp nhận, trả kết quả nhập phiếu đánh giá giấy."))
    error = ""
    if request.method == "POST":
        chosen = {name.removeprefix("muc."): str(value) for name, value in data.items() if name.startswith("muc.")}
        scored = {name: int(value) for name, value in chosen.items() if value.isdecimal() and len(value) == 1}
        try:
            feedback_operations.enter_slip(
                code=data.get("ma", ""), score=scored.pop("chung", 0), aspects=scored, by=desk.actor, at=desk.now
            )
        except Refusal as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("Đã cộng phiếu vào số liệu chung."))
            return redirect("desk:rating_slips")
    asked = [("chung", _("Hài lòng chung")), *feedback.ASPECTS.items()]
    shown = {
        "rows": [(name, words, data.get(f"muc.{name}", "")) for name, words in asked],
        "levels": [(str(score), words) for score, words in feedback.LEVELS.items()],
        "code": data.get("ma") or request.GET.get("ma", ""),
        "error": error,
    }
    return render(request, "desk/rating_slips.html", shown, status=422 if error else 200)


def framed_paper(pdf: bytes, name: str) -> HttpResponse:
    """Give a paper that our own pages may show in a frame."""
    answer = answers.paper(pdf, name)
    framed(answer)
    return answer
