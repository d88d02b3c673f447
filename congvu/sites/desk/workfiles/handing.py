"""Hand-over of closed files to the agency's archive: the list, the receipt, the printed minutes."""

from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from congvu.kit.asking import row_in
from congvu.kit.errors import NotThere, Refusal
from congvu.sites.desk.doors import DeskRequest, official_only, say
from congvu.sites.desk.workfiles.lists import kept, paper
from congvu.workfiles import operations, queries


@official_only
def handovers(request: DeskRequest) -> HttpResponseBase:
    """Show what may be handed over and the lists made so far; make one."""
    desk = request.desk
    if request.method == "POST":
        try:
            agency_id = row_in(request.POST, "agency", _("Cơ quan"))
            chosen = [UUID(one) for one in request.POST.getlist("file")]
            operations.offer(agency_id=agency_id, public_ids=chosen, by=desk.actor, at=desk.now)
        except ValueError:
            return redirect("desk:handovers")
        except Refusal as refusal:
            return say(request, refusal, reverse("desk:handovers"))
        messages.success(request, _("Đã lập danh sách giao nộp."))
        return redirect("desk:handovers")
    found = queries.to_hand_over(grants=desk.grants, official_id=desk.actor.id or 0)
    shown = {
        "files": found,
        "agency_id": found[0].list.agency_id if found else "",
        "handovers": queries.handovers(desk.agency_ids),
        "receives": desk.has("clerk"),
        "near": desk.today + queries.NEAR,
    }
    return render(request, "desk/workfiles/handovers.html", shown)


@official_only
@require_POST
def receive(request: DeskRequest, handover_id: int) -> HttpResponseBase:
    """Take the files of a list over into the archive."""
    desk = request.desk
    condition = request.POST.get("condition", "")
    try:
        operations.receive(handover_id=handover_id, condition=condition, by=desk.actor, at=desk.now)
    except Refusal as refusal:
        return say(request, refusal, reverse("desk:handovers"))
    messages.success(request, _("Đã nhận hồ sơ vào lưu trữ cơ quan."))
    return redirect("desk:handovers")


@official_only
@override("vi")
def printed(request: DeskRequest, handover_id: int) -> HttpResponseBase:
    """Print the list of files handed over with the places for both signatures (Annex V)."""
    made = next((one for one in queries.handovers(request.desk.agency_ids) if one.pk == handover_id), None)
    if made is None:
        raise NotThere(_("Không có danh sách này."))
    files = list(made.files.order_by("code"))
    rows = [
        [
            str(number),
            file.code,
            file.title,
            " – ".join(f"{day:%d/%m/%Y}" for day in (file.started_on, file.ended_on) if day),
            kept(file),
            str(file.pages or ""),
            file.description,
        ]
        for number, file in enumerate(files, 1)
    ]
    columns = [("TT", 1), ("Số, ký hiệu", 2), ("Tiêu đề hồ sơ", 6), ("Thời gian tài liệu", 3)]
    columns += [("Thời hạn bảo quản", 2), ("Số trang", 1), ("Ghi chú", 2)]
    day = timezone.localtime(made.made_at)
    facts = {
        "title": "Mục lục hồ sơ, tài liệu nộp lưu",
        "subtitle": f"Giao nộp ngày {day:%d/%m/%Y}" + (f"; tình trạng: {made.condition}" if made.condition else ""),
    }
    pages = sum(file.pages for file in files)
    return paper(
        request,
        made.agency_id,
        facts,
        columns,
        rows,
        summary=f"Cộng {len(files)} hồ sơ, {pages} trang. Lập thành hai bản, mỗi bên giữ một bản.",
        signers=("Bên giao", "Bên nhận"),
    )
