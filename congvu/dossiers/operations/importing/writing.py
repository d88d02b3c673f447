"""One dossier of the older system, written whole: under its old code, with its old promise, at the step it stood at."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.lifecycle import CLOSED, ENDED, State
from congvu.dossiers.models import (
    Bundle,
    Dossier,
    DossierAlias,
    ImportBatch,
    ImportedDossier,
    Move,
    Outcome,
    Runner,
    SupplementRequest,
)
from congvu.dossiers.operations import charging, intake, moves
from congvu.dossiers.operations.importing import clocks, playing
from congvu.dossiers.operations.importing.cases import Case, CaseRefused, answers_of
from congvu.dossiers.queries import outside
from congvu.dossiers.queries.account import distinct_key
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import Declined
from congvu.kit.tables import Problem
from congvu.payments import operations as payments
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.people.models import Agency, Party


@transaction.atomic
def write(case: Case, batch: ImportBatch, *, by: Actor, at: dt.datetime) -> Dossier:
    """Write one dossier; nothing of it stays when any part is refused.

    :raises CaseRefused: naming row and column
    """
    version = _version(case, at=at)
    receiving = _agency(case, "receiving_agency", at=at)
    competent = _agency(case, "competent_agency", at=at) if case.row["competent_agency"] else receiving
    owner = _owner(case, by=by, at=at)
    dossier = _dossier(case, version, receiving, competent, owner)
    dossier.save(force_insert=True)
    for issuer, code in _other_codes(case):
        DossierAlias.objects.create(dossier=dossier, issuer=issuer, code=code)
    _write_moves(dossier, case)
    clocks.write(dossier, case, by=by, at=at)
    _write_supplements(dossier, case)
    if case.row["fee_due"]:
        line = payments.Line(
            code="duty", name=case.row["note"] or _("Khoản phải nộp từ hệ thống cũ"), amount=case.row["fee_due"]
        )
        agency_id = competent.pk if case.is_worked else receiving.pk
        charging.charge_lines(dossier, [line], key="import", agency_id=agency_id, by=by, at=at)
    steps = playing.play(dossier, case, by=by, at=at)
    moves.hand_over(
        dossier,
        giver=Actor(kind=ActorKind.SYSTEM, name=case.row["issuer"]),
        receiver={"agency_name": competent.name, "agency_code": competent.code},
        step_name=_("Chuyển từ hệ thống cũ"),
        at=at,
        recorded_at=at,
    )
    waits_since = dossier.submitted_at if dossier.state == State.REGISTERED else at
    moves.refresh_work(dossier, steps=steps, at=waits_since)
    if dossier.state not in CLOSED | {State.SUPPLEMENT_REQUIRED} and not dossier.work_items.exists():
        raise CaseRefused([case.wrong(_("Không tìm được ai phải làm việc tiếp với hồ sơ này."), "state")])
    files = len(case.of("files.csv"))
    ImportedDossier.objects.create(dossier=dossier, batch=batch, digest=case.digest, state=dossier.state, files=files)
    data: dict[str, object] = {"issuer": dossier.code_issuer, "state": int(dossier.state), "files": files}
    moves.trace(dossier, "dossier.import", by=by, at=at, data={**data, "batch": batch.pk, "sha256": case.digest})
    return dossier


def _version(case: Case, *, at: dt.datetime) -> ProcedureVersion:
    code, on = case.row["procedure"], timezone.localdate(case.row["submitted_at"])
    found = catalogue.in_force_or_newest(code=code, on=on)
    if found is None:
        raise CaseRefused([case.wrong(_("Danh mục không có thủ tục này."), "procedure")])
    version = catalogue.version(id=found.pk)
    if case.state not in ENDED and outside.system_running(version=version, on=timezone.localdate(at)):
        message = _("Thủ tục này do hệ thống của ngành giải quyết; chỉ nhập được hồ sơ đã kết thúc.")
        raise CaseRefused([case.wrong(message, "procedure")])
    return version


def _agency(case: Case, column: str, *, at: dt.datetime) -> Agency:
    """Return the agency of a code: of an open dossier one that works today, of a closed one that of its day."""
    moment = case.row["ended_at"] if case.state in CLOSED else at
    for on in (timezone.localdate(moment), timezone.localdate(case.row["submitted_at"])):
        try:
            agency = people.agency(code=case.row[column], on=on)
        except Agency.DoesNotExist:
            if case.state not in CLOSED:
                break
            continue
        return people.agency_of_id(agency.pk)
    message = _("Không có cơ quan mã này đang hoạt động. Nếu đã sắp xếp lại, ghi mã cơ quan kế thừa.")
    raise CaseRefused([case.wrong(message, column)])


def _owner(case: Case, *, by: Actor, at: dt.datetime) -> Party:
    row = case.row
    kind = row["owner_kind"] or Party.Kind.PERSON
    try:
        return people_operations.take_party(
            kind=kind,
            identifier_kind=row["owner_id_kind"] or (Party.IdentifierKind.PERSONAL if row["owner_id"] else ""),
            identifier=row["owner_id"],
            name=row["owner_name"],
            birth_date=row["owner_birth_date"],
            sex=row["owner_sex"],
            phone=row["owner_phone"],
            email=row["owner_email"],
            address_text=row["owner_address"],
            place_code=row["owner_place"],
            by=by,
            at=at,
        )
    except Declined as refused:
        raise CaseRefused([case.wrong(str(refused), "owner_id")]) from refused


def _dossier(case: Case, version: ProcedureVersion, receiving: Agency, competent: Agency, owner: Party) -> Dossier:
    row, state = case.row, case.state
    code, issuer = case.code.upper(), row["issuer"]
    if Dossier.objects.filter(code_issuer=issuer, code=code).exists():
        raise CaseRefused([case.wrong(_("Mã này của nơi cấp này đã có trong hệ thống."), "code")])
    outcome = version.form.clean(answers_of(case), context={"today": timezone.localdate(row["submitted_at"])})
    if outcome.errors and state not in ENDED:
        raise CaseRefused([_of_answer(case, error.pointer, error.message) for error in outcome.errors])
    bundle = Bundle.objects.create(
        submission_key=f"import:{issuer}:{code}"[:100],
        submitter=owner,
        submitted_at=row["submitted_at"],
        origin=row["origin"],
    )
    dossier = Dossier(
        bundle=bundle,
        code=code,
        code_issuer=issuer,
        version=version,
        title=row["title"] or intake.title_of(version, outcome.values),
        state=state,
        active_state=case.active_state,
        state_before=row["state_before"],
        origin=row["origin"],
        runner=Runner.HERE,
        receiving_agency=receiving,
        competent_agency=competent,
        owner=owner,
        owner_snapshot={
            "name": row["owner_name"],
            "identifier": row["owner_id"],
            "phone": row["owner_phone"],
            "email": row["owner_email"],
            "address": row["owner_address"],
        },
        values=dict(outcome.values),
        return_by=row["return_by"],
        return_address=row["return_address"],
        submitted_at=row["submitted_at"],
        received_at=row["received_at"],
        competent_received_at=case.started_at,
        late_since=row["late_since"],
        late_ground=row["late_ground"] or (_("Đã chậm ở hệ thống cũ") if row["late_since"] else ""),
        done_at=row["ended_at"] if state in {State.DONE, State.RETURNED} else None,
        returned_at=row["returned_at"] if state == State.RETURNED else None,
        ended_at=row["ended_at"],
        outcome=row["outcome"] or Outcome.NONE,
        result_number=row["result_number"],
        result_date=row["result_date"],
    )
    others = " ".join(code for _issuer, code in _other_codes(case))
    dossier.distinct_key = distinct_key(sheet=dossier.version.sheet, values=dossier.values)
    dossier.search_text = f"{intake.search_text_of(dossier)} {others.casefold()}".strip()
    return dossier


def _of_answer(case: Case, pointer: str, message: str) -> Problem:
    row = next((one for one in case.of("answers.csv") if one["pointer"] == pointer), None)
    return Problem("answers.csv", row.number if row else 0, pointer, f"{case.code}: {message}")


def _other_codes(case: Case) -> list[tuple[str, str]]:
    """Return the dossier's further codes: ``issuer:code``, several with a bar between them."""
    found = []
    for said in filter(None, case.row["other_codes"].split("|")):
        issuer, _colon, code = said.strip().partition(":")
        if not issuer or not code or len(issuer) > 60 or len(code) > 80:
            raise CaseRefused([case.wrong(_("Ghi dạng “nơi cấp:mã”, nhiều mã cách nhau bằng dấu |."), "other_codes")])
        found.append((issuer, code.upper()))
    return found


