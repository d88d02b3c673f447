"""Questions to the catalogue: what is in force, what fits these words, what falls due."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from congvu.catalogue.drafting import faults as draft_faults
from congvu.catalogue.fees import Fee, FeeUnclear, fee_rules, fee_words, fees_due, level_of, rules_in, words
from congvu.catalogue.in_writing import draft, drafts, drafts_of_others, fresh_content, limit_in_hours
from congvu.catalogue.inventing import invented
from congvu.catalogue.levelling import Share, level_on, level_shares, levels_of, service_levels
from congvu.catalogue.models import (
    Citation,
    FeeRule,
    Field,
    LegalAct,
    LifeEvent,
    Procedure,
    ProcedureVersion,
)
from congvu.catalogue.places import found_at, moved, put_at
from congvu.catalogue.repealing import acts, resting
from congvu.catalogue.reviewing import Review, review
from congvu.catalogue.searching import holding, procedures, search
from congvu.catalogue.sheets import SheetRefused
from congvu.catalogue.sheets import unchecked as unchecked_places
from congvu.catalogue.writing import Content, content_of, sample_in_folder
from congvu.kit.cel import Expression
from congvu.kit.errors import Refusal
from congvu.kit.kept import kept
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.processes.models import Definition

__all__ = [
    "DRAFT_SUBJECT",
    "Content",
    "Fee",
    "FeeUnclear",
    "ProcedureMissing",
    "Review",
    "Share",
    "SheetRefused",
    "acts",
    "agencies_taking",
    "all_with_versions",
    "answer_words",
    "broken_conditions",
    "content_of",
    "draft",
    "draft_faults",
    "drafts",
    "drafts_of_others",
    "fee_counts",
    "fee_rules",
    "fee_table",
    "fee_words",
    "fees_due",
    "fees_resting_on",
    "field_counts",
    "fields",
    "filed_online",
    "found_at",
    "fresh_content",
    "has_sample",
    "in_force",
    "in_force_of",
    "in_force_or_newest",
    "invented_answers",
    "is_by_hand",
    "level_of",
    "level_on",
    "level_shares",
    "levels_in_force",
    "levels_of",
    "life_events",
    "limit_in_hours",
    "moved",
    "opinion",
    "papers_asked",
    "procedures",
    "put_at",
    "resting",
    "resting_on",
    "result_data",
    "review",
    "rules_in",
    "sample",
    "sample_on",
    "search",
    "service_levels",
    "takes",
    "unchecked",
    "version",
    "versions",
    "with_parts",
    "words",
]

RECENT = timedelta(days=92)
DRAFT_SUBJECT = "procedure_version:"
"""What the subject of a filing's draft begins with; the id of the version follows."""


class ProcedureMissing(Refusal):
    """No version of the procedure is in force on the day asked for."""


def in_force(*, code: str, on: date) -> ProcedureVersion:
    """Return the version of a procedure that holds on ``on``.

    :raises ProcedureMissing: when none does
    """
    found = _id_in_force(code, on)
    if found is None:
        raise ProcedureMissing(
            _("Không có thủ tục mã “%(code)s” đang áp dụng. Hãy tìm lại trong danh sách thủ tục.") % {"code": code}
        )
    return _version(found)


@kept(ProcedureVersion, Procedure)
def _id_in_force(code: str, on: date) -> int | None:
    rows = holding(on).filter(procedure__code=code).order_by("-number")
    return rows.values_list("id", flat=True).first()


def in_force_of(procedure_ids: Iterable[int], *, on: date) -> dict[int, ProcedureVersion]:
    """Return the version of each procedure that holds on ``on``, by the procedure's id, without their forms at hand."""
    rows = holding(on).filter(procedure_id__in=list(procedure_ids)).defer("form_definition", "result_template")
    return {row.procedure_id: row for row in rows.order_by("number")}


COMMUNE_KINDS = frozenset({Agency.Kind.COMMUNE})


def takes(*, kind: str, level: str) -> bool:
    """Tell whether the desks of agencies of a kind take a level's procedures; any other level is everybody's."""
    if level == "commune":
        return kind in COMMUNE_KINDS
    return level != "province" or kind not in COMMUNE_KINDS


def levels_in_force(*, on: date) -> dict[int, str]:
    """Return the level of each procedure in force that day, by its id."""
    rows = holding(on).values_list("procedure_id", "sheet__agency__level")
    return {procedure_id: str(level) for procedure_id, level in rows}


def with_parts(parts: Iterable[str], *, on: date) -> frozenset[int]:
    """Return the procedures in force that day whose sheets say something in each of these parts."""
    rows = holding(on)
    for part in parts:
        rows = rows.filter(sheet__has_key=part).exclude(**{f"sheet__{part}": []}).exclude(**{f"sheet__{part}": ""})
    return frozenset(rows.values_list("procedure_id", flat=True))


