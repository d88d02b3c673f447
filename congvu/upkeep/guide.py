"""The reader's guide of what leaves: each table and column with meaning and unit, made from the models themselves."""

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import translation

from congvu.upkeep.guide_words import COLUMNS, KINDS, LABELS, UNITS

LANGUAGES = ("vi", "en")
INTRODUCTIONS = Path(__file__).parent / "guides"
NATIVE = re.compile(r"\(([^()]*[À-ỹ][^()]*)\)")
"""The Vietnamese word that a model's description gives in brackets."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as people read it."""

    name: str
    kind: str
    """Key of ``KINDS``."""
    unit: str
    """Key of ``UNITS``, or empty."""
    points_at: str
    """``table.column`` of what it names, or empty."""
    words: dict[str, str]
    """Meaning by language."""
    choices: dict[str, list[tuple[str, str]]]
    """Values with their meaning, by language."""
    may_be_empty: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table as people read it."""

    name: str
    title: dict[str, str]
    words: str
    columns: list[Column]
    rows: int


def write(target: Path, rows: Mapping[str, int]) -> None:
    """Write the guide in both languages and ``datapackage.json`` (Frictionless Data Package) into a folder."""
    found = list(tables(rows))
    for language in LANGUAGES:
        (target / f"README.{language}.md").write_text("\n".join(_page(found, language)) + "\n", encoding="utf-8")
    package = {"profile": "data-package", "name": "congvu", "resources": [_resource(table) for table in found]}
    (target / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")


def tables(rows: Mapping[str, int]) -> Iterator[Table]:
    """Yield each table with its columns, in the order of ``rows``."""
    known = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    for name, count in rows.items():
        if model := known.get(name):
            columns = [_column(model, field) for field in model._meta.concrete_fields]
            yield Table(name, _title(model), _description(model), columns, count)


def _title(model: type[models.Model]) -> dict[str, str]:
    native = NATIVE.search(_description(model))
    plain = re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()
    return {"vi": native[1] if native else _in("vi", model._meta.verbose_name), "en": plain}


def _description(model: type[models.Model]) -> str:
    if model._meta.auto_created:
        return ""
    return " ".join((inspect.getdoc(model) or "").split("\n\n")[0].split())


def _column(model: type[models.Model], field: "models.Field[Any, Any]") -> Column:
    meaning = _meanings(model).get(field.name, "")
    label = {language: _in(language, field.verbose_name) for language in LANGUAGES}
    native = label["vi"] if label["vi"] != label["en"] or re.search("[À-ỹ]", label["vi"]) else ""
    common = COLUMNS.get(field.name, ("", ""))
    words = {
        "vi": native or common[0] or meaning or field.name.replace("_", " "),
        "en": meaning or (label["en"] if native else "") or common[1] or field.name.replace("_", " "),
    }
    return Column(
        name=str(field.column),
        kind=_kind(field),
        unit=next((unit for ending, unit in UNITS_OF.items() if re.search(ending, field.name)), ""),
        points_at=_points_at(field),
        words=words,
        choices={language: _choices(field, language) for language in LANGUAGES},
        may_be_empty=bool(field.null),
    )


UNITS_OF = {
    r"(^|_)(amount|total|price|expected|received|counted|fee)$": "dong",
    r"(^|_)size$": "bytes",
    r"_ms$": "milliseconds",
    r"minutes$": "minutes",
    r"days$": "days",
    r"(^|_)pages$": "pages",
    r"(sha256|digest)$": "sha256",
}


def _kind(field: "models.Field[Any, Any]") -> str:
    if field.is_relation:
        return "number"
    internal = field.get_internal_type()
    for ending, kind in (
        ("DateTimeField", "moment"), ("DateField", "date"), ("TimeField", "time"), ("BooleanField", "yes"),
        ("JSONField", "json"), ("UUIDField", "uuid"), ("BinaryField", "bytes"), ("ArrayField", "list"),
        ("IntegerField", "number"), ("AutoField", "number"), ("DecimalField", "number"), ("FloatField", "number"),
    ):  # fmt: skip
        if internal.endswith(ending):
            return kind
    return "text"


def _points_at(field: "models.Field[Any, Any]") -> str:
    other = field.related_model if field.is_relation else None
    if other is None or isinstance(other, str):
        return ""
    return f"{other._meta.db_table}.{other._meta.pk.column if other._meta.pk else 'id'}"


def _choices(field: "models.Field[Any, Any]", language: str) -> list[tuple[str, str]]:
    with translation.override(language):
        return [(str(value), str(label)) for value, label in getattr(field, "flatchoices", [])]


def _in(language: str, words: object) -> str:
    with translation.override(language):
        return str(words)


@lru_cache(maxsize=1024)
def _meanings(model: type[models.Model]) -> dict[str, str]:
    """Return what stands below each field in the source: its meaning, as for the programmer."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if each.__module__.startswith("congvu.") and issubclass(each, models.Model) and not _is_made(each):
            [body] = [node for node in ast.parse(_source(each)).body if isinstance(node, ast.ClassDef)]
            found |= _below(body)
    return found


def _is_made(model: type) -> bool:
    return bool(getattr(getattr(model, "_meta", None), "auto_created", False))


def _source(model: type) -> str:
    return inspect.cleandoc("\n" + inspect.getsource(model))


def _below(body: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    for node in body.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            last = node.targets[0].id
        elif last and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found[last] = " ".join(str(node.value.value).replace("``", "").split())
            last = ""
        else:
            last = ""
    return found


def _page(found: list[Table], language: str) -> Iterator[str]:
    words = LABELS[language]
    introduction = (INTRODUCTIONS / f"{language}.md").read_text(encoding="utf-8")
    yield introduction.format(tables=len(found), rows=sum(table.rows for table in found))
    for table in found:
        yield f"\n### {table.name}: {table.title[language]}\n"
        yield f"{words['rows']}: {table.rows:,}".replace(",", "." if language == "vi" else ",")
        if table.words and language == "en":
            yield f"\n{table.words}"
        yield f"\n| {words['column']} | {words['kind']} | {words['unit']} | {words['meaning']} |\n|---|---|---|---|"
        for column in table.columns:
            kind = KINDS[column.kind][language] + (f" ({words['empty']})" if column.may_be_empty else "")
            unit = UNITS[column.unit][language] if column.unit else ""
            yield f"| `{column.name}` | {kind} | {unit} | {_cell(column, language)} |"


def _cell(column: Column, language: str) -> str:
    said = column.words[language]
    if column.points_at:
        said += f" → `{column.points_at}`"
    if column.choices[language]:
        said += ": " + "; ".join(f"`{value}` {label}" for value, label in column.choices[language])
    return said.replace("|", "\\|").replace("\n", " ")


def _resource(table: Table) -> dict[str, Any]:
    kinds = {"moment": "datetime", "yes": "boolean", "json": "any", "list": "array", "number": "integer"}
    kinds |= {"uuid": "string", "bytes": "string", "text": "string"}
    fields = [
        {
            "name": column.name,
            "type": kinds.get(column.kind, column.kind),
            "title": column.words["vi"],
            "description": column.words["en"],
            **({"unit": UNITS[column.unit]["en"]} if column.unit else {}),
            **({"references": column.points_at} if column.points_at else {}),
        }
        for column in table.columns
    ]
    return {
        "name": table.name,
        "title": table.title["vi"],
        "path": f"data/{table.name}.jsonl",
        "format": "jsonl",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }
