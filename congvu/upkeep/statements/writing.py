"""A file as DOCX: headings, paragraphs and tables of its words, with the facts filled in and gaps left to be seen."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.template import Context, Engine
from django.utils.translation import gettext as _

from congvu.upkeep.statements import docx

WORDS = Path(__file__).with_name("words")
GAP = re.compile(r"(\[điền: [^\]]+\])")


def kinds() -> list[str]:
    """Return which files can be written."""
    return sorted(path.stem for path in WORDS.glob("*.yaml"))


def write(kind: str, facts: dict[str, Any], target: Path) -> int:
    """Write a file; return how many gaps people still have to fill."""
    words = yaml.safe_load((WORDS / f"{kind}.yaml").read_text())
    said = [_filled(text, facts) for part in words["parts"] for text in part.get("text", [])]
    docx.save(_parts(words, facts), target)
    return sum(len(GAP.findall(text)) for text in said)


def _parts(words: dict[str, Any], facts: dict[str, Any]) -> Iterator[str]:
    yield docx.paragraph(docx.run(words["title"], bold=True, half_points=32), centred=True)
    for part in words["parts"]:
        yield docx.paragraph(docx.run(part["heading"], bold=True, half_points=28))
        for text in filter(None, (_filled(text, facts) for text in part.get("text", []))):
            yield docx.paragraph(*(docx.run(piece, marked=bool(GAP.fullmatch(piece))) for piece in GAP.split(text)))
        if "table" in part:
            rows = facts[part["table"]]
            yield docx.table([part["columns"], *rows]) if rows else docx.paragraph(docx.run(_("Không có.")))


def _filled(text: str, facts: dict[str, Any]) -> str:
    return Engine().from_string(text).render(Context(facts, autoescape=False)).strip()
