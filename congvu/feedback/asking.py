"""Questions of a survey and what fits them as an answer. Pure: no database, no clock.

A survey keeps its questions as data, each ``{"code", "kind", "text", "options", "required"}``. An answer keeps, by the
question's code, a score 1-5 (``scale``), the place of an option counted from 0 (``one``), a list of such places
(``many``) or words (``words``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.kit.text import clean

MOST_QUESTIONS, MOST_OPTIONS = 30, 12
SATISFIED = 4
"""The lowest score of a scale that says «satisfied»."""
Given = Mapping[str, Sequence[str]]
"""What was sent, by the question's code: the values of its field."""


class Kind(TextChoices):
    """How a question is answered."""

    SCALE = "scale", gettext_lazy("Mức hài lòng, từ 1 đến 5")
    ONE = "one", gettext_lazy("Chọn một")
    MANY = "many", gettext_lazy("Chọn nhiều")
    WORDS = "words", gettext_lazy("Viết bằng lời")


SCORES = (
    (5, gettext_lazy("Rất hài lòng")),
    (4, gettext_lazy("Hài lòng")),
    (3, gettext_lazy("Bình thường")),
    (2, gettext_lazy("Không hài lòng")),
    (1, gettext_lazy("Rất không hài lòng")),
)


@dataclass(frozen=True)
class Question:
    """One question."""

    code: str
    kind: str
    text: str
    options: tuple[str, ...] = ()
    required: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Question":
        """Read a question as it is kept."""
        return cls(
            row["code"], row["kind"], row["text"], tuple(row.get("options", ())), bool(row.get("required", True))
        )

    @property
    def kept(self) -> dict[str, Any]:
        """The question as it is kept."""
        return {
            "code": self.code,
            "kind": self.kind,
            "text": self.text,
            "options": list(self.options),
            "required": self.required,
        }

    @property
    def choices(self) -> list[tuple[int, str]]:
        """What may be chosen: the value kept and its words; nothing for a question answered in words."""
        if self.kind == Kind.SCALE:
            return [(value, str(words)) for value, words in SCORES]
        return list(enumerate(self.options))

    @property
    def problem(self) -> str:
        """What is wrong with the question, empty when it can be asked."""
        if not self.text:
            return _("Ghi câu hỏi.")
        if self.kind not in Kind.values:
            return _("Chọn cách trả lời của câu “%(text)s”.") % {"text": self.text}
        if self.kind in (Kind.ONE, Kind.MANY) and not 2 <= len(set(self.options)) == len(self.options) <= MOST_OPTIONS:
            words = _("Câu “%(text)s” cần từ 2 đến %(most)s lựa chọn khác nhau, mỗi dòng một lựa chọn.")
            return words % {"text": self.text, "most": MOST_OPTIONS}
        return ""


def question(*, code: str, kind: str, text: str, options: str = "", required: bool = True) -> Question:
    """Return a question as typed; ``options`` has one a line."""
    lines = tuple(filter(None, (clean(line)[:200] for line in options.splitlines())))
    return Question(code, kind, clean(text)[:300], lines if kind in (Kind.ONE, Kind.MANY) else (), required)


def fitting(asked: Question, values: Sequence[str]) -> tuple[Any, str]:
    """Return what is kept of an answer (None: nothing) and what is wrong with it.

    :param values: of the field, as sent
    """
    if asked.kind == Kind.WORDS:
        words = clean(" ".join(values))[:1000]
        return (words or None, _("Trả lời câu này.") if asked.required and not words else "")
    known = {str(value): value for value, _label in asked.choices}
    chosen = [known[one] for one in dict.fromkeys(values) if one in known]
    if len(chosen) < len(set(values)) or (asked.kind != Kind.MANY and len(chosen) > 1):
        return None, _("Chọn trong các câu trả lời có sẵn.")
    if not chosen:
        return None, _("Trả lời câu này.") if asked.required else ""
    return (chosen if asked.kind == Kind.MANY else chosen[0]), ""


def answers_of(questions: Sequence[Question], given: Given) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the answers to keep, and what is wrong by the question's code."""
    kept, problems = {}, {}
    for asked in questions:
        value, problem = fitting(asked, given.get(asked.code, ()))
        if problem:
            problems[asked.code] = problem
        elif value is not None:
            kept[asked.code] = value
    return kept, problems
