"""What differs between two sheets, part by part, in the administrator's words. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from congvu.catalogue.queries import Content, found_at, words
from congvu.sites.control.drafting import desk, inputs, matching
from congvu.sites.control.drafting.shapes import PARTS, Page, Rows

Sheet = Mapping[str, Any]
Known = tuple[int, Any]
"""A row with its position in the list."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which part, at which row and box, what stood there and what stands there now."""

    part: str
    where: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """Whether something was added, taken away or changed."""
        return "added" if not self.before else "removed" if not self.after else "changed"


@dataclass(frozen=True, slots=True)
class Pair:
    """A row beside the row that it was: empty where there is none."""

    before: str
    after: str
    is_changed: bool


def changes(before: Content, after: Content) -> list[Change]:
    """Return every difference between two versions, in the order of the parts."""
    found = [change for place in PARTS for change in _part(place, before.sheet, after.sheet)]
    if before.result_template.strip() != after.result_template.strip():
        found.append(Change(desk.title_of("template"), "", *_lines(before.result_template, after.result_template)))
    if (before.bpmn or after.bpmn) and before.bpmn != after.bpmn:
        names = (_("bảng bước"), _("tệp BPMN"))
        said = [names[bool(one.bpmn)] for one in (before, after)]
        found.append(Change(desk.title_of("steps"), "", said[0], said[1] if said[0] != said[1] else _("tệp khác")))
    return found


