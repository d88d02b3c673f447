"""Roles: what each may do, in plain words, who holds it where."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from congvu.people import queries
from congvu.people.models import PROVINCE_WIDE, Role
from congvu.sites.control.doors import ControlRequest, control_only

MEANINGS = {
    Role.RECEPTION: _("Nhập, tiếp nhận, từ chối hồ sơ; yêu cầu bổ sung một lần; in giấy hẹn."),
    Role.CASE_OFFICER: _("Thụ lý hồ sơ được giao: kiểm tra giấy tờ, xác minh, ghi kết quả, trình lãnh đạo."),
    Role.UNIT_HEAD: _("Giao việc trong bộ phận, xem xét và trình kết quả."),
    Role.LEADER: _("Ký số, trả lại việc, phân công người thay khi cán bộ vắng."),
    Role.CLERK: _("Cho số, đóng dấu số của cơ quan sau khi đã ký."),
    Role.CASHIER: _("Thu phí, lệ phí và lập biên lai."),
    Role.RETURN_DESK: _("Trả kết quả cho người dân."),
    Role.AGENCY_ADMIN: _("Mở tài khoản, giao và thu vai trò, ghi vắng mặt trong cơ quan mình. Không tự giao cho mình."),
    Role.PROVINCE_ADMIN: _("Quản trị mọi cơ quan cùng khối; ở khối Nhà nước còn quản trị lịch, thủ tục, đối tác."),
    Role.AUDITOR: _("Chỉ xem: mọi cơ quan cùng khối và nhật ký. Không sửa được gì."),
}


@control_only
def listing(request: ControlRequest) -> HttpResponse:
    """Show every role with its meaning and how many hold it."""
    counted = queries.holders(on=request.seat.today, agency_ids=request.seat.reach())
    rows = [(role, MEANINGS[role], role in PROVINCE_WIDE, counted.get(role, 0)) for role in Role]
    return render(request, "control/roles.html", {"rows": rows})


@control_only
def show(request: ControlRequest, role: str) -> HttpResponse:
    """Show who holds a role, where and until when."""
    if role not in Role.values:
        raise Http404
    seat = request.seat
    page = queries.holdings_page(role=role, agency_ids=seat.reach(), on=seat.today, after=request.GET.get("sau"))
    chosen = Role(role)
    context = {"role": chosen, "meaning": MEANINGS[chosen], "page": page, "wide": chosen in PROVINCE_WIDE}
    return render(request, "control/role.html", context)


@control_only
def absences(request: ControlRequest) -> HttpResponse:
    """Show who is away, or will be, and who stands in, in the agencies in sight."""
    seat = request.seat
    return render(request, "control/absences.html", {"absences": queries.absences_in(seat.reach(), at=seat.now)})
