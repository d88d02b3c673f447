"""From a place to what is asked there; from a fault of the sheet to words that lead to the box. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from congvu.catalogue.queries import found_at
from congvu.sites.control.drafting.inputs import Input
from congvu.sites.control.drafting.shapes import ABOUT, ROOTS, SHAPES, TIMES, Page, Rows, part_of

PLACE = re.compile(r"[a-z_]+(\.([a-z_]+|[0-9]{1,3}))*", re.ASCII)
CODES = re.compile(r"viết không đúng dạng \^\[a-z\]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a box: the place of its page, the box's id, where it is in words, and what to do."""

    part: str
    place: str
    key: str
    where: str
    words: str

    @property
    def page(self) -> str:
        """The place of the page to open."""
        return self.place or self.part

    @property
    def anchor(self) -> str:
        """The id of the box."""
        return "source" if self.place == "template" else "e-" + (self.key or "text").replace(".", "-")

    @property
    def message(self) -> str:
        """Where and what, for the summary on the page itself."""
        return f"{self.where}: {self.words}"


def shape_at(place: str) -> Page | Rows | None:
    """Return what is asked at a place."""
    if not PLACE.fullmatch(place):
        return None
    pattern = re.sub(r"\.[0-9]+(?=\.|$)", ".*", place)
    return next((one for one in SHAPES if one.place == pattern), None)


def faults(sheet: Mapping[str, Any], problems: list[str]) -> list[Fault]:
    """Return the faults of a sheet as its writer reads them, each once, in the order of the parts."""
    return list(dict.fromkeys(_fault(sheet, problem) for problem in problems))


def _fault(sheet: Mapping[str, Any], problem: str) -> Fault:
    place, _colon, said = problem.partition(": ")
    if place.startswith("form") and re.match(r"[a-z_]+: ", said):
        key, _colon, said = said.partition(": ")
        place = f"{place}.{key}"
    if missing := re.fullmatch(r"thiếu “(.+)”", said):
        place, said = f"{place}.{missing[1]}".removeprefix("sheet."), _("chưa ghi")
    elif needed := re.fullmatch(r"cần ([a-z_]+)(?::.*)?", said):
        place, said = f"{place}.{needed[1]}", _("chưa ghi")
    elif CODES.match(said):
        said = _("chỉ dùng chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ")
    elif said == "viết không đúng một trong các dạng được nhận":
        said = _("chưa ghi, hoặc thiếu tiếng Việt")
    if place == "result.template":
        return Fault("template", "template", "source", str(_("Mẫu giấy kết quả")), said)
    page, row_place, key = _home(place)
    own_key = next((one for one in _inputs(page, sheet, row_place) if _covers(one, key)), None)
    where = " › ".join([*_way(sheet, page, row_place), *([str(own_key.label)] if own_key else [])])
    part = part_of(page.place)
    return Fault(part, row_place, own_key.key if own_key else key, where, said)


def _home(place: str) -> tuple[Page | Rows, str, str]:
    """Return the page on which a place is written, where that page stands, and the key of the box on it."""
    steps = place.split(".")
    for root in ROOTS:
        if any(one.key == place for one in root.inputs_for(None)):
            return root, root.place, place
    for length in range(len(steps), 0, -1):
        shape = shape_at(".".join(steps[:length]))
        if shape is not None and not (isinstance(shape, Page) and shape.root):
            return shape, ".".join(steps[:length]), ".".join(steps[length:])
    for root in ROOTS:
        if any(_covers(one, place) for one in root.inputs_for(None)):
            return root, root.place, place
    return (TIMES if steps[0] in {"limit", "supplement", "duty"} else ABOUT), "", place


def _inputs(page: Page | Rows, sheet: Mapping[str, Any], place: str) -> tuple[Input, ...]:
    return page.inputs_for(found_at(sheet, place)) if isinstance(page, Page) else ()


def _covers(one: Input, key: str) -> bool:
    return bool(key) and (key == one.key or key.startswith(f"{one.key}.") or one.key.startswith(f"{key}."))


def _way(sheet: Mapping[str, Any], page: Page | Rows, place: str) -> Iterator[str]:
    """Yield the names from outside inwards: "Tờ khai", "Trang 2 (Mẹ)", "Câu hỏi 3 (Ngày sinh)"."""
    steps = place.split(".")
    if isinstance(page, Page) and page.root:
        yield str(page.title)
        return
    if steps[0] in {"form", "result"}:
        yield str(_("Tờ khai") if steps[0] == "form" else _("Kết quả"))
    for number, step in enumerate(steps):
        if step.isdigit():
            rows = shape_at(".".join(steps[:number]))
            if isinstance(rows, Rows):
                name = rows.name(found_at(sheet, ".".join(steps[: number + 1])))
                yield f"{rows.one} {int(step) + 1}" + (f" ({name[:60]})" if name else "")
    if isinstance(page, Rows) or (len(steps) == 1 and steps[0] not in {"form", "result"}):
        yield str(page.title)