def filed_online(*, on: date, whole: bool = False) -> frozenset[int]:
    """Return the procedures in force that day that can be filed online; ``whole``: everything is done online."""
    levels = ("full",) if whole else ("full", "partial")
    return frozenset(holding(on).filter(sheet__service_level__in=levels).values_list("procedure_id", flat=True))


def agencies_taking(*, version: ProcedureVersion, on: date) -> list[Agency]:
    """Return the agencies whose one-stop desk takes this procedure that day, in Vietnamese order."""
    level = str(version.sheet["agency"]["level"])
    return [agency for agency in people.agencies_with_desk(on) if takes(kind=agency.kind, level=level)]


def sample(*, code: str, on: date) -> dict[str, Any]:
    """Return the filled example of a procedure's folder, as if it were filled in on ``on``.

    ``answers``, the codes of the ``papers`` that go with them, and perhaps the ``applicant``. It was written on its own
    ``today``; its dates of the months around that day move along, older ones (births, marriages) stay.

    :raises ProcedureMissing: when its folder has none
    """
    filled = sample_in_folder(code)
    if not filled:
        version = in_force_or_newest(code=code, on=on)
        filled = dict(version.sample) if version else {}
    if not filled:
        raise ProcedureMissing(_("Thủ tục mã “%(code)s” chưa có hồ sơ mẫu.") % {"code": code})
    return sample_on(filled, on=on)


def has_sample(*, code: str) -> bool:
    """Tell whether a procedure's folder has a filled example."""
    return bool(sample_in_folder(code))


def invented_answers(*, version: ProcedureVersion, on: date) -> dict[str, Any]:
    """Return made-up answers to every question of a procedure that has no example; its rules may speak against them."""
    return invented(version.form, today=on)


