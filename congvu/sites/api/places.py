"""Administrative units as they were on a day."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.params.functions import Query

from congvu.places import queries
from congvu.places.models import Place
from congvu.sites.api.problems import Problem
from congvu.sites.api.shapes import FormerPlaceList, PlaceList

router = Router(tags=["Địa bàn"])


@router.get(
    "",
    response={200: PlaceList, 422: Problem},
    summary=_("Đơn vị hành chính"),
    operation_id="list_places",
    description=_("Theo tên (q), các xã của một tỉnh (province), hoặc để trống cả hai: danh sách tỉnh."),
)
def listing(
    request: HttpRequest,
    q: str = Query("", max_length=100, description=_("Vài chữ của tên, không cần dấu")),
    province: str = Query("", max_length=5, description=_("Mã tỉnh: lấy các xã của tỉnh đó")),
    on: dt.date | None = Query(None, description=_("Như vào ngày này; để trống là hôm nay")),
    level: int | None = Query(None, ge=1, le=3, description=_("Chỉ một cấp")),
    limit: int = Query(50, ge=1, le=500, description=_("Nhiều nhất bao nhiêu")),
) -> dict[str, Any]:
    """Return units by name, the communes of a province, or all provinces."""
    day = on or timezone.localdate()
    if q:
        found = queries.search(q, on=day, level=level, limit=limit)
        if province:
            found = [place for place in found if province in _line(place)]
    elif province:
        found = list(queries.communes(province, on=day).select_related("parent__parent")[:limit])
    else:
        found = list(queries.provinces(on=day)[:limit])
    return {"items": [_item(place) for place in found]}


@router.get(
    "/former",
    response={200: FormerPlaceList, 422: Problem},
    summary=_("Địa chỉ cũ, nay thuộc đâu"),
    operation_id="former_places",
    description=_("Xã, phường không còn vào ngày hỏi, theo tên, và những đơn vị nay ở trên đất đó."),
)
def former(
    request: HttpRequest,
    q: str = Query(min_length=2, max_length=100, description=_("Vài chữ của tên cũ, không cần dấu")),
    on: dt.date | None = Query(None, description=_("Như vào ngày này; để trống là hôm nay")),
) -> dict[str, Any]:
    """Return communes that are no more, each with what stands on their ground, the main part first."""
    day = on or timezone.localdate()
    found = queries.search_former(q, on=day, level=3, limit=6)
    return {"items": [{"was": _item(old), "became": [_item(new) for new in _now(old, day)]} for old in found]}


def _now(old: Place, day: dt.date) -> list[Place]:
    last = (old.valid_to or day) - dt.timedelta(days=1)
    return queries.became(old.code, was_on=last, on=day)


def _line(place: Place) -> list[str]:
    """Return the codes of a unit and of those above it."""
    codes, here = [], place
    while True:
        codes.append(here.code)
        if here.parent is None:
            return codes
        here = here.parent


def _item(place: Place) -> dict[str, Any]:
    names, here = [place.name], place.parent
    while here is not None:
        names.append(here.name)
        here = here.parent
    return {
        "code": place.code,
        "name": place.name,
        "full_name": ", ".join(names),
        "kind": place.kind,
        "level": place.level,
        "parent": place.parent.code if place.parent else None,
        "province": _line(place)[-1],
    }
