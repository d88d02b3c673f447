"""What the catalogue does: take in proposals, put a version in force, withdraw one."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.drafting import (
    WRITERS,
    DraftRefused,
    DraftStale,
    begin_draft,
    begin_new,
    discard_draft,
    note_trial,
    proposal_of,
    recall_draft,
    return_draft,
    save_draft,
    second_person,
    settle,
    submit_draft,
)
from congvu.catalogue.folders import Proposal, read_folder, read_yaml
from congvu.catalogue.levelling import LevelRefused, set_level, set_levels, withdraw_level
from congvu.catalogue.listing.reading import ListUnreadable
from congvu.catalogue.listing.taking import ListRefused, Plan, plan_list
from congvu.catalogue.listing.taking import take_list as take_planned
from congvu.catalogue.models import (
    Citation,
    Draft,
    Field,
    LegalAct,
    LifeEvent,
    Procedure,
    ProcedureVersion,
    VersionState,
)
from congvu.catalogue.packing import PackRefused, pack, unpack
from congvu.catalogue.repealing import RepealRefused, repeal_act
from congvu.catalogue.reviewing import RateRefused, set_rate
from congvu.catalogue.sheets import SheetRefused, citations
from congvu.catalogue.tariff import FeeRuleRefused, draft_fee, end_fee, set_fee, take_in
from congvu.catalogue.trials import Trial, trial_answers, try_draft
from congvu.catalogue.writing import content_of
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean, fold, sort_key
from congvu.numbering import operations as numbering
from congvu.people import queries as people
from congvu.processes import operations as processes

__all__ = [
    "DraftRefused",
    "DraftStale",
    "FeeRuleRefused",
    "LevelRefused",
    "ListRefused",
    "ListUnreadable",
    "PackRefused",
    "Plan",
    "RateRefused",
    "RepealRefused",
    "SheetRefused",
    "Trial",
    "VersionNotReady",
    "approve_draft",
    "begin_draft",
    "begin_new",
    "discard_draft",
    "draft_fee",
    "end_fee",
    "export_version",
    "import_pack",
    "load_life_events",
    "note_trial",
    "plan_list",
    "propose",
    "publish",
    "read_folder",
    "recall_draft",
    "repeal_act",
    "return_draft",
    "save_draft",
    "set_fee",
    "set_level",
    "set_levels",
    "set_rate",
    "submit_draft",
    "take_list",
    "trial_answers",
    "try_draft",
    "withdraw",
    "withdraw_level",
]

LIFE_EVENTS = Path(__file__).parent / "shipped" / "life_events.yaml"
PARTS = {"fees": "fee", "papers": "paper", "limit": "limit", "declaration_forms": "form"}


class VersionNotReady(Refusal):
    """A version cannot be put in force or withdrawn on that day."""


def plain(words: str | Mapping[str, str]) -> str:
    """Return the Vietnamese of a text that may come in two languages."""
    return words if isinstance(words, str) else words["vi"]


@transaction.atomic
def load_life_events() -> int:
    """Write the shipped list of life events; return how many there are."""
    rows = read_yaml(LIFE_EVENTS)
    for position, row in enumerate(rows):
        LifeEvent.objects.update_or_create(code=row["code"], defaults={**row, "position": position})
    return len(rows)


@transaction.atomic
def propose(*, proposal: Proposal, by: Actor, at: datetime) -> ProcedureVersion | None:
    """Take in a version, unless one with the same content is there; never change one that is.

    The first version of a procedure is put in force at once; a later one waits for :func:`publish`.

    :raises DefinitionRefused: when the process cannot be run
    """
    known = ProcedureVersion.objects.filter(procedure__code=proposal.code)
    if known.filter(digest=proposal.digest).exists():
        return None
    is_first = not known.exists()
    procedure = _procedure(proposal, is_first=is_first)
    definition = processes.define(
        key=proposal.code, steps=proposal.steps, bpmn=proposal.bpmn, name=plain(proposal.sheet["short_name"])
    )
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=(known.aggregate(last=Max("number"))["last"] or 0) + 1,
        sheet=proposal.sheet,
        form_definition=proposal.form,
        definition=definition,
        steps=proposal.steps,
        sample=proposal.sample,
        result_template=proposal.result_template,
        state=VersionState.IN_FORCE if is_first else VersionState.PROPOSED,
        valid_from=proposal.valid_from,
        valid_to=proposal.valid_to,
        digest=proposal.digest,
        created_at=at,
    )
    _cite(version)
    if is_first:
        take_in(version, before=None)
    result = proposal.sheet["result"]
    if template := result.get("number_template"):
        numbering.propose_format(
            kind=result["number_kind"],
            template=template,
            valid_from=proposal.valid_from,
            legal_basis=", ".join(row["act"] for row in proposal.sheet["legal_basis"]),
        )
    _record("procedure_proposed", version, by, at)
    return version


def take_list(*, plan: Plan, by: Actor, at: datetime) -> None:
    """Take the national list in as planned, all of it or nothing. For the province's administrator.

    :raises NotAllowed: for anybody else
    :raises ListRefused: when a row does not hold
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    take_planned(plan=plan, propose=propose, publish=publish, by=by, at=at)


