"""Codes that a desk holds in advance: taken, printed with blank receipts, entered later, voided where unused."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.kit import answers
from congvu.kit.asking import optional_day, optional_row, row_in
from congvu.kit.errors import Refusal
from congvu.numbering import queries as numbers
from congvu.numbering.models import Block, HeldCode
from congvu.numbering.operations import BlockUnknown
from congvu.people.models import Agency
from congvu.sites.desk.doors import DeskRequest, official_only, say
from congvu.sites.desk.dossiers.persons import desk_agency


@official_only
def blocks(request: DeskRequest) -> HttpResponse:
    """Show the codes that one's desk holds or held; take more."""
    agency, desk = desk_agency(request), request.desk
    if request.method == "POST":
        data = request.POST
        try:
            block = operations.hold_codes(
                agency_id=agency.pk,
                count=row_in(data, "so_ma", _("Số mã")),
                valid_until=optional_day(data, "den_ngay", _("Dùng đến hết ngày")),
                reason=data.get("ly_do", ""),
                by=desk.actor,
                at=desk.now,
            )
        except Refusal as refusal:
            return _list(request, agency, refusal=str(refusal), typed=data)
        messages.success(request, _("Đã lấy mã dự phòng. In bảng mã và giấy tiếp nhận trước khi mất mạng."))
        return redirect("desk:held_block", block.pk)
    return _list(request, agency)


def _list(request: DeskRequest, agency: Agency, **more: Any) -> HttpResponse:
    rules = dossiers.clock_rules(request.desk.today)
    free = rules.held_codes - numbers.free_codes(agency_id=agency.pk, kind="dossier")
    shown = {
        "agency": agency,
        "blocks": numbers.blocks(agency_id=agency.pk, kind="dossier"),
        "free": max(free, 0),
        "days": rules.held_days.words,
        "late": rules.late_entry.words,
        "today": request.desk.today,
        **more,
    }
    return render(request, "desk/held_blocks.html", shown, status=422 if more.get("refusal") else 200)


@official_only
def block(request: DeskRequest, block_id: int) -> HttpResponse:
    """Show the codes of a block: which dossier each was given to, or why it was voided, or that it waits."""
    found, codes = _found(request, block_id)
    desk = request.desk
    known = {one.subject: one for one in dossiers.named_by(code.subject for code in codes if code.subject)}
    operations.note_listed(dossiers=known.values(), grants=desk.grants, purpose="list", by=desk.actor, at=desk.now)
    shown = {
        "held": found,
        "rows": [(one, known.get(one.subject)) for one in codes],
        "free": sum(one.is_free for one in codes),
        "late": dossiers.clock_rules(request.desk.today).late_entry.words,
    }
    return render(request, "desk/held_block.html", shown)


@official_only
def printed(request: DeskRequest, block_id: int, what: str) -> HttpResponse:
    """Give the list of the codes, or a blank receipt for each that is free, to print."""
    found, codes = _found(request, block_id)
    blank, desk = what == "giay-tiep-nhan", request.desk
    if blank and not any(one.is_free for one in codes):
        return say(request, Refusal(_("Dãy này không còn mã nào để in.")), reverse("desk:held_block", args=[block_id]))
    pdf = operations.print_block(found, codes, blank=blank, by=desk.actor, at=desk.now)
    return answers.paper(pdf, f"{what}-{found.pk}.pdf")


@official_only
@require_POST
def deed(request: DeskRequest, block_id: int) -> HttpResponse:
    """Void a code that was spoilt, or end the block: its unused codes are voided."""
    found, _codes = _found(request, block_id)
    desk, page = request.desk, reverse("desk:held_block", args=[block_id])
    common: dict[str, Any] = {"agency_id": found.agency_id, "by": desk.actor, "at": desk.now}
    common["reason"] = request.POST.get("ly_do", "")
    try:
        if (code_id := optional_row(request.POST, "ma")) is not None:
            operations.void_code(code_id=code_id, **common)
            said = _("Đã hủy mã, ghi lý do.")
        else:
            number = operations.end_block(block_id=block_id, **common)
            said = _("Đã kết thúc dãy mã; hủy %(n)s mã chưa dùng.") % {"n": number}
    except Refusal as refusal:
        return say(request, refusal, page)
    messages.success(request, said)
    return redirect(page)


def _found(request: DeskRequest, block_id: int) -> tuple[Block, list[HeldCode]]:
    own = [grant.agency_id for grant in request.desk.grants if grant.role == "reception"]
    found = numbers.block_with_codes(block_id=block_id, agency_ids=own)
    if found is None:
        raise BlockUnknown(_("Không có dãy mã này."))
    return found
