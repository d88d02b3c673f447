"""The manual (``docs/manual``): one Markdown page a role, shown by the sites as it stands in the repository.

Pictures are those of ``docs/pictures``, served with the static files under ``huong-dan/``.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

PICTURE = re.compile(r"^\.\./pictures/([a-z0-9-]+\.png)$")
OTHER = re.compile(r"^([a-z-]+)\.md$")
CLASSES = {
    "ordered_list_open": "govuk-list govuk-list--number",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "heading_open": "govuk-heading-m",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its title and the rest as HTML."""

    slug: str
    title: str
    html: SafeString


@lru_cache
def page(slug: str, *, address: str = "") -> Page | None:
    """Return a page of the manual, None when there is no such page.

    :param address: name of the address of another page, where a site shows several that lead to one another
    """
    path: Path = settings.MANUAL / f"{slug}.md"
    if not re.fullmatch(r"[a-z-]+", slug) or not path.is_file():
        return None
    title, _newline, rest = path.read_text(encoding="utf-8").partition("\n")
    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(rest)
    _dress(tokens, address)
    html = reader.renderer.render(tokens, reader.options, {})
    return Page(slug, title.removeprefix("# ").strip(), mark_safe(html))  # noqa: S308  our own text, HTML switched off


def _dress(tokens: Sequence[Token], address: str) -> None:
    for token in tokens:
        if look := CLASSES.get(token.type):
            token.attrSet("class", look)
        if token.type == "image":
            _picture(token)
        if address and (other := OTHER.match(str(token.attrs.get("href", "")))):
            token.attrSet("href", reverse(address, args=[other[1]]))
        _dress(token.children or [], address)


def _picture(token: Token) -> None:
    found = PICTURE.match(str(token.attrs["src"]))
    if found is None:
        raise ValueError(f"no picture of the manual: {token.attrs['src']}")
    more: dict[str, Any] = {"src": static(f"huong-dan/{found[1]}"), "class": "cv-shot", "loading": "lazy"}
    for name, value in more.items():
        token.attrSet(name, value)
