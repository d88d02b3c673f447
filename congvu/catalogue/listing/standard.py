"""The sheet of a procedure that has no folder: the standard process, with the limit split by rule."""

import copy
import re
from functools import cache
from pathlib import Path
from typing import Any

from congvu.catalogue.folders import Proposal, read_yaml
from congvu.catalogue.listing.entries import Entry
from congvu.kit.text import fold

HERE = Path(__file__).parent
DAY_MINUTES = 8 * 60
MINUTES = {
    "working_day": DAY_MINUTES,
    "working_hour": 60,
    "hour": 60,
    "calendar_day": DAY_MINUTES * 5 / 7,
    "month": DAY_MINUTES * 22,
}
"""Working minutes in one unit of a limit, to split it over the steps; the promise itself is counted by the calendar."""
QUARTER = 15


@cache
def _standard() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(HERE / "standard.yaml")
    return found


@cache
def _template() -> str:
    return (HERE / "result.typ").read_text(encoding="utf-8")


def split(limit: tuple[int, str]) -> list[int]:
    """Return the minutes of each step: whole quarters of an hour whose sum is the working time of the limit."""
    value, unit = limit
    whole = max(DAY_MINUTES if value == 0 else round(MINUTES[unit] * value), len(_standard()["steps"]) * QUARTER)
    whole -= whole % QUARTER
    shares = [step["share"] for step in _standard()["steps"]]
    parts = [max(QUARTER, int(whole * share / 1000) // QUARTER * QUARTER) for share in shares]
    parts[shares.index(max(shares))] += whole - sum(parts)
    return parts


def proposal_of(entry: Entry, *, field_code: str) -> Proposal:
    """Return the version that the list's row proposes."""
    standard = copy.deepcopy(_standard())
    steps = [
        {**{key: value for key, value in step.items() if key != "share"}, "minutes": minutes}
        for step, minutes in zip(standard["steps"], split(entry.limit), strict=True)
    ]
    return Proposal(
        sheet=_sheet(entry, standard, field_code),
        form=_form(entry, standard),
        steps=steps,
        bpmn=None,
        result_template=_template(),
    )


def _form(entry: Entry, standard: dict[str, Any]) -> dict[str, Any]:
    return {"title": f"Tờ khai: {entry.name}"[:200], **standard["form"]}


def _sheet(entry: Entry, standard: dict[str, Any], field_code: str) -> dict[str, Any]:
    value, unit = entry.limit
    return {
        "code": entry.code,
        "name": entry.name,
        "short_name": entry.name[:200],
        "about": "requester.full_name",
        "field": {"code": field_code, "name": entry.field},
        "summary": entry.name,
        "audience": [entry.audience or "Cá nhân, tổ chức"],
        "agency": {"level": entry.level, "competent": entry.agency, "non_territorial": "province"},
        "service_level": entry.service,
        "channels": [one for one in standard["channels"] if entry.service != "information" or one["code"] != "online"],
        "procedure_steps": standard["procedure_steps"],
        "limit": {
            "value": value,
            "unit": unit,
            "words": entry.limit_words,
            "restart": "reset",
            **({"cutoff": entry.cutoff} if entry.cutoff else {}),
        },
        "fees": [{"code": "fee", "name": "Phí, lệ phí", "amount": entry.fee, "words": entry.fee_words}]
        if entry.fee
        else [],
        "papers": [_form_paper(), *_papers(entry.papers)],
        "sets": 1,
        "conditions": [{"words": words} for words in entry.conditions],
        "result": {
            "name": entry.result,
            "template": "result.typ",
            "number_kind": "procedure_result",
            "delivery": ["counter", "post", "online"],
            "officer_fields": standard["officer_fields"],
        },
        "legal_basis": [{"act": act, "title": act, "articles": "Toàn văn"} for act in entry.acts],
        "standard": True,
        "valid_from": entry.valid_from.isoformat(),
    }


def _form_paper() -> dict[str, Any]:
    return {
        "code": "declaration",
        "name": "Tờ khai (biểu mẫu điện tử)",
        "required": True,
        "is_form": True,
        "original": 1,
    }


def _papers(names: list[str]) -> list[dict[str, Any]]:
    rows, taken = [], {"declaration"}
    for name in names:
        if re.search(r"\b(to khai|don de nghi|mau don)\b", fold(name)):
            continue  # the form on the screen is this paper
        code = base = re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")[:40] or "paper"
        if not base[0].isalpha():
            code = base = f"paper_{base}"[:40]
        number = 1
        while code in taken:
            number += 1
            code = f"{base[:36]}_{number}"
        taken.add(code)
        rows.append(
            {
                "code": code,
                "name": name[:300],
                "required": True,
                "kinds": ["pdf", "jpeg", "png"],
                "max_mb": 20,
                "original": 1,
            }
        )
    return rows