def _lines(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    gone = sum(line not in set(new) for line in old)
    come = sum(line not in set(old) for line in new)
    return _("%(n)s dòng cũ") % {"n": gone}, _("%(n)s dòng mới") % {"n": come}


def _part(place: str, before: Sheet, after: Sheet) -> Iterator[Change]:
    shape = matching.shape_at(place)
    if isinstance(shape, Rows):
        yield from _rows(str(shape.title), "", place, place, before, after)
    elif isinstance(shape, Page):
        yield from _page(str(shape.title), "", shape, place, place, before, after)


def _page(
    part: str, where: str, shape: Page, old_place: str, new_place: str, before: Sheet, after: Sheet
) -> Iterator[Change]:
    old = before if shape.root else found_at(before, old_place)
    new = after if shape.root else found_at(after, new_place)
    for one in dict.fromkeys([*shape.inputs_for(old), *shape.inputs_for(new)]):
        was, now = inputs.value_in(old, one.key), inputs.value_in(new, one.key)
        if was == now or _same(was, now) or (shape.root and one.key in shape.lists):
            continue
        said = inputs.said(one, was, before), inputs.said(one, now, after)
        if said[0] != said[1]:
            yield Change(part, " › ".join(filter(None, [where, str(one.label)])), *said)
    for key in shape.lists:
        yield from _rows(part, where, shape.place_of(key, old_place), shape.place_of(key, new_place), before, after)


def _same(was: Any, now: Any) -> bool:
    return isinstance(was, str | dict) and isinstance(now, str | dict) and _texts(was) == _texts(now)


def _texts(one: Any) -> Any:
    """A text alone is the same as a text with its Vietnamese only."""
    return {"vi": one} if isinstance(one, str) else one


def _rows(part: str, where: str, old_place: str, new_place: str, before: Sheet, after: Sheet) -> Iterator[Change]:
    shape, page = matching.shape_at(new_place), matching.shape_at(f"{new_place}.0")
    if not isinstance(shape, Rows) or not isinstance(page, Page):
        return
    old, new = _known(found_at(before, old_place), shape), _known(found_at(after, new_place), shape)
    for key, (number, row) in old.items():
        if key not in new:
            yield Change(part, " › ".join(filter(None, [where, str(shape.one)])), shape.name(row) or key, "")
        else:
            named = " › ".join(filter(None, [where, shape.name(row) or key]))
            yield from _page(part, named, page, f"{old_place}.{number}", f"{new_place}.{new[key][0]}", before, after)
    for key, (_number, row) in new.items():
        if key not in old:
            yield Change(part, " › ".join(filter(None, [where, str(shape.one)])), "", shape.name(row) or key)
    kept = [[key for key in rows if key in old and key in new] for rows in (old, new)]
    if kept[0] != kept[1]:
        names = [
            ", ".join(shape.name(rows[key][1]) for key in order) for rows, order in zip((old, new), kept, strict=True)
        ]
        yield Change(part, " › ".join(filter(None, [where, _("thứ tự")])), *names)


def _known(rows: Any, shape: Rows) -> dict[str, Known]:
    """Return the rows under what tells them apart; fees of one code by for whom they are, too."""
    found: dict[str, Known] = {}
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        row = row if isinstance(row, dict) else {}
        own = words(row.get(shape.identity)) or str(number)
        key = "/".join([own, *(str(row[name]) for name in ("channel", "group", "level", "valid_from") if name in row)])
        while key in found:
            key += "'"
        found[key] = (number, row)
    return found


def pairs(place: str, before: Sheet, after: Sheet) -> list[Pair]:
    """Return the rows of a list, old beside new, in the new order with what went away at its old place."""
    shape = matching.shape_at(place)
    assert isinstance(shape, Rows)
    old, new = _known(found_at(before, place), shape), _known(found_at(after, place), shape)
    return [_pair(shape, place, old.get(key), new.get(key), before, after) for key in _merged(list(old), list(new))]


def _merged(old: list[str], new: list[str]) -> list[str]:
    order = list(new)
    for number, key in enumerate(old):
        if key not in new:
            after = next((order.index(one) + 1 for one in reversed(old[:number]) if one in order), 0)
            order.insert(after, key)
    return order


def _pair(shape: Rows, place: str, old: Known | None, new: Known | None, before: Sheet, after: Sheet) -> Pair:
    was = _in_short(shape, place, old[0], old[1], before) if old else ""
    now = _in_short(shape, place, new[0], new[1], after) if new else ""
    return Pair(was, now, was != now)


def _in_short(shape: Rows, place: str, number: int, row: Any, sheet: Sheet) -> str:
    page = matching.shape_at(f"{place}.{number}")
    boxes = page.inputs_for(row) if isinstance(page, Page) else ()
    name = shape.name(row)
    rest = [inputs.said(one, inputs.value_in(row, one.key), sheet) for one in boxes if one.key in SHORT[shape.identity]]
    return ": ".join(filter(None, [name, ", ".join(filter(None, rest))]))


SHORT = {"id": ("role", "kind", "hours", "when"), "code": ("type", "show_if")}
"""What is said of a row beside its name when two are put side by side."""


def questions(before: Sheet, after: Sheet) -> list[tuple[str, list[Pair]]]:
    """Return the questions of both forms side by side, page by page."""
    shape = matching.shape_at("form.pages")
    assert isinstance(shape, Rows)
    old, new = (_known(found_at(sheet, "form.pages"), shape) for sheet in (before, after))
    found = []
    for key in _merged(list(old), list(new)):
        was, now = old.get(key), new.get(key)
        title = shape.name((now or was or (0, {}))[1]) or key
        flat = [_flat(sheet, one[0]) if one else {} for sheet, one in ((before, was), (after, now))]
        rows = [
            Pair(flat[0].get(name, ""), flat[1].get(name, ""), flat[0].get(name) != flat[1].get(name))
            for name in _merged(list(flat[0]), list(flat[1]))
        ]
        found.append((title, rows))
    return found


def _flat(sheet: Sheet, number: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for position, group in enumerate(found_at(sheet, f"form.pages.{number}.groups") or []):
        place = f"form.pages.{number}.groups.{position}.fields"
        shape = matching.shape_at(place)
        assert isinstance(shape, Rows)
        for own, one in enumerate(found_at(sheet, place) or []):
            found[f"{group.get('code')}.{one.get('code')}"] = _in_short(shape, place, own, one, sheet)
    return found