@transaction.atomic
def publish(*, version_id: int, valid_from: date, by: Actor, at: datetime) -> ProcedureVersion:
    """Put a proposed version in force from a day on; the one before it ends that day. For the province's administrator.

    :raises NotAllowed: for anybody else
    :raises VersionNotReady: when it is not proposed, or a later version is already set
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    version = ProcedureVersion.objects.select_for_update().select_related("procedure").get(id=version_id)
    if version.state != VersionState.PROPOSED:
        raise VersionNotReady(_("Phiên bản này không còn ở trạng thái đề xuất."))
    others = ProcedureVersion.objects.select_for_update().filter(
        Q(valid_to=None) | Q(valid_to__gt=valid_from), procedure=version.procedure, state=VersionState.IN_FORCE
    )
    before = _sheet_before(version)
    for other in others:
        if other.valid_from >= valid_from:
            raise VersionNotReady(
                _("Đã có phiên bản %(number)s áp dụng từ %(day)s. Hãy chọn ngày sau đó.")
                % {"number": other.number, "day": f"{other.valid_from:%d/%m/%Y}"}
            )
        other.valid_to = valid_from
        other.save(update_fields=["valid_to"])
    version.state, version.valid_from = VersionState.IN_FORCE, valid_from
    if version.valid_to and version.valid_to <= valid_from:
        version.valid_to = None
    version.save(update_fields=["state", "valid_from", "valid_to"])
    take_in(version, before=before)
    _describe(version.procedure, version.sheet)
    _record("procedure_published", version, by, at)
    return version


@transaction.atomic
def approve_draft(*, draft_id: int, valid_from: date, by: Actor, at: datetime) -> ProcedureVersion:
    """Approve what another has handed in: it becomes a version that holds from a day on (duyệt, ban hành).

    :raises NotAllowed: for the writer, and for who does not administer the province
    :raises DraftRefused: for a day that is past
    :raises VersionNotReady: when its content is a version already, or a later version is set
    """
    draft, by = second_person(draft_id, by, at)
    if valid_from < timezone.localdate(at):
        raise DraftRefused(_("Ngày áp dụng đã qua. Chọn hôm nay hoặc một ngày sau."))
    version = propose(proposal=proposal_of(draft, valid_from=valid_from), by=by, at=at)
    if version is None:
        raise VersionNotReady(_("Nội dung này trùng với một phiên bản đã có, không có gì để ban hành."))
    if version.state == VersionState.PROPOSED:
        version = publish(version_id=version.pk, valid_from=valid_from, by=by, at=at)
    settle(Draft.objects.get(pk=draft.pk), version, by=by, at=at)
    return version


@transaction.atomic
def withdraw(*, version_id: int, reason: str, by: Actor, at: datetime) -> ProcedureVersion:
    """End a version today, without one to follow. Dossiers filed under it go on. For the province's administrator.

    :raises NotAllowed: for anybody else
    :raises VersionNotReady: when it is not in force
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    version = ProcedureVersion.objects.select_for_update().select_related("procedure").get(id=version_id)
    if version.state != VersionState.IN_FORCE:
        raise VersionNotReady(_("Chỉ thu hồi được phiên bản đang áp dụng."))
    version.state = VersionState.WITHDRAWN
    version.valid_to = max(timezone.localdate(at), version.valid_from + timedelta(days=1))
    version.save(update_fields=["state", "valid_to"])
    _record("procedure_withdrawn", version, by, at, reason=reason)
    return version


