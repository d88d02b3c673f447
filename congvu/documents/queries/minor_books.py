"""Two books beside the registers: what left on paper, who used the copies that are kept (NĐ 30/2020, Annex IV)."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from congvu.documents.models import Delivery, KeptCopyUse

POSTED = (
    (_("Ngày chuyển"), 2),
    (_("Số, ký hiệu văn bản"), 3),
    (_("Nơi nhận văn bản"), 6),
    (_("Số lượng bì"), 1),
    (_("Ký nhận và dấu bưu điện"), 4),
    (_("Ghi chú"), 3),
)
"""Sổ gửi văn bản đi bưu điện: headings and how wide they are."""
KEPT = (
    (_("Ngày tháng"), 2),
    (_("Họ và tên người sử dụng"), 3),
    (_("Số, ký hiệu, ngày tháng văn bản"), 3),
    (_("Tên loại và trích yếu nội dung văn bản"), 6),
    (_("Số và ký hiệu hồ sơ"), 2),
    (_("Ký nhận"), 2),
    (_("Ngày trả"), 2),
    (_("Người cho phép sử dụng"), 3),
    (_("Ghi chú"), 2),
)
"""Sổ sử dụng bản lưu."""


def posted(*, agency_id: int, year: int, month: int | None = None) -> QuerySet[Delivery]:
    """Return the deliveries on paper of a year or a month, in the order they left."""
    found = Delivery.objects.filter(document__agency_id=agency_id, way=Delivery.Way.PAPER, sent_at__year=year)
    found = found.filter(sent_at__month=month) if month else found
    return found.select_related("document").order_by("sent_at", "id")


def kept_uses(*, agency_id: int, year: int, month: int | None = None) -> QuerySet[KeptCopyUse]:
    """Return the uses of kept copies that began in a year or a month, in their order."""
    found = KeptCopyUse.objects.filter(document__agency_id=agency_id, lent_at__year=year)
    found = found.filter(lent_at__month=month) if month else found
    return found.select_related("document__kind").order_by("lent_at", "id")


def posted_cells(one: Delivery) -> list[str]:
    """Return the six columns of a line."""
    taken = f"{timezone.localtime(one.accepted_at):%d/%m/%Y}" if one.accepted_at else ""
    place = ", ".join(filter(None, [one.receiver_name, one.address]))
    sent = f"{timezone.localtime(one.sent_at):%d/%m/%Y}" if one.sent_at else ""
    signed = ", ".join(filter(None, [one.reason if one.accepted_at else "", taken]))
    return [sent, one.document.code, place, "1", signed, "" if one.accepted_at else one.reason]


def kept_cells(one: KeptCopyUse, files: Mapping[int, Sequence[str]]) -> list[str]:
    """Return the nine columns of a line.

    :param files: codes of the work files of each document
    """
    document, lent = one.document, timezone.localtime(one.lent_at)
    day = f" ngày {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return [
        f"{lent:%d/%m/%Y}",
        one.user,
        f"{document.code}{day}",
        f"{document.kind.name}: {document.subject}",
        ", ".join(files.get(document.pk, ())),
        f"{one.user}, {lent:%H:%M}",
        f"{timezone.localtime(one.returned_at):%d/%m/%Y}" if one.returned_at else "",
        one.allowed_by,
        one.note,
    ]
