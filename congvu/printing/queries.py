"""Questions to printing: which template is in force, and whether a PDF bears the marks of PDF/A."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal
from congvu.kit.kept import kept
from congvu.places.models import valid_on

from .blocks import blocks_of, fields_of, papers_with_blocks
from .compiler import FONTS
from .marks import Marks, marks
from .models import PaperTemplate
from .words import kept_words, wordings

__all__ = [
    "Marks",
    "PaperMissing",
    "all_papers",
    "blocks_of",
    "fields_of",
    "font_file",
    "kept_words",
    "marks",
    "papers_with_blocks",
    "sample",
    "template_in_force",
    "title_of",
    "wordings",
]


PAPERS = Path(__file__).parent / "papers"


class PaperMissing(Refusal):
    """No template of this paper is in force on the day."""


def template_in_force(*, key: str, on: date) -> PaperTemplate:
    """Return the version of a paper used on a day.

    :raises PaperMissing: nobody has put one in force
    """
    found = _template_in_force(key, on)
    if found is None:
        raise PaperMissing(
            _("Chưa có mẫu phiếu “%(key)s” áp dụng vào ngày %(day)s. Hãy báo quản trị nạp mẫu phiếu.")
            % {"key": key, "day": f"{on:%d/%m/%Y}"}
        )
    return found


@kept(PaperTemplate)
def _template_in_force(key: str, on: date) -> PaperTemplate | None:
    return PaperTemplate.objects.filter(valid_on(on), key=key, state=PaperTemplate.State.IN_FORCE).first()


def title_of(key: str) -> str:
    """Return what a paper is called: the title of its newest version."""
    newest = PaperTemplate.objects.filter(key=key).order_by("-valid_from", "-id").first()
    return newest.title if newest else key


def font_file(name: str) -> str:
    """Return the path of a font that papers are set in: ``Tinos_400Regular.ttf``."""
    return str(FONTS / name)


def all_papers() -> list[PaperTemplate]:
    """Return every version of every paper, by key, the newest first."""
    return list(PaperTemplate.objects.order_by("key", "-valid_from", "-id"))


def sample(key: str) -> dict[str, Any]:
    """Return invented data to try a paper with, as they are shipped beside it."""
    place = next((place for place in PAPERS.glob("*.sample.json") if place.name == f"{key}.sample.json"), None)
    return dict(json.loads(place.read_text(encoding="utf-8"))) if place else {}
