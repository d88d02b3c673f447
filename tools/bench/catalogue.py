"""A province's whole list of procedures, made up; and the figures of all dossiers counted before pages are opened."""

import csv
import io

from django.utils import timezone

from congvu.catalogue import operations
from congvu.indicators import operations as indicators
from congvu.kit.actors import SYSTEM
from tools.bench.figures import Figures, timed

MANY = 1900
DEEDS = (
    "Cấp",
    "Cấp lại",
    "Gia hạn",
    "Điều chỉnh",
    "Thu hồi",
    "Thẩm định",
    "Công nhận",
    "Đăng ký",
    "Xác nhận",
    "Phê duyệt",
)
THINGS = (
    *("giấy phép xây dựng", "giấy phép kinh doanh vận tải", "chứng chỉ hành nghề dược", "đề án bảo vệ môi trường"),
    *("giấy phép khai thác nước dưới đất", "quyết định giao đất", "thẻ hướng dẫn viên du lịch", "nhãn hiệu tập thể"),
    *("cơ sở an toàn dịch bệnh", "trường mầm non tư thục", "quỹ từ thiện", "giấy phép hoạt động khoáng sản"),
)
WHERE = (
    "đối với hộ gia đình",
    "đối với tổ chức",
    "trên địa bàn tỉnh",
    "có vốn đầu tư nước ngoài",
    "theo cơ chế một cửa",
)
HEADS = ("ma tthc", "ten tthc", "linh vuc", "cap thuc hien", "co quan thuc hien", "thoi han giai quyet", "muc do dvc")
MORE = ("ket qua thuc hien", "can cu phap ly", "ap dung tu")


def code_of(number: int) -> str:
    """Return the code of the n-th made-up procedure."""
    return f"9.{number:06}"


def load(figures: Figures) -> None:
    """Take in 1,900 procedures the way a province does, from a CSV file."""
    plan = operations.plan_list(content=_csv(), name="danh-muc.csv")
    if plan.problems:
        raise RuntimeError(str(plan.problems[:3]))
    figures.add(
        "catalogue taken in", timed(lambda: operations.take_list(plan=plan, by=SYSTEM, at=timezone.now())), "s", 1
    )


def count(figures: Figures) -> None:
    """Count and measure the running periods, as the timers do."""
    now = timezone.now()
    figures.add("figures of the month counted", timed(lambda: indicators.count_now(at=now)), "s", 1)
    figures.add("indicators of three periods measured", timed(lambda: indicators.measure_now(at=now)), "s", 1)


def _csv() -> bytes:
    sink = io.StringIO()
    rows = csv.writer(sink)
    rows.writerow([*HEADS, *MORE])
    for number in range(MANY):
        thing = THINGS[number // len(DEEDS) % len(THINGS)]
        name = f"{DEEDS[number % len(DEEDS)]} {thing} {WHERE[number // 120 % len(WHERE)]} ({number})"
        field, level = f"Lĩnh vực {number % 60 + 1}", "Cấp tỉnh" if number % 3 else "Cấp xã"
        known = [code_of(number), name, field, level, "Sở Thí Dụ", "10 ngày làm việc", "Toàn trình"]
        rows.writerow([*known, "Giấy phép", "Luật Thí Dụ 01/2024/QH15", "01/01/2026"])
    return sink.getvalue().encode()
