"""Home of the control site: how the machine fares, and what stands still until somebody sees to it."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.audit import operations as audit
from congvu.audit import queries as log
from congvu.kit import jobs, outbox
from congvu.kit.errors import Refusal
from congvu.notices import operations as notices
from congvu.notices import queries as sent
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

OPERATORS = ("province_admin",)


@control_only
def home(request: ControlRequest) -> HttpResponse:
    """Show those who see all how the machine fares; others the way to their own agencies."""
    seat = request.seat
    if not seat.sees_all:
        own = Agency.objects.filter(id__in=seat.agency_ids).order_by("sort_key")
        return render(request, "control/home_agency.html", {"agencies": own})
    heads, unsealed = log.heads(), log.unsealed()
    context = {
        "outbox": outbox.state(),
        "facts": outbox.failing(limit=20),
        "jobs": [(state, job_words(state), count) for state, count in jobs.states().items()],
        "failed_jobs": jobs.failed(),
        "heartbeat": jobs.last_heartbeat(),
        "seals": [(book_words(book), head, unsealed[book]) for book, head in heads.items()],
        "letters": sent.health(),
        "unsent": [row for row in sent.unsent_page(size=20).rows if row.state == "failed"],
    }
    return render(request, "control/home.html", context)


def job_words(state: str) -> str:
    """Return what the state of a job is called."""
    words = {
        "todo": _("chờ làm"),
        "doing": _("đang làm"),
        "succeeded": _("đã xong"),
        "failed": _("đã bỏ dở"),
        "cancelled": _("đã hủy"),
        "aborted": _("đã dừng"),
    }
    return words.get(state, state)


def book_words(book: str) -> str:
    """Return what a book of the log is called."""
    return _("Việc làm") if book == "entries" else _("Lượt xem dữ liệu cá nhân")


@require_POST
@control_only
def retry(request: ControlRequest, fact_id: int) -> HttpResponse:
    """Let a fact that its listener refused be tried again at once."""
    seat = request.seat

    @transaction.atomic
    def deed() -> None:
        by = people.require(by=seat.actor, roles=OPERATORS, at=seat.now)
        if not outbox.retry_now(id=fact_id, at=seat.now):
            raise Refusal(_("Sự kiện này đã được xử lý trong lúc bạn xem."))
        audit.record(action="outbox.retry", subject=f"outbox:{fact_id}", by=by, at=seat.now)

    return carry_out(request, deed, done=_("Sự kiện sẽ được chuyển lại ngay."), back=reverse("control:home"))


@require_POST
@control_only
def retry_job(request: ControlRequest, job_id: int) -> HttpResponse:
    """Have a job done again that gave up."""
    seat = request.seat

    @transaction.atomic
    def deed() -> None:
        by = people.require(by=seat.actor, roles=OPERATORS, at=seat.now)
        if not jobs.retry(id=job_id, at=seat.now):
            raise Refusal(_("Việc này không còn nằm trong số bỏ dở."))
        audit.record(action="jobs.retry", subject=f"job:{job_id}", by=by, at=seat.now)

    return carry_out(request, deed, done=_("Việc đã xếp hàng để làm lại."), back=reverse("control:home"))


@require_POST
@control_only
def send_again(request: ControlRequest, delivery_id: int) -> HttpResponse:
    """Try a letter again that could not be sent."""
    seat = request.seat

    def deed() -> None:
        by = people.require(by=seat.actor, roles=OPERATORS, at=seat.now)
        notices.send_again(delivery_id=delivery_id, by=by, at=seat.now)

    return carry_out(request, deed, done=_("Tin đã xếp hàng để gửi lại."), back=_back(request))


def _back(request: ControlRequest) -> str:
    """Return the page the button stands on: the list of notices, else home."""
    return reverse("control:deliveries" if request.POST.get("tu") == "thong-bao" else "control:home")
