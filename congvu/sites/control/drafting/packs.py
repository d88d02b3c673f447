"""A version taken out as one ZIP, and one of another province brought in as a draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from congvu.catalogue import operations, queries
from congvu.kit.errors import Refusal
from congvu.sites.control.doors import ControlRequest, control_only

LARGEST = 2_000_000
"""Bytes of a ZIP."""


@control_only
def take_out(request: ControlRequest, code: str) -> HttpResponse:
    """Hand out a version: ``?ban=``, else the newest."""
    known, number = queries.versions(code=code), request.GET.get("ban")
    version = next((one for one in known if number is None or str(one.number) == number), None)
    if version is None:
        raise Http404
    packed = operations.export_version(version_id=version.pk, by=request.seat.actor, at=request.seat.now)
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{code}-v{version.number}.zip"'
    return answer


@require_POST
@control_only
def bring_in(request: ControlRequest) -> HttpResponse:
    """Take a ZIP in as a draft, and lead to what differs from the version in force."""
    seat, sent = request.seat, request.FILES.get("tep")
    back = HttpResponseRedirect(reverse("control:drafts"))
    try:
        data = sent.read(LARGEST + 1) if sent is not None else b""
        draft = operations.import_pack(data=data, name=(sent and sent.name) or "", by=seat.actor, at=seat.now)
    except Refusal as refusal:
        messages.error(request, str(refusal) if sent is not None else _("Chọn tệp ZIP cần đưa vào."))
        return back
    messages.success(request, _("Đã đưa vào thành bản soạn của bạn. Xem chỗ khác rồi chạy thử trước khi trình."))
    return HttpResponseRedirect(reverse("control:draft_changes", args=[draft.pk]))
