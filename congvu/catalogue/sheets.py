"""Checking a procedure's sheet: its shape by JSON Schema, then what a schema cannot say. Pure."""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from congvu.forms.queries import BadDefinition, load
from congvu.kit import cel
from congvu.kit.errors import Refusal
from congvu.numbering import queries as numbering

SCHEMA = Path(__file__).parent / "shipped" / "sheet.schema.json"
CONTEXT = frozenset({"today", "channel"})
"""Names that conditions of a sheet may use beside the groups of its form."""
FEE_KEY = ("code", "channel", "group", "level", "valid_from")
"""What tells one fee of a sheet from another: the same code may cost less online, or nothing for the poor."""
KINDS = {
    "object": "một nhóm (khóa: giá trị)",
    "array": "một danh sách",
    "string": "chữ",
    "integer": "số nguyên",
    "boolean": "true hoặc false",
}


class SheetRefused(Refusal):
    """A sheet that cannot be used; ``problems`` names each place and what is wrong there."""

    def __init__(self, source: str, problems: list[str]) -> None:
        super().__init__(f"{source}: {len(problems)} lỗi\n" + "\n".join(f"  - {problem}" for problem in problems))
        self.problems = problems


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True)


def problems(sheet: Any) -> list[str]:
    """Return what is wrong with a sheet, in Vietnamese, each with its place; empty when all is well."""
    found = [f"{_place(error.instance_path)}: {_words(error)}" for error in _validator().iter_errors(sheet)]
    if found or not _is_form_written(sheet["form"]):
        return found or list(_form(sheet))
    return [*_form(sheet), *_codes(sheet), *_conditions(sheet), *_dates(sheet), *_result(sheet)]


def _is_form_written(form: Any) -> bool:
    """Tell whether the pages and groups of a form are what they must be for conditions to name them."""
    pages = form.get("pages")
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        return False
    groups = [page.get("groups", []) for page in pages]
    return all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in groups)


def _place(path: list[str | int]) -> str:
    return ".".join(str(part) for part in path) or "sheet"


def _words(error: Any) -> str:
    kind: str = error.kind.name
    value: Any = getattr(error.kind, "value", None)
    match kind:
        case "required":
            return f"thiếu “{value}”"
        case "additionalProperties":
            return f"không hiểu {', '.join(f'“{name}”' for name in value)}"
        case "type":
            kinds = value if isinstance(value, list) else [value]
            return f"phải là {' hoặc '.join(KINDS.get(str(kind), str(kind)) for kind in kinds)}"
        case "enum":
            return f"phải là một trong: {', '.join(map(str, value))}"
        case "pattern":
            return f"viết không đúng dạng {value}"
        case "format":
            return "ngày phải viết dạng 2026-01-31 và có thật" if value == "date" else f"không đúng dạng {value}"
        case "minLength" | "minItems":
            return "không được để trống"
        case "minimum":
            return f"không được nhỏ hơn {value}"
        case "maximum":
            return f"không được lớn hơn {value}"
        case "oneOf":
            return "viết không đúng một trong các dạng được nhận"
        case _:
            return str(error.message)


def _form(sheet: dict[str, Any]) -> Iterator[str]:
    try:
        load(sheet["form"])
    except BadDefinition as wrong:
        yield from (f"form.{problem}" for problem in wrong.problems)


def _codes(sheet: dict[str, Any]) -> Iterator[str]:
    for part, names in (("papers", ("code",)), ("fees", FEE_KEY)):
        seen: set[tuple[str, ...]] = set()
        for number, row in enumerate(sheet[part]):
            key = tuple(row.get(name, "") for name in names)
            if key in seen:
                yield f"{part}.{number}.code: mã “{row['code']}” đã dùng ở trên"
            seen.add(key)
    yield from _case_steps(sheet)
    acts = {row["act"] for row in sheet["legal_basis"]}
    for place, law in citations(sheet):
        if law["act"] not in acts:
            yield f"{place}: văn bản “{law['act']}” chưa có trong legal_basis"


def _case_steps(sheet: dict[str, Any]) -> Iterator[str]:
    """Tell which hours of a case are for no step; of a process that is a file the ids are not known here."""
    if not isinstance(sheet.get("steps"), list):
        return
    known = {row.get("id") for row in sheet["steps"] if isinstance(row, dict)}
    for n, case in enumerate(sheet["limit"].get("cases", [])):
        for m, row in enumerate(case.get("hours", [])):
            if row["step"] not in known:
                yield f"limit.cases.{n}.hours.{m}.step: không có bước “{row['step']}”"


