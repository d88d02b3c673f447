"""The little language of code formats: ``{agency}-{yyyymmdd}-{number:7}``. Pure."""

import re
from datetime import date

TOKEN = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}")
NAMES = frozenset({"kind", "agency", "yyyy", "yy", "mm", "dd", "yyyymmdd", "yymmdd", "number"})


class BadTemplate(ValueError):
    """A template uses a word that the language does not have."""


def problems(template: str, *, allowed: frozenset[str] = NAMES) -> list[str]:
    """Return what is wrong with a template, nothing when it can be used."""
    found = [
        f"Không có chỗ điền “{{{name}}}”; chỉ dùng: {', '.join(sorted(allowed))}."
        for name, _width in TOKEN.findall(template)
        if name not in allowed
    ]
    if re.search(r"[{}]", TOKEN.sub("", template)):
        found.append("Có dấu ngoặc nhọn không khớp.")
    return found


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