def _write_moves(dossier: Dossier, case: Case) -> None:
    """Write the way of its state as the older system told it, else the way that its moments prove."""
    told = [(State(row["state"]), row["at"], row["by"], row["note"]) for row in case.of("states.csv")]
    way = told or [(state, at, "", "") for state, at in _way(case)]
    if not told:
        last = way[-1]
        way[-1] = (last[0], last[1], "", case.row["note"])
    before: State | None = None
    for after, at, name, note in way:
        by = Actor(kind=ActorKind.OFFICIAL, name=name or case.row["issuer"]).snapshot()
        Move.objects.create(dossier=dossier, before=before, after=after, at=at, by=by, note=note)
        before = after


def _way(case: Case) -> list[tuple[State, dt.datetime]]:
    row, state, active = case.row, case.state, case.active_state
    way = [(State.REGISTERED, row["submitted_at"])]
    if row["received_at"]:
        way.append((State.ACCEPTED, row["received_at"]))
    begun = case.started_at or row["received_at"]
    if begun and (active == State.PROCESSING or state in {State.STOPPED, State.DONE, State.RETURNED}):
        way.append((State.PROCESSING, begun))
    if state in {State.DONE, State.RETURNED}:
        way.append((State.DONE, row["ended_at"]))
    if state == way[-1][0]:
        return way
    asked = [one["asked_at"] for one in case.of("supplements.csv")]
    stopped = [one["at"] for one in case.of("clock.csv") if one["kind"] == "stop"]
    since: Any = {State.RETURNED: row["returned_at"], State.SUPPLEMENT_REQUIRED: max(asked, default=None)}.get(
        state, row["ended_at"]
    )
    return [*way, (state, since or max(stopped, default=way[-1][1]))]


def _write_supplements(dossier: Dossier, case: Case) -> None:
    asked: dict[dt.datetime, SupplementRequest] = {}
    for row in case.of("supplements.csv"):
        kind = "paper" if row["pointer"] in {paper["code"] for paper in dossier.version.papers} else "field"
        item = {"kind": kind, "pointer": row["pointer"], "label": row["label"], "problem": row["reason"]}
        request = asked.get(row["asked_at"])
        if request is None:
            name = row["by"] or case.row["issuer"]
            request = asked[row["asked_at"]] = SupplementRequest(
                dossier=dossier,
                items=[],
                reason=row["reason"],
                contact=name[:200],
                asked_at=row["asked_at"],
                answer_by=row["answer_by"],
                answered_at=row["answered_at"],
                by=Actor(kind=ActorKind.OFFICIAL, name=name).snapshot(),
            )
        request.items.append(item)
    SupplementRequest.objects.bulk_create(asked.values())
