"""Conditions chosen instead of written: "tình trạng là đã ly hôn" stands for ``status.kind == "divorced"``. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from congvu.catalogue.queries import words
from congvu.kit.text import fold

SIMPLE = re.compile(r'([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*) (==|!=) ("[^"\\]*"|true|false|-?[0-9]+)')
LISTS = {"sex": {"male": "Nam", "female": "Nữ", "other": "Khác"}}
"""Values of shipped lists that people call by their words."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the form that a condition may look at."""

    pointer: str
    label: str
    type: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A simple condition: the question, ``==`` or ``!=``, and the answer as people read it."""

    pointer: str
    sign: str
    answer: str


def questions(sheet: Mapping[str, Any]) -> list[Question]:
    """Return the questions of a sheet's form that are asked once, in order."""
    return list(_questions(sheet.get("form", {})))


def _questions(form: Mapping[str, Any]) -> Iterator[Question]:
    for page in form.get("pages", []):
        for group in page.get("groups", []):
            if group.get("repeat"):
                continue
            for one in group.get("fields", []):
                pointer = f"{group.get('code', '')}.{one.get('code', '')}"
                label = f"{words(page.get('title')) or '…'}: {words(one.get('label')) or one.get('code', '')}"
                yield Question(pointer, label, str(one.get("type", "")), _options(one.get("options")))


def _options(source: Any) -> Mapping[str, str]:
    if isinstance(source, str):
        return LISTS.get(source, {})
    rows = source if isinstance(source, list) else []
    return {str(row.get("value")): words(row.get("label")) for row in rows if isinstance(row, dict)}


def chosen_in(formula: str, asked: list[Question]) -> Chosen | None:
    """Return the simple condition that a formula is; None when it says more."""
    found = SIMPLE.fullmatch(formula.strip())
    question = next((one for one in asked if found and one.pointer == found[1]), None)
    if found is None or question is None:
        return None
    value = json.loads(found[3])
    if isinstance(value, bool):
        return Chosen(found[1], found[2], _("có") if value else _("không"))
    return Chosen(found[1], found[2], question.options.get(str(value), str(value)))


def formula_of(chosen: Chosen, asked: list[Question]) -> str:
    """Return the formula of a simple condition."""
    question = next((one for one in asked if one.pointer == chosen.pointer), None)
    typed = chosen.answer.strip()
    return f"{chosen.pointer} {chosen.sign} {_literal(typed, question)}"


def _literal(typed: str, question: Question | None) -> str:
    folded = fold(typed)
    if question and question.type in {"yes_no", "declaration"}:
        return "false" if folded in {"khong", "no", "false"} else "true"
    if question and question.type in {"number", "money"} and re.fullmatch(r"-?[0-9]+", typed):
        return typed
    known = question.options if question else {}
    value = next((value for value, label in known.items() if folded in {fold(label), fold(value)}), typed)
    return json.dumps(value.replace("\\", "").replace('"', ""), ensure_ascii=False)


def in_words(formula: str, asked: list[Question]) -> str:
    """Return a formula as people read it, itself when it says more than one comparison."""
    chosen = chosen_in(formula, asked)
    if chosen is None:
        return formula
    label = next(one.label for one in asked if one.pointer == chosen.pointer)
    sign = _("là") if chosen.sign == "==" else _("không là")
    return _("khi “%(question)s” %(sign)s “%(answer)s”") % {"question": label, "sign": sign, "answer": chosen.answer}
