"""Templates of papers: their versions, drawn with invented data; a new version from a day to come."""

from base64 import b64encode
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import day_in, text_in
from congvu.kit.errors import Refusal
from congvu.printing import operations, queries
from congvu.printing.models import PaperTemplate
from congvu.sites.control.doors import ControlRequest, Seat, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show each paper with the version of now and what waits."""
    request.seat.require_sight()
    rows: dict[str, list[tuple[PaperTemplate, str]]] = {}
    for row in queries.all_papers():
        rows.setdefault(row.key, []).append((row, _phase(row, request.seat)))
    return render(request, "control/papers.html", {"papers": [_in_short(versions) for versions in rows.values()]})


def _in_short(versions: list[tuple[PaperTemplate, str]]) -> dict[str, object]:
    shown = next((row for row, phase in versions if phase == "now"), versions[0][0])
    waiting = sum(phase in {"coming", "proposed"} for _row, phase in versions)
    return {"row": shown, "versions": len(versions), "waiting": waiting}


@control_only
def show(request: ControlRequest, key: str) -> HttpResponse:
    """Show one version, drawn: ``?ban=`` or that of now; try a changed text, or put it in force from a day on."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    versions = [row for row in queries.all_papers() if row.key == key]
    row = next((one for one in versions if str(one.pk) == request.GET.get("ban")), None)
    row = row or next((one for one in versions if _phase(one, seat) == "now"), versions[0] if versions else None)
    if row is None:
        return render(request, "control/refused.html", {"reason": ""}, status=404)
    if request.method != "POST":
        return _page(request, row, row.source)
    seat.require_power()
    source = data.get("source", "").replace("\r\n", "\n")
    try:
        if data.get("deed") != "decide":
            return _page(request, row, source, typed=data, tried=_pictures(row.key, source))
        made = operations.set_paper(
            key=row.key,
            source=source,
            title=text_in(data, "title", _("Tên mẫu")),
            legal_basis=text_in(data, "legal_basis", _("Căn cứ")),
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _page(request, row, source, refusal=str(refusal), typed=data)
    messages.success(request, _("Đã ghi bản mới. Giấy đã in giữ bản cũ."))
    return HttpResponseRedirect(f"{reverse('control:paper', args=[key])}?ban={made.pk}")


@require_POST
@control_only
def withdraw(request: ControlRequest, template_id: int) -> HttpResponse:
    """Take back a version that has not begun, or turn down a proposed one."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_paper(template_id=template_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã rút bản này."), back=reverse("control:papers"))


def as_pictures(pages: Iterable[bytes]) -> list[str]:
    """Return drawn pages (PNG) as addresses that stand in the page itself."""
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in pages]


def _pictures(key: str, source: str) -> list[str]:
    return as_pictures(operations.try_paper(key=key, source=source))


def _page(request: ControlRequest, row: PaperTemplate, source: str, **more: object) -> HttpResponse:
    seat = request.seat
    context = {
        "row": row,
        "phase": _phase(row, seat),
        "source": source,
        "unchecked": row.unchecked,
        "pictures": more.get("tried") or _pictures(row.key, row.source),
        "versions": [(one, _phase(one, seat)) for one in queries.all_papers() if one.key == row.key],
        "has_words": row.key in queries.papers_with_blocks(),
        "may_change": seat.governs,
        **more,
    }
    return render(request, "control/paper.html", context, status=422 if more.get("refusal") else 200)


def _phase(row: PaperTemplate, seat: Seat) -> str:
    if row.state != PaperTemplate.State.IN_FORCE:
        return str(row.state)
    if row.valid_to is not None and row.valid_to <= seat.today:
        return "past"
    return "coming" if row.valid_from > seat.today else "now"
