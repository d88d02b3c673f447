"""The words of a paper's text blocks: looked at on the paper while they are written, decided from a day on."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.kit.asking import day_in, optional_row
from congvu.kit.errors import Declined, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.printing import operations, queries
from congvu.sites.control.doors import ControlRequest, carry_out, control_only
from congvu.sites.control.papers import as_pictures


@control_only
def page(request: ControlRequest, key: str) -> HttpResponse:
    """Show the blocks of a paper and one of them to be written; show it drawn; keep its words from a day on."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    blocks = queries.blocks_of(key)
    if not blocks:
        return render(request, "control/refused.html", {"reason": _("Phiếu này không có khối chữ nào.")}, status=404)
    asked = data if request.method == "POST" else request.GET
    block = asked.get("khoi", "")
    block = block if block in blocks else next(iter(blocks))
    agency = _agency(optional_row(asked, "co_quan"))
    if request.method != "POST":
        return _page(request, key, block, agency)
    seat.require_power()
    words = data.get("chu", "")
    if data.get("deed") != "decide":
        return _page(request, key, block, agency, words=words, typed=data)
    try:
        operations.set_words(
            paper=key,
            block=block,
            words=words,
            agency_id=agency.pk if agency else None,
            valid_from=day_in(data, "valid_from", _("Áp dụng từ")),
            by=seat.actor,
            at=seat.now,
        )
    except Refusal as refusal:
        return _page(request, key, block, agency, words=words, typed=data, refusal=str(refusal))
    messages.success(request, _("Đã ghi chữ mới. Phiếu đã in giữ chữ cũ."))
    return HttpResponseRedirect(_address(key, block, agency))


@require_POST
@control_only
def withdraw(request: ControlRequest, words_id: int) -> HttpResponse:
    """Take back words that have not begun."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        operations.withdraw_words(words_id=words_id, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã rút. Chữ trước đó vẫn dùng."), back=reverse("control:papers"))


def _agency(number: int | None) -> Agency | None:
    return Agency.objects.filter(pk=number).first() if number else None


def _address(key: str, block: str, agency: Agency | None) -> str:
    asked = {"khoi": block} | ({"co_quan": str(agency.pk)} if agency else {})
    return f"{reverse('control:paper_words', args=[key])}?{urlencode(asked)}"


def _page(
    request: ControlRequest, key: str, block: str, agency: Agency | None, *, words: str | None = None, **more: Any
) -> HttpResponse:
    seat, code = request.seat, agency.code if agency else ""
    held = queries.wordings(paper=key, on=seat.today, agency_code=code)
    if words is None:
        words = held[block].words if block in held else ""
    fault, pictures = "", []
    try:
        pictures = as_pictures(
            operations.try_words(paper=key, block=block, words=words, agency_code=code, on=seat.today)
        )
    except Declined as refusal:
        fault = str(refusal)
    blocks = queries.blocks_of(key)
    shown = {
        "key": key,
        "title": queries.title_of(key),
        "block": block,
        "block_name": blocks[block],
        "blocks": [(name, label, held.get(name), _address(key, name, agency)) for name, label in blocks.items()],
        "words": words,
        "fields": queries.fields_of(queries.sample(key)),
        "agency": agency,
        "agencies": people.agencies_with_desk(seat.today),
        "kept": [(row, blocks.get(row.block, row.block)) for row in queries.kept_words(paper=key)],
        "pictures": pictures,
        "fault": fault,
        "today": seat.today,
        "may_change": seat.governs,
        **more,
    }
    return render(request, "control/paper_words.html", shown, status=422 if more.get("refusal") else 200)