@transaction.atomic
def export_version(*, version_id: int, by: Actor, at: datetime) -> bytes:
    """Return a version as one ZIP that another province can read, compare and bring in.

    :raises NotAllowed: for who administers nothing
    """
    by = people.require(by=by, roles=(*WRITERS, "auditor"), at=at)
    version = ProcedureVersion.objects.select_related("procedure").get(pk=version_id)
    content = content_of(version)
    packed = pack(content, at=at)
    _record("procedure_exported", version, by, at, sha256=hashlib.sha256(packed).hexdigest())
    return packed


def import_pack(*, data: bytes, name: str, by: Actor, at: datetime) -> Draft:
    """Bring a ZIP of another province in, as a draft of one's own.

    :raises PackRefused: for anything but the named text files that belong to each other, without faults
    :raises DraftRefused: while an own draft of the procedure is open
    :raises NotAllowed: for who administers nothing
    """
    by = people.require(by=by, roles=WRITERS, at=at)
    content, origin = unpack(data)
    return begin_new(content=content, origin={**origin, "name": clean(name)[:200]}, by=by, at=at)


def _sheet_before(version: ProcedureVersion) -> dict[str, Any] | None:
    """Return the sheet last put in force, whose fees stand in the table."""
    known = ProcedureVersion.objects.filter(procedure=version.procedure).exclude(state=VersionState.PROPOSED)
    return known.order_by("-valid_from").values_list("sheet", flat=True).first()


def _procedure(proposal: Proposal, *, is_first: bool) -> Procedure:
    sheet = proposal.sheet
    field, _made = Field.objects.get_or_create(
        code=sheet["field"]["code"],
        defaults={"name": sheet["field"]["name"], "sort_key": sort_key(sheet["field"]["name"])},
    )
    if not is_first:
        return Procedure.objects.get(code=proposal.code)
    procedure = Procedure(code=proposal.code, field=field)
    _describe(procedure, sheet)
    return procedure


def _describe(procedure: Procedure, sheet: dict[str, Any]) -> None:
    """Write how the procedure is called, where it stands and how it is found."""
    procedure.name, procedure.short_name = clean(plain(sheet["name"])), clean(plain(sheet["short_name"]))
    procedure.sort_key = sort_key(procedure.name)
    names = [procedure.short_name, procedure.name, *sheet.get("aliases", [])]
    procedure.aliases = list(dict.fromkeys(fold(name) for name in names))
    together = [name.replace(" ", "") for name in procedure.aliases]
    procedure.folded = "\n".join([*procedure.aliases, *together, fold(procedure.code)])
    procedure.popularity = sheet.get("popularity", 0)
    procedure.field = Field.objects.filter(code=sheet["field"]["code"]).first() or procedure.field
    procedure.save()
    procedure.life_events.set(LifeEvent.objects.filter(code__in=sheet.get("life_events", [])))


def _cite(version: ProcedureVersion) -> None:
    acts = {}
    for row in version.sheet["legal_basis"]:
        days = {key: row[key] for key in ("issued_on", "valid_from", "valid_to") if key in row}
        acts[row["act"]], _made = LegalAct.objects.get_or_create(
            number=row["act"], defaults={"title": row["title"], **days}
        )
    rows = [
        Citation(version=version, act=acts[r["act"]], article=r["articles"], part="procedure")
        for r in version.sheet["legal_basis"]
    ]
    for place, law in citations(version.sheet):
        part, *where = place.split(".")
        code = version.sheet[part][int(where[0])].get("code", "") if where[0].isdigit() else ""
        rows.append(
            Citation(
                version=version,
                act=acts[law["act"]],
                article=law.get("article", ""),
                part=PARTS.get(part, "procedure"),
                part_code=code,
            )
        )
    Citation.objects.bulk_create(rows)


def _record(action: str, version: ProcedureVersion, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        action=action,
        subject=f"procedure:{version.procedure_id}",
        label=f"{version.procedure.code} v{version.number}",
        data={"version": version.number, "valid_from": version.valid_from.isoformat(), **data},
        by=by,
        at=at,
    )
