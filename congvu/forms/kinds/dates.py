"""date, time: entered in boxes, kept as ISO text."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Post, Scope, Wrong, line, mended

BOXES = ("day", "month", "year")
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_SPOKEN = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")


def day_words(iso: str) -> str:
    """Return ``07/11/2026`` for an ISO day, ``11/2026`` for a month, ``1950`` for a year."""
    return "/".join(reversed(iso.split("-")))


class Date(Kind):
    """A day; with ``partial`` a month or a year is enough."""

    name = "date"
    template = "date"
    fieldset = True
    keys = frozenset({"min", "max", "partial"})

    def problems(self, field: Field) -> list[str]:
        """Limits are ISO days or ``today``."""
        limits = {key: field.settings[key] for key in ("min", "max") if key in field.settings}
        return [
            f"{key} phải là today hoặc ngày dạng 2026-11-07"
            for key, limit in limits.items()
            if not _limit_is_known(limit)
        ]

    def read(self, field: Field, post: Post, name: str) -> Any:
        """Return the three boxes, or None when the page had none."""
        boxes = {box: post.get(f"{name}.{box}") or "" for box in BOXES if f"{name}.{box}" in post}
        return boxes or None

    def is_empty(self, typed: Any) -> bool:
        """Return whether all boxes are empty."""
        if isinstance(typed, Mapping):
            return all(super(Date, self).is_empty(typed.get(box)) for box in BOXES)
        return super().is_empty(typed)

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return the ISO day."""
        day, month, year = self._boxes(field, typed)
        iso = self._existing(field, day, month, year)
        self._within(field, iso, scope)
        return iso

    def _boxes(self, field: Field, typed: Any) -> tuple[int | None, int | None, int]:
        parts = split(typed)
        numbers: dict[str, int | None] = {}
        for box in BOXES:
            part = parts[box]
            text = line(field, part) if part is not None else ""
            if text and not re.fullmatch("[0-9]{1,4}", text):
                raise Wrong(_("Ghi %(name)s bằng chữ số, ví dụ 7 11 2026") % {"name": field.name}, box)
            numbers[box] = int(text) if text else None
        day, month, year = (numbers[box] for box in BOXES)
        lacking = [
            word for box, word in zip(BOXES, (_("ngày"), _("tháng"), _("năm")), strict=True) if numbers[box] is None
        ]
        enough = not lacking or (
            bool(field.settings.get("partial")) and year is not None and not (day is not None and month is None)
        )
        if year is None or not enough:
            first = next(box for box in BOXES if numbers[box] is None)
            raise Wrong(
                _("Ghi đủ %(name)s: còn thiếu %(lacking)s") % {"name": field.name, "lacking": ", ".join(lacking)}, first
            )
        return day, month, year

    def _existing(self, field: Field, day: int | None, month: int | None, year: int) -> str:
        how = mended(field)
        if not 1800 <= year <= 2200:
            raise Wrong(_("Năm ghi đủ bốn chữ số, ví dụ 2026. %(how)s") % {"how": how}, "year")
        if month is None:
            return f"{year:04}"
        if not 1 <= month <= 12:
            raise Wrong(_("Không có tháng %(month)d. %(how)s") % {"month": month, "how": how}, "month")
        if day is None:
            return f"{year:04}-{month:02}"
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            facts = {"day": day, "month": month, "year": year, "how": how}
            if (month, day) == (2, 29):
                raise Wrong(_("Tháng 2 năm %(year)d không có ngày 29. %(how)s") % facts, "day") from None
            raise Wrong(_("Tháng %(month)d không có ngày %(day)d. %(how)s") % facts, "day") from None

    def _within(self, field: Field, iso: str, scope: Scope) -> None:
        earliest, latest = (_limit(field.settings.get(key), scope) for key in ("min", "max"))
        given = day_words(iso)
        if latest and iso[: len(latest)] > latest[: len(iso)]:
            facts = {"given": given, "limit": day_words(latest), "how": mended(field)}
            if field.settings["max"] == "today":
                raise Wrong(_("%(given)s chưa tới: hôm nay là %(limit)s. %(how)s") % facts, "year")
            raise Wrong(_("%(given)s sau ngày muộn nhất được nhận là %(limit)s. %(how)s") % facts, "year")
        if earliest and iso < earliest[: len(iso)]:
            facts = {"given": given, "limit": day_words(earliest), "how": mended(field)}
            raise Wrong(_("%(given)s trước ngày sớm nhất được nhận là %(limit)s. %(how)s") % facts, "year")

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe an ISO day."""
        if field.settings.get("partial"):
            return {"type": "string", "pattern": r"^(1[89]|2[0-2])\d{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"}
        return {"type": "string", "format": "date", "pattern": r"^(1[89]|2[0-2])\d{2}-\d{2}-\d{2}$"}

    def words(self, field: Field, value: Any) -> str:
        """Return 07/11/2026."""
        return day_words(str(value))

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Return the three boxes with their labels."""
        parts = split(typed)
        labels = {"day": _("Ngày"), "month": _("Tháng"), "year": _("Năm")}
        birth = {"day": "bday-day", "month": "bday-month", "year": "bday-year"} if field.autocomplete == "bday" else {}
        return {
            "boxes": [
                {
                    "part": box,
                    "label": labels[box],
                    "typed": parts[box] or "",
                    "width": 4 if box == "year" else 2,
                    "autocomplete": birth.get(box, ""),
                }
                for box in BOXES
            ]
        }


