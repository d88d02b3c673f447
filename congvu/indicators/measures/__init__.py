"""Measures (số đo): named functions that count a numerator and a denominator for each agency from what is kept.

A set of indicators names them; its weights and targets are data. ``MEASURES`` is the list; each says in words what it
counts, so that every percentage is shown as numerator over a named denominator.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.indicators.measures import dossiers, petitions, procedures, reminders
from congvu.indicators.ratios import Ratio, Ratios, Span

__all__ = ["MEASURES", "STATED", "Measure", "Ratio", "Ratios", "Span", "measured"]


@dataclass(frozen=True)
class Measure:
    """What is counted, over what, in words."""

    name: str
    numerator: str | Promise
    denominator: str | Promise


def _of(name: str, numerator: Promise, denominator: Promise) -> tuple[str, Measure]:
    return name, Measure(name, numerator, denominator)


MEASURES: Mapping[str, Measure] = dict(
    [
        _of("points_time", _("tổng điểm: xong trước hạn 2, đúng hạn 1, quá hạn 0"), _("hồ sơ đã giải quyết")),
        _of(
            "points_steps",
            _("tổng điểm: mọi bước trước hạn 2, có bước đúng hạn 1, có bước quá hạn 0"),
            _("hồ sơ đã giải quyết"),
        ),
        _of("points_contacts", _("tổng điểm: không phải bổ sung 2, một lần 1, nhiều hơn 0"), _("hồ sơ đã giải quyết")),
        _of("points_bodies", _("tổng điểm: nộp trực tuyến 2, chỉ đến Bộ phận Một cửa 1"), _("hồ sơ đã giải quyết")),
        _of(
            "points_attitude",
            _("tổng điểm: trước hạn và không có phản ánh đúng về thái độ 2, đúng hạn và không có 1, còn lại 0"),
            _("hồ sơ đã giải quyết"),
        ),
        _of(
            "desk_whole_commune",
            _("thủ tục làm trọn tại Bộ phận Một cửa cấp xã"),
            _("thủ tục cấp xã có hồ sơ đã giải quyết"),
        ),
        _of(
            "desk_whole_above",
            _("thủ tục làm trọn tại Bộ phận Một cửa cấp tỉnh"),
            _("thủ tục cấp tỉnh có hồ sơ đã giải quyết"),
        ),
        _of(
            "in_time",
            _("hồ sơ xong trước, đúng hạn hoặc còn hạn, không bổ sung quá một lần"),
            _("hồ sơ phải giải quyết trong kỳ"),
        ),
        _of("time_used", _("tổng giờ đã dùng"), _("tổng giờ theo ngày hẹn trả của hồ sơ đã giải quyết")),
        _of("online_filed", _("hồ sơ nộp trực tuyến"), _("hồ sơ tiếp nhận trong kỳ")),
        _of("online_whole", _("hồ sơ nộp và nhận kết quả trực tuyến"), _("hồ sơ tiếp nhận trong kỳ")),
        _of("online_late", _("hồ sơ trực tuyến quá hạn"), _("hồ sơ trực tuyến phải giải quyết trong kỳ")),
        _of("paid_online", _("hồ sơ nộp tiền trực tuyến"), _("hồ sơ đã giải quyết có nộp tiền")),
        _of("e_results", _("kết quả có bản điện tử"), _("hồ sơ được giải quyết, có kết quả")),
        _of("digitised", _("hồ sơ có giấy tờ số hóa và kết quả điện tử"), _("hồ sơ được giải quyết, có kết quả")),
        _of("reused", _("hồ sơ dùng lại giấy tờ trong kho"), _("hồ sơ đã giải quyết có giấy tờ")),
        _of("in_vault", _("kết quả đã vào Kho"), _("hồ sơ được giải quyết, có kết quả")),
        _of("pleased", _("hồ sơ không quá hạn và không bị đánh giá không hài lòng"), _("hồ sơ đã giải quyết")),
        _of("satisfied", _("lượt đánh giá hài lòng"), _("lượt đánh giá trong kỳ")),
        _of("automated", _("lần chuyển trạng thái do hệ thống tự làm"), _("lần chuyển trạng thái trong kỳ")),
        _of("full_parts", _("thủ tục công khai đủ các bộ phận"), _("thủ tục đang áp dụng")),
        _of("online_procedures", _("thủ tục nộp được trực tuyến"), _("thủ tục đang áp dụng")),
        _of("full_services", _("dịch vụ công trực tuyến toàn trình"), _("thủ tục đang áp dụng")),
        _of("online_used", _("thủ tục trực tuyến có hồ sơ nộp trực tuyến trong kỳ"), _("thủ tục nộp được trực tuyến")),
        _of("payable_online", _("thủ tục có thu tiền, nộp được trực tuyến"), _("thủ tục có thu tiền")),
        _of(
            "payable_used", _("thủ tục có giao dịch trực tuyến trong kỳ"), _("thủ tục có thu tiền, nộp được trực tuyến")
        ),
        _of(
            "petitions_in_time",
            _("phản ánh trả lời hoặc từ chối đúng hạn"),
            _("phản ánh đã xong trong kỳ hoặc để quá hạn"),
        ),
        _of("petitions_prolonged", _("phản ánh để quá hạn khi hết kỳ"), _("phản ánh đã xong trong kỳ hoặc để quá hạn")),
        _of("petitions_not_conduct", _("phản ánh không về thái độ, hành vi"), _("phản ánh nhận trong kỳ")),
        _of(
            "petitions_published",
            _("câu trả lời công khai đúng hạn"),
            _("câu trả lời công khai trong kỳ hoặc đến hạn công khai"),
        ),
        _of("proactive", _("lời nhắc có hồ sơ nộp theo"), _("lời nhắc đã gửi trong kỳ")),
        _of("announced_in_time", _("thủ tục có quyết định công bố đúng hạn"), _("thủ tục được công bố trong kỳ")),
        _of(
            "updated_in_time",
            _("thủ tục được cập nhật, công khai đúng hạn sau khi công bố"),
            _("thủ tục phải cập nhật, công khai trong kỳ"),
        ),
        _of("synchronised", _("hồ sơ đã đồng bộ lên Cổng Dịch vụ công quốc gia"), _("hồ sơ tiếp nhận trong kỳ")),
        _of(
            "population_used",
            _("hồ sơ có khai thác Cơ sở dữ liệu quốc gia về dân cư"),
            _("hồ sơ cần thông tin về công dân"),
        ),
        _of("posted_at_desk", _("thủ tục niêm yết đủ, kịp thời tại Bộ phận Một cửa"), _("thủ tục phải niêm yết")),
    ]
)
STATED = ("announced_in_time", "updated_in_time", "synchronised", "population_used", "posted_at_desk")
"""What the platform cannot see: an official states it from a paper that is named (``operations.state_figure``)."""
COUNTERS: tuple[Callable[[Span], dict[str, Ratios]], ...] = (
    dossiers.count,
    petitions.count,
    procedures.count,
    reminders.count,
)
"""Each counts several measures at once."""


def measured(span: Span) -> dict[str, Ratios]:
    """Count every measure of a span: by name, then by agency; None stands for the whole province."""
    found: dict[str, Ratios] = {}
    for count in COUNTERS:
        for name, ratios in count(span).items():
            found[name] = ratios if None in ratios else {None: sum(ratios.values(), Ratio()), **ratios}
    return found