def _conditions(sheet: dict[str, Any]) -> Iterator[str]:
    names = CONTEXT | group_codes(sheet["form"])
    texts = [(f"papers.{n}.required_if", row.get("required_if")) for n, row in enumerate(sheet["papers"])]
    texts += [(f"conditions.{n}.that", row.get("that")) for n, row in enumerate(sheet["conditions"])]
    for n, row in enumerate(sheet["fees"]):
        amount = row["amount"] if isinstance(row["amount"], str) else None
        texts += [(f"fees.{n}.when", row.get("when")), (f"fees.{n}.amount", amount)]
    texts.append(("duty.late_if", sheet.get("duty", {}).get("late_if")))
    texts += [(f"linked.{n}.when", row.get("when")) for n, row in enumerate(sheet.get("linked", []))]
    texts.append(("result.by_hand_if", sheet["result"].get("by_hand_if")))
    for place, text in texts:
        if text:
            yield from (f"{place}: {problem}" for problem in cel.check(text, names))
    for n, row in enumerate(
        sheet["limit"].get("cases", [])
    ):  # counted anew on any day: nothing but the answers decides
        yield from (f"limit.cases.{n}.when: {problem}" for problem in cel.check(row["when"], names - CONTEXT))
    papers = {row["code"] for row in sheet["papers"]}
    for n, row in enumerate(sheet.get("linked", [])):
        unknown = [code for code in row.get("papers", []) if code not in papers]
        yield from (f"linked.{n}.papers: không có giấy tờ mã “{code}” trong papers" for code in unknown)
        if row.get("return_by", "").split(".")[0] not in names | {""}:
            yield f"linked.{n}.return_by: tờ khai không có “{row['return_by']}”"
    for n, row in enumerate(sheet["papers"]):
        for name in ("number", "issued_on", "issuer"):
            pointer = row.get("keeps", {}).get(name)
            if pointer and pointer.split(".")[0] not in names:
                yield f"papers.{n}.keeps.{name}: tờ khai không có “{pointer}”"


def _dates(sheet: dict[str, Any]) -> Iterator[str]:
    for number, row in enumerate(sheet["fees"]):
        if row.get("valid_to") and row["valid_to"] <= row.get("valid_from", sheet["valid_from"]):
            yield f"fees.{number}.valid_to: phải sau valid_from"
    if sheet.get("valid_to") and date.fromisoformat(sheet["valid_to"]) <= date.fromisoformat(sheet["valid_from"]):
        yield "valid_to: phải sau valid_from"


def _result(sheet: dict[str, Any]) -> Iterator[str]:
    result = sheet["result"]
    copied = result.get("copy_of")
    if copied and copied not in {paper["code"] for paper in sheet["papers"]}:
        yield f"result.copy_of: không có giấy tờ mã “{copied}” trong papers"
    if result.get("book") and not result.get("number_kind"):
        yield "result.book: sổ cần number_kind để đánh số"
    if template := result.get("number_template"):
        yield from (f"result.number_template: {problem}" for problem in numbering.template_problems(template))
    names = group_codes(sheet["form"]) | {"owner", "extra"}
    for number, column in enumerate(result.get("book", {}).get("columns", [])):
        for pointer in column["of"]:
            if pointer.split(".")[0] not in names:
                yield f"result.book.columns.{number}.of: không có “{pointer}” trong tờ khai"


def unchecked(sheet: dict[str, Any]) -> list[str]:
    """Return the places of a sheet that nobody has yet compared with the official text (``unchecked: true``)."""
    return list(_unchecked(sheet, []))


def _unchecked(part: Any, path: list[str]) -> Iterator[str]:
    if isinstance(part, dict):
        if part.get("unchecked") is True:
            yield ".".join(path)
        for key, value in part.items():
            yield from _unchecked(value, [*path, str(key)])
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _unchecked(value, [*path, str(number)])


def group_codes(form: dict[str, Any]) -> set[str]:
    """Return the names under which the answers of a form stand."""
    pages = [page for page in form.get("pages", []) if isinstance(page, dict)]
    groups = [group["code"] for page in pages for group in page.get("groups", []) if "code" in group]
    return {*groups, *(page["code"] for page in pages if "fields" in page)}


def citations(sheet: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each place of a sheet that cites an article (``law:``), with the article."""
    for part in ("agency", "limit", "supplement", "duty", "acknowledge"):
        if law := sheet.get(part, {}).get("law"):
            yield f"{part}.law", law
    for part in ("statutory", "verify"):
        if law := sheet["limit"].get(part, {}).get("law"):
            yield f"limit.{part}.law", law
    for number, row in enumerate(sheet["limit"].get("cases", [])):
        if law := row.get("law"):
            yield f"limit.cases.{number}.law", law
    if law := sheet.get("outside", {}).get("acknowledge", {}).get("law"):
        yield "outside.acknowledge.law", law
    for number, row in enumerate(sheet.get("linked", [])):
        for part in ("limit", "acknowledge"):
            if law := row.get(part, {}).get("law"):
                yield f"linked.{number}.{part}.law", law
    for part in ("fees", "papers", "conditions", "declaration_forms"):
        for number, row in enumerate(sheet.get(part, [])):
            if law := row.get("law"):
                yield f"{part}.{number}.law", law