def sample_on(filled: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """Return a filled example as if it were filled in on a day: see :func:`sample`."""
    rest = {name: part for name, part in filled.items() if name != "today"}
    written = date.fromisoformat(str(filled.get("today", on)))
    moved: dict[str, Any] = _moved(rest, written, on - written)
    return moved


def _moved(part: Any, written: date, by: timedelta) -> Any:
    """Return a part of an example with its recent dates moved."""
    if isinstance(part, dict):
        return {name: _moved(inner, written, by) for name, inner in part.items()}
    if isinstance(part, list):
        return [_moved(inner, written, by) for inner in part]
    if isinstance(part, str) and len(part) == 10:
        try:
            day = date.fromisoformat(part)
        except ValueError:
            return part
        return (day + by).isoformat() if abs(day - written) <= RECENT else part
    return part


def version(*, id: int) -> ProcedureVersion:
    """Return a version by its id, with its procedure: what a dossier is pinned to. Shared: nobody changes it."""
    return _version(id)


@kept(ProcedureVersion, Procedure, Field, Definition, size=128)
def _version(id: int) -> ProcedureVersion:
    return ProcedureVersion.objects.select_related("procedure__field", "definition").get(id=id)


def versions(*, code: str) -> list[ProcedureVersion]:
    """Return all versions of a procedure, proposed and withdrawn ones too, the newest first; empty when unknown."""
    found = ProcedureVersion.objects.filter(procedure__code=code).select_related("procedure__field", "definition")
    return list(found.order_by("-number"))


def all_with_versions() -> list[Procedure]:
    """Return every procedure ever proposed, in Vietnamese order, its versions without their sheets at hand."""
    light = ProcedureVersion.objects.defer("sheet", "form_definition", "result_template").order_by("-number")
    found = Procedure.objects.select_related("field").prefetch_related(Prefetch("versions", queryset=light))
    return list(found.order_by("sort_key", "id"))


@kept(Procedure, ProcedureVersion, Field)
def _field_counts(on: date) -> tuple[tuple[Field, int], ...]:
    counted = dict(procedures(on=on).order_by().values_list("field_id").annotate(Count("id")))
    return tuple((one, counted[one.pk]) for one in Field.objects.filter(pk__in=counted))


def field_counts(*, on: date) -> tuple[tuple[Field, int], ...]:
    """Return the fields that have procedures in force, each with how many, in Vietnamese order."""
    return _field_counts(on)


def fields(*, on: date) -> QuerySet[Field]:
    """Return the fields that have a procedure in force."""
    return Field.objects.filter(id__in=procedures(on=on).order_by().values("field_id"))


def life_events(on: date | None = None) -> list[LifeEvent]:
    """Return the life events that have procedures in force; these stand in ``.procedures.all()``, most used first."""
    here = procedures(on=on or timezone.localdate()).order_by("-popularity", "sort_key")
    events = LifeEvent.objects.prefetch_related(Prefetch("procedures", queryset=here))
    return [event for event in events if event.procedures.all()]


def papers_asked(*, version: ProcedureVersion, answers: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """Return the papers that concern these answers, each with ``required`` decided for them.

    A paper with a condition that does not hold is left out; the e-form itself (``is_form``) is no paper to attach.
    """
    data = {**answers, "today": on.isoformat()}
    asked = []
    for paper in version.papers:
        if paper.get("is_form") or (paper["required_if"] and not Expression(paper["required_if"]).holds(data)):
            continue
        required = (paper["required"] or bool(paper["required_if"])) and not paper["shown_only"]
        asked.append({**paper, "required": required, "name": words(paper["name"]), "help": words(paper["help"])})
    return asked


def opinion(*, version: ProcedureVersion, conclusion: str) -> str:
    """Return what an opinion is called in this procedure, empty where its sheet has no words of its own for it."""
    return words(version.sheet.get("consultation", {}).get("answers", {}).get(conclusion, ""))


def broken_conditions(*, version: ProcedureVersion, answers: Mapping[str, Any], on: date) -> list[str]:
    """Return what the procedure's own conditions say against these answers; empty when it can be filed."""
    data = {**answers, "today": on.isoformat()}
    rows = [row for row in version.sheet["conditions"] if row.get("that")]
    return [words(row.get("say") or row["words"]) for row in rows if not Expression(row["that"]).holds(data)]


def resting_on(*, act_number: str) -> QuerySet[Citation]:
    """Return everything that rests on a legal act: what its repeal would touch."""
    acts = LegalAct.objects.filter(number=act_number)
    return Citation.objects.filter(act__in=acts).select_related("version__procedure", "act")


def fees_resting_on(*, act_number: str) -> QuerySet[FeeRule]:
    """Return the fee rules that rest on a legal act, those to come among them."""
    return FeeRule.objects.filter(act__number=act_number).select_related("procedure", "act")


def fee_counts(*, on: date) -> list[tuple[Procedure, int]]:
    """Return every procedure, in Vietnamese order, with the number of its fee rules that hold on a day."""
    holds = Q(fee_rules__valid_from__lte=on) & (Q(fee_rules__valid_to=None) | Q(fee_rules__valid_to__gt=on))
    rows = Procedure.objects.annotate(n=Count("fee_rules", filter=holds)).order_by("sort_key")
    return [(row, row.n) for row in rows]


def in_force_or_newest(*, code: str, on: date) -> ProcedureVersion | None:
    """Return the version that holds on a day, else the newest one; None when there is no such procedure."""
    rows = ProcedureVersion.objects.filter(procedure__code=code).select_related("procedure").order_by("-number")
    return next((row for row in rows if row.holds_on(on)), rows[0] if rows else None)


def fee_table(procedure_id: int) -> list[FeeRule]:
    """Return every fee rule of a procedure, past, present and to come, as the control site shows them."""
    rows = FeeRule.objects.filter(procedure_id=procedure_id).select_related("act", "procedure")
    return list(rows.order_by("code", "channel", "group", "level", "-valid_from"))


def unchecked(*, version: ProcedureVersion) -> list[str]:
    """Return the places of the sheet that were not yet compared with the official text: ``fees.0.law``, ``limit``."""
    return unchecked_places(version.sheet)


def answer_words(*, version: ProcedureVersion, answers: Mapping[str, Any]) -> dict[str, str]:
    """Return the answers as people read them, by pointer; in Vietnamese, as papers of the state are."""
    with override("vi"):
        rows = [row for section in version.form.summary(answers) for row in section.rows]
    return {row.pointer: row.value for row in rows}


def is_by_hand(*, version: ProcedureVersion, answers: Mapping[str, Any]) -> bool:
    """Tell whether the result for these answers is signed and sealed by hand, on paper."""
    text = version.sheet["result"].get("by_hand_if", "")
    return bool(text) and Expression(text).holds(answers)


def result_data(
    *,
    version: ProcedureVersion,
    answers: Mapping[str, Any],
    number: str,
    date: date,
    agency: str,
    place: str,
    signer_titles: list[str],
    signer_name: str,
    parent: str = "",
    code: str = "",
    qr: str = "",
    extra: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the data that a result template prints: frame, ``answers``, and ``words`` by pointer as people read them.

    ``extra`` is what officers added on the way, such as the child's personal number.
    """
    return {
        "code": code,
        "procedure": version.procedure.name,
        "number": number,
        "date": date.isoformat(),
        "agency": agency,
        "parent": parent,
        "place": place,
        "signer": {"titles": signer_titles, "name": signer_name},
        "qr": qr,
        "answers": dict(answers),
        "words": answer_words(version=version, answers=answers),
        "extra": dict(extra or {}),
    }
