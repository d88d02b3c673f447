"""The little language of code formats: ``{agency}-{yyyymmdd}-{number:7}``. Pure."""

import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

SHAPES = {"yyyy": "[0-9]{4}", "yy": "[0-9]{2}", "mm": "[0-9]{2}", "dd": "[0-9]{2}"}
SHAPES |= {"yyyymmdd": "[0-9]{8}", "yymmdd": "[0-9]{6}", "number": "[0-9]+", "agency": r"[0-9A-Z.]+", "kind": "[a-z_]+"}
TOKEN = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}")
NAMES = frozenset({"kind", "agency", "yyyy", "yy", "mm", "dd", "yyyymmdd", "yymmdd", "number"})


class BadTemplate(ValueError):
    """A template uses a word that the language does not have."""


def problems(template: str, *, allowed: frozenset[str] = NAMES) -> list[str]:
    """Return what is wrong with a template, nothing when it can be used."""
    found = [
        _("Không có chỗ điền “{%(name)s}”; chỉ dùng: %(words)s.") % {"name": name, "words": ", ".join(sorted(allowed))}
        for name, _digits in TOKEN.findall(template)
        if name not in allowed
    ]
    if re.search(r"[{}]", TOKEN.sub("", template)):
        found.append(_("Có dấu ngoặc nhọn không khớp."))
    return found


_DAY = {"yyyy", "mm", "dd"}
DATES = {"yyyy": {"yyyy"}, "yy": {"yyyy"}, "mm": {"mm"}, "dd": {"dd"}, "yyyymmdd": _DAY, "yymmdd": _DAY}


def faults(template: str, scope: str) -> list[str]:
    """Return why codes of a template, numbered within a scope, could come out twice in one agency, or not at all."""
    found = problems(template) + problems(scope, allowed=NAMES - {"number"})
    if found:
        return found
    places = [name for name, _digits in TOKEN.findall(template)]
    counted = {name for name, _digits in TOKEN.findall(scope)}
    if places.count("number") != 1:
        found.append(_("Mẫu phải có đúng một chỗ điền {number}."))
    if not _dates(counted) <= _dates(places):
        found.append(_("Mẫu phải ghi đủ năm, tháng, ngày mà dãy số đếm lại theo đó, nếu không mã sẽ trùng."))
    if not {"kind", "agency"} <= counted:
        found.append(_("Phạm vi dãy số phải có {kind} và {agency}: mỗi cơ quan một dãy."))
    return found


def _dates(names: Iterable[str]) -> set[str]:
    return {part for name in names for part in DATES.get(name, ())}


def fill(template: str, *, kind: str, agency: str, day: date, number: int | None = None) -> str:
    """Return the template with its places filled; ``{number:7}`` is padded to seven digits.

    :raises BadTemplate: when the template names what is not there
    """
    values = {
        "kind": kind,
        "agency": agency,
        "yyyy": f"{day:%Y}",
        "yy": f"{day:%y}",
        "mm": f"{day:%m}",
        "dd": f"{day:%d}",
        "yyyymmdd": f"{day:%Y%m%d}",
        "yymmdd": f"{day:%y%m%d}",
        **({} if number is None else {"number": str(number)}),
    }
    wrong = problems(template, allowed=frozenset(values))
    if wrong:
        raise BadTemplate(" ".join(wrong))
    return TOKEN.sub(lambda place: values[place[1]].zfill(int(place[2] or 0)), template)


def pattern(template: str) -> str:
    """Return the regular expression that codes of a template fit.

    :raises BadTemplate: when the template names what is not there
    """
    wrong = problems(template)
    if wrong:
        raise BadTemplate(" ".join(wrong))
    parts, at = [], 0
    for place in TOKEN.finditer(template):
        parts += [re.escape(template[at : place.start()]), SHAPES[place[1]]]
        at = place.end()
    return "".join([*parts, re.escape(template[at:])])
