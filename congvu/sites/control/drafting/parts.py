"""Pages on which a part of a draft is written. Every save is kept, then checked; what is wrong is told by its place."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from congvu.catalogue import operations
from congvu.catalogue.queries import found_at, moved, put_at
from congvu.sites.control.doors import ControlRequest, control_only
from congvu.sites.control.drafting import inputs, matching, previews, steps, templates
from congvu.sites.control.drafting.desk import Desk, desk_at, shown
from congvu.sites.control.drafting.fields import retyped
from congvu.sites.control.drafting.shapes import PARTS, Page, Rows, part_of

Sheet = dict[str, Any]


@control_only
def part(request: ControlRequest, written_id: int, place: str) -> HttpResponse:
    """Show a part of a draft, and keep what its writer types there."""
    desk = desk_at(written_id, request.seat)
    if place == "steps":
        return steps.table(request, desk)
    if place == "template":
        return templates.page(request, desk)
    if place == "form.pages":
        return HttpResponseRedirect(address(desk, "form"))
    shape = matching.shape_at(place)
    if shape is None or not _is_there(desk.draft.sheet, place):
        raise Http404
    if request.method == "POST":
        return _change(request, desk, place, shape)
    return _show(request, desk, place, shape)


def address(desk: Desk, place: str) -> str:
    """Return where a place of the draft is written."""
    return reverse("control:draft_part", args=[desk.draft.pk, place])


def _is_there(sheet: Sheet, place: str) -> bool:
    """Tell whether the row of a place exists, or is the one after the last: a new one."""
    above, _dot, last = place.rpartition(".")
    if not last.isdigit():
        return "." not in place or found_at(sheet, above) is not None
    rows = found_at(sheet, above)
    return int(last) <= (len(rows) if isinstance(rows, list) else 0) and _is_there(sheet, above)


def _row(sheet: Sheet, place: str, shape: Page) -> Any:
    return sheet if shape.root else found_at(sheet, place)


def _show(request: ControlRequest, desk: Desk, place: str, shape: Page | Rows, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    sheet: Sheet = more.pop("sheet", desk.draft.sheet)
    context = shown(desk, place=place, shape=shape, sheet=sheet, back=_back(desk, place), **more)
    if isinstance(shape, Rows):
        context |= {"rows": list_of(sheet, place, shape), "new": f"{place}.{len(found_at(sheet, place) or [])}"}
        context |= {"found": [fault for fault in desk.faults if fault.part == place]}
        return render(request, "control/drafting/rows.html", context, status=status)
    row = _row(sheet, place, shape)
    found = [] if row is None else [fault for fault in desk.faults if fault.place == place]
    errors = {fault.key: fault.words for fault in found}
    context |= {
        "is_new": _row(desk.draft.sheet, place, shape) is None,
        "found": found,
        "boxes": inputs.boxes(shape.inputs_for(row), row or {}, sheet=sheet, errors=errors),
        "lists": [_list_below(sheet, shape.place_of(key, place)) for key in shape.lists],
        "preview": previews.page_of(sheet, place),
        "heading": _heading(sheet, place, shape),
        "revision": desk.draft.revision,
    }
    return render(request, "control/drafting/page.html", context, status=status)


def _heading(sheet: Sheet, place: str, shape: Page) -> str:
    above, _dot, last = place.rpartition(".")
    rows = matching.shape_at(above) if last.isdigit() else None
    if not isinstance(rows, Rows):
        return str(shape.title)
    name = rows.name(found_at(sheet, place))
    return f"{rows.one} {int(last) + 1}" + (f": {name}" if name else "")


def list_of(sheet: Sheet, place: str, shape: Rows) -> list[dict[str, Any]]:
    """Return the rows of a list as it is shown, each with what stands below it."""
    rows = found_at(sheet, place)
    found = []
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        own = f"{place}.{number}"
        page = matching.shape_at(own)
        below = [page.place_of(key, own) for key in page.lists] if isinstance(page, Page) else []
        found.append(
            {
                "place": own,
                "name": shape.name(row) or f"{shape.one} {number + 1}",
                "row": row,
                "lists": [_list_below(sheet, one) for one in below],
            }
        )
    return found


def _list_below(sheet: Sheet, place: str) -> dict[str, Any]:
    shape = matching.shape_at(place)
    assert isinstance(shape, Rows), place
    rows = found_at(sheet, place)
    new = f"{place}.{len(rows) if isinstance(rows, list) else 0}"
    return {"shape": shape, "place": place, "rows": list_of(sheet, place, shape), "new": new}


def _back(desk: Desk, place: str) -> str:
    """Return the page above: the list of a row, the page of a list that stands on one, else the draft itself."""
    if "." not in place:
        return reverse("control:draft", args=[desk.draft.pk])
    above = place.rpartition(".")[0]
    if ".checks." in place:
        return address(desk, place.partition(".checks.")[0])
    if part_of(place) != place.split(".")[0]:
        return address(desk, part_of(place))
    if place.startswith("form.pages."):
        steps_in = place.split(".")
        return address(desk, "form" if len(steps_in) == 3 else ".".join(steps_in[:3]))
    return address(desk, "result" if place.startswith("result.") else above)


def _change(request: ControlRequest, desk: Desk, place: str, shape: Page | Rows) -> HttpResponse:
    """Keep what was typed, move or take away a row, or only show the preview."""
    data, sheet = request.POST, desk.draft.sheet
    deed, _colon, target = data.get("_deed", "").partition(":")
    asks_preview = deed == "preview" or (not deed and "HX-Request" in request.headers)
    if isinstance(shape, Page):
        sheet = typed(data, sheet, place, shape)
    if asks_preview:
        return _show(request, desk, place, shape, sheet=sheet)
    if target and target != place and not target.startswith((f"{place}.", *_lists_at(shape))):
        raise Http404
    changed = rearranged(sheet, deed, target)
    try:
        saved = operations.save_draft(
            draft_id=desk.draft.pk,
            revision=int(data.get("revision") or 0) if data.get("revision", "0").isdigit() else 0,
            place=place,
            sheet=changed,
            by=request.seat.actor,
            at=request.seat.now,
        )
    except operations.DraftStale as stale:
        return _show(request, desk, place, shape, sheet=sheet, refusal=str(stale), status=422)
    return HttpResponseRedirect(_onward(request, Desk(saved, request.seat), place, deed, target))


def _lists_at(shape: Page | Rows) -> tuple[str, ...]:
    """Return where the lists of a root page begin."""
    return tuple(f"{key}." for key in shape.lists) if isinstance(shape, Page) and shape.root else ()


def typed(data: QueryDict, sheet: Sheet, place: str, shape: Page) -> Sheet:
    """Return the sheet with what was typed on a page; a row without a code is given one made of its name."""
    row = _row(sheet, place, shape)
    new = inputs.read(shape.inputs_for(row), data, row or {}, sheet=sheet)
    if shape.root:
        return dict(new)
    if shape.place.endswith("fields.*"):
        new = retyped(row, new)
    above, _dot, last = place.rpartition(".")
    rows = matching.shape_at(above)
    if last.isdigit() and isinstance(rows, Rows) and rows.coded and not new.get("code"):
        others = found_at(sheet, above) or []
        taken = tuple(str(one.get("code")) for n, one in enumerate(others) if n != int(last) and isinstance(one, dict))
        new = {"code": inputs.slug(rows.name(new), taken), **new}
    return put_at(sheet, place, new)


def rearranged(sheet: Sheet, deed: str, target: str) -> Sheet:
    """Return the sheet with a row moved up or down, or taken away."""
    match deed:
        case "up" | "down" if target:
            return moved(sheet, target, -1 if deed == "up" else 1)
        case "remove" if target and found_at(sheet, target) is not None:
            return put_at(sheet, target, None)
    return sheet


def _onward(request: ControlRequest, desk: Desk, place: str, deed: str, target: str) -> str:
    """Say what was done and return the page that comes next."""
    if deed == "remove":
        messages.success(request, _("Đã bỏ."))
        return _back(desk, place) if target == place else address(desk, place)
    if deed in {"up", "down"}:
        return address(desk, place)
    wrong = [fault for fault in desk.faults if fault.place == place]
    if wrong:
        messages.warning(request, _("Đã lưu. Còn %(n)s chỗ cần sửa trên trang này.") % {"n": len(wrong)})
        return address(desk, place)
    messages.success(request, _("Đã lưu."))
    if deed == "next" and place in PARTS:
        following = desk.next_place.get(place)
        return address(desk, following) if following else reverse("control:draft", args=[desk.draft.pk])
    return _back(desk, place) if "." in place else address(desk, place)
