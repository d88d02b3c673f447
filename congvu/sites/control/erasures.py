"""What is past its term of keeping: lists that one administrator proposes and another approves."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.kit.asking import row_in, text_in
from congvu.kit.paging import SIZE
from congvu.privacy import operations, queries
from congvu.sites.control.doors import ControlRequest, carry_out, control_only


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show terms and lists; set a term, or propose a list."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    if request.method == "POST":
        seat.require_power()

        def propose() -> None:
            operations.propose(by=seat.actor, at=seat.now)

        def set_term() -> None:
            operations.set_term(
                procedure_code=data.get("thu_tuc", ""),
                years=row_in(data, "nam", _("Số năm")),
                law=data.get("can_cu", ""),
                is_checked=data.get("da_ra") == "1",
                by=seat.actor,
                at=seat.now,
            )

        deed, done = (
            (set_term, _("Đã ghi thời hạn lưu."))
            if data.get("viec") == "thoi-han"
            else (propose, _("Đã lập danh sách. Người quản trị khác duyệt thì nội dung mới bị xóa."))
        )
        return carry_out(request, deed, done=done, back=reverse("control:erasures"))
    context = {"terms": queries.terms(), "rows": queries.erasures(), "may_change": seat.governs}
    return render(request, "control/erasures.html", context)


@control_only
def show(request: ControlRequest, erasure_id: int) -> HttpResponse:
    """Show one list by codes alone; keep a dossier, approve, or withdraw."""
    seat, data = request.seat, request.POST
    seat.require_sight()
    if request.method == "POST":
        seat.require_power()
        deeds = {
            "giu": lambda: operations.keep(
                item_id=row_in(data, "muc", _("Hồ sơ")),
                reason=text_in(data, "ly_do", _("Lý do")),
                by=seat.actor,
                at=seat.now,
            ),
            "duyet": lambda: operations.approve(erasure_id=erasure_id, by=seat.actor, at=seat.now),
            "rut": lambda: operations.withdraw(erasure_id=erasure_id, by=seat.actor, at=seat.now),
        }
        if data.get("viec") not in deeds:
            return redirect("control:erasure", erasure_id)
        back = reverse("control:erasure", args=[erasure_id])
        return carry_out(request, deeds[data["viec"]], done=_("Đã ghi."), back=back)
    row, items = queries.erasure(erasure_id)
    context = {
        "row": row,
        "page": Paginator(items, SIZE).get_page(request.GET.get("trang")),
        "kept": sum(bool(item.kept_reason) for item in items),
        "erased": sum(item.erased_at is not None for item in items),
        "all": len(items),
        "may_change": seat.governs and row.state == "proposed",
        "is_own": row.proposer_id == seat.actor.id,
    }
    return render(request, "control/erasure.html", context)
