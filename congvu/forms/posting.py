"""From a submitted page to answers. Nothing is judged here; what was typed is what is returned."""

import re
from collections.abc import Iterable
from typing import Any

from congvu.forms.cleaning import ROWS_READ
from congvu.forms.definition import Field, Group, Page
from congvu.forms.kinds import Post

ADD, REMOVE, CHOOSE, UPLOAD, DROP = "_add", "_remove", "_choose", "_upload", "_drop_file"
"""Names of the buttons that change a page without leaving it; their value is a pointer (of a file: its id)."""


def asked(post: Post) -> str:
    """Return which button of the page itself was pressed ("_add"), empty when the page was handed in."""
    return next((name for name in (ADD, REMOVE, CHOOSE, UPLOAD, DROP) if name in post), "")


def read_page(page: Page, post: Post) -> dict[str, Any]:
    """Return what was typed on a page, rows added and taken away as the buttons say."""
    found: dict[str, Any] = {}
    for group in page.groups:
        if group.repeat:
            found[group.code] = _rows(group, post)
        else:
            found.setdefault(group.code, {}).update(_row(group.fields, post, group.code))
    return found


def _row(fields: Iterable[Field], post: Post, pointer: str) -> dict[str, Any]:
    dropped = set(post.getlist(DROP))
    typed: dict[str, Any] = {}
    for one in fields:
        if one.kind.name == "computed":
            continue
        value = one.kind.read(one, post, f"{pointer}.{one.code}")
        if one.kind.name == "file":
            value = [file for file in value if file["id"] not in dropped]
        if value is not None:  # an emptied box is an answer: it is not filled again
            typed[one.code] = value
    return typed


def _rows(group: Group, post: Post) -> list[dict[str, Any]]:
    assert group.repeat
    numbers = sorted(_numbers(group.code, post))[:ROWS_READ]
    removed = post.get(REMOVE) or ""
    rows = [_row(group.fields, post, f"{group.code}.{n}") for n in numbers if f"{group.code}.{n}" != removed]
    if post.get(ADD) == group.code and len(rows) < group.repeat.max:
        rows.append({})
    return rows


def _numbers(code: str, post: Any) -> set[int]:
    """Return the numbers of the rows on the page: each row carries ``code.n._row``."""
    pattern = re.compile(rf"{re.escape(code)}\.([0-9]{{1,3}})\.")
    return {int(match[1]) for key in post if isinstance(key, str) and (match := pattern.match(key))}