class Time(Kind):
    """A minute of the day."""

    name = "time"

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return HH:MM; reads 8:15, 8h15, 8 giờ 15, 8 giờ."""
        found = re.fullmatch(
            r"([0-9]{1,2})\s*(?:[:h.]|giờ)\s*([0-9]{1,2})?\s*(?:phút|p)?", line(field, typed), re.IGNORECASE
        )
        if not found:
            raise Wrong(_("Ghi %(name)s gồm giờ và phút, ví dụ 08:15") % {"name": field.name})
        hour, minute = int(found[1]), int(found[2] or 0)
        if hour > 23 or minute > 59:
            raise Wrong(_("Một ngày có giờ từ 0 đến 23, phút từ 0 đến 59. %(how)s") % {"how": mended(field)})
        return time(hour, minute).isoformat("minutes")

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe HH:MM."""
        return {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}

    def words(self, field: Field, value: Any) -> str:
        """Return ``08 giờ 15``."""
        return _("%(hour)s giờ %(minute)s") % dict(zip(("hour", "minute"), str(value).split(":"), strict=False))

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Ask in five characters."""
        return super().view(field, typed, scope) | {"width": 5}


def split(typed: Any) -> dict[str, Any]:
    """Return what stands in each box, also for an ISO day or 7/11/2026 in one piece."""
    if isinstance(typed, Mapping):
        return {box: typed.get(box) for box in BOXES}
    text = typed.strip() if isinstance(typed, str) else ""
    if iso := _ISO.fullmatch(text):
        return {"day": _plain(iso[3]), "month": _plain(iso[2]), "year": iso[1]}
    if spoken := _SPOKEN.fullmatch(text):
        return {"day": spoken[1], "month": spoken[2], "year": spoken[3]}
    return {"day": typed, "month": None, "year": None}


def _plain(digits: str | None) -> str | None:
    return digits.lstrip("0") or "0" if digits else None


def _limit_is_known(limit: Any) -> bool:
    if limit == "today" or isinstance(limit, date):
        return True
    try:
        return bool(date.fromisoformat(limit))
    except (TypeError, ValueError):
        return False


def _limit(limit: Any, scope: Scope) -> str:
    if limit is None:
        return ""
    return scope.today.isoformat() if limit == "today" else str(limit)
