"""Filing: a checked submission becomes a bundle with its dossier, once."""

import contextlib
import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Bundle, Dossier, Move, Origin, Paper, Runner
from congvu.dossiers.operations import answer_files, charging, moves, vaulting
from congvu.dossiers.operations.later import ByHand, check_moment
from congvu.dossiers.operations.mandates import ConsentMissing, attach_scan, mandate_for
from congvu.dossiers.operations.outside import sending
from congvu.dossiers.queries import outside
from congvu.dossiers.queries.account import distinct_key
from congvu.files import operations as files
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.kept import one_look
from congvu.kit.text import clean, fold
from congvu.numbering import operations as numbering
from congvu.people import queries as people
from congvu.people.models import Agency, Party
from congvu.places.models import is_valid_on

KEY_LENGTH = 100


class FormIncomplete(Refusal):
    """The form does not hold; ``errors`` names each field, what is wrong and how to mend it."""

    def __init__(self, errors: Sequence[Any]) -> None:
        super().__init__(_("Tờ khai còn %(n)s chỗ cần sửa.") % {"n": len(errors)})
        self.errors = list(errors)


class PapersMissing(Refusal):
    """Papers that must be filed are not there; ``papers`` lists them by code."""

    def __init__(self, papers: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(_("Còn thiếu giấy tờ: %(names)s.") % {"names": "; ".join(paper["name"] for paper in papers)})
        self.papers = list(papers)


class AgencyClosed(Refusal):
    """The agency does not exist on that day."""


class LoginTooWeak(Refusal):
    """The citizen has proved who they are at a lower level than the procedure demands."""


@dataclass(frozen=True, kw_only=True)
class PaperIn:
    """A paper that is filed: code in the sheet, and a stored file, a vault paper or an original at the counter."""

    code: str
    file_use: str = ""
    file_owner: str = ""
    """Under whose name the file was stored before: the filer's draft, the counter's entry."""
    kind: str = Paper.Kind.ELECTRONIC
    vault_id: str = ""
    note: str = ""
    """What the desk says of it: an original that was seen and given back at once."""
    """A paper of the owner's vault, used instead of a file."""


class ConditionsNotMet(Refusal):
    """The procedure's own conditions speak against these answers; the text says which and what to do."""


def missing_papers(
    version: ProcedureVersion, values: Mapping[str, Any], filed: set[str], *, on: dt.date
) -> list[Mapping[str, Any]]:
    """Return the papers that these answers make mandatory and that are not filed."""
    asked = catalogue.papers_asked(version=version, answers=values, on=on)
    return [paper for paper in asked if paper["required"] and paper["code"] not in filed]


@one_look()
def submit(
    *,
    version_id: int,
    agency_id: int,
    owner_id: int,
    values: Mapping[str, Any],
    values_owner: str = "",
    papers: Sequence[PaperIn] = (),
    return_by: str,
    return_address: str = "",
    origin: str = Origin.PORTAL,
    submission_key: str,
    submitter_id: int | None = None,
    mandate_id: int | None = None,
    competent_agency_id: int | None = None,
    by_hand: ByHand | None = None,
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """File a dossier. The same ``submission_key`` by the same person gives the same dossier, however often it is sent.

    :param values_owner: under whose name files that answer questions were stored: the filer's draft, the desk's entry
    :param agency_id: the agency that takes it in; it is competent too unless ``competent_agency_id`` says otherwise
    :param mandate_id: by which consent the submitter files for the owner (``record_mandate``)
    :param by_hand: it was taken in by hand while the desk was cut off: it has that code, and counts from that minute
    :raises ConsentMissing: somebody files for another without it
    :raises FormIncomplete: with every field that does not hold
    :raises ConditionsNotMet: when the procedure cannot be used with these answers
    :raises PapersMissing: with every mandatory paper that is not there
    :raises LoginTooWeak: when the citizen's VNeID level is below the procedure's
    :raises AgencyClosed: when the agency is not in being on that day
    :raises PaperUnknown, PaperNotUsable: when a paper of the vault is another's, does not fit, or holds no longer
    :raises NotAllowed: when a citizen files for a party that is not himself, or an official has no desk there
    :raises MomentUnfit, BlockUnknown, CodeNotFree: by hand, at a minute or with a code that cannot be
    """
    submitter_id, submission_key = submitter_id or owner_id, _kept_key(submission_key)
    if (known := _already(submitter_id, submission_key)) is not None:
        return known
    version = catalogue.version(id=version_id)
    when = check_moment(by_hand.happened_at, at=at) if by_hand else at
    agency = _agency_on(agency_id, when)
    system = outside.system_running(version=version, on=timezone.localdate(when))
    competent = _agency_on(competent_agency_id, when) if competent_agency_id else agency
    if system and not competent_agency_id:
        level = str(version.sheet["agency"]["level"])
        competent = outside.agency_near(system=system, agency=agency, on=timezone.localdate(when), level=level)
    if by.assurance is not None and by.assurance < version.login_level:
        raise LoginTooWeak(
            _("Thủ tục này cần tài khoản VNeID mức %(level)s. Đăng nhập lại rồi nộp, bản nháp còn đó.")
            % {"level": version.login_level}
        )
    by = _who_files(by, origin=origin, submitter_id=submitter_id, agency=agency, at=at)
    others = by.kind == ActorKind.CITIZEN and owner_id != by.id and owner_id not in people.same_person(by.id or 0)
    if others and mandate_id is None:
        raise ConsentMissing(_("Bạn không thể nộp hồ sơ thay người này khi chưa có ủy quyền."))
    day = timezone.localdate(when)
    outcome = version.form.clean(dict(values), context={"today": day})
    if outcome.errors:
        raise FormIncomplete(outcome.errors)
    if broken := catalogue.broken_conditions(version=version, answers=outcome.values, on=day):
        raise ConditionsNotMet(" ".join(broken))
    if missing := missing_papers(version, outcome.values, {paper.code for paper in papers}, on=day):
        raise PapersMissing(missing)
    try:
        with transaction.atomic():
            mandate = mandate_id and mandate_for(
                mandate_id,
                owner_id=owner_id,
                submitter_id=submitter_id,
                procedure_id=version.procedure_id,
                by=by,
                at=at,
            )
            bundle = Bundle.objects.create(
                mandate=mandate or None,
                submission_key=submission_key,
                submitter_id=submitter_id,
                submitted_at=when,
                origin=origin,
                partner_id=by.id if by.kind == ActorKind.PARTNER else None,
            )
            if mandate and mandate.agent_id:
                by = replace(by, acts_for=mandate.owner.name)
            return _write(
                bundle,
                version,
                agency,
                competent,
                owner_id,
                outcome.values,
                values_owner,
                papers,
                return_by,
                return_address,
                system,
                by_hand,
                by,
                at,
            )
    except IntegrityError:
        if (known := _already(submitter_id, submission_key)) is not None:
            return known
        raise


def _write(
    bundle: Bundle,
    version: ProcedureVersion,
    agency: Agency,
    competent: Agency,
    owner_id: int,
    values: Mapping[str, Any],
    values_owner: str,
    papers: Sequence[PaperIn],
    return_by: str,
    return_address: str,
    system: str,
    by_hand: ByHand | None,
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    owner, when, held = Party.objects.get(pk=owner_id), at, None
    if by_hand is not None:
        when = by_hand.happened_at
        held = numbering.claim(code_id=by_hand.code_id, agency=agency, happened_at=when)
    code = held.code if held else numbering.issue_code(kind="dossier", agency_code=agency.code, at=at)
    dossier = Dossier(
        bundle=bundle,
        code=code,
        code_issuer=agency.code,
        version=version,
        title=title_of(version, values),
        origin=bundle.origin,
        runner=Runner.OUTSIDE if system else Runner.HERE,
        receiving_agency=agency,
        competent_agency=competent,
        owner=owner,
        owner_snapshot={
            "name": owner.name,
            "identifier": owner.identifier,
            "phone": owner.phone,
            "email": owner.email,
            "address": owner.address_text,
        },
        values=dict(values),
        return_by=return_by,
        return_address=clean(return_address)[:300],
        submitted_at=when,
    )
    dossier.search_text = search_text_of(dossier)
    dossier.distinct_key = distinct_key(sheet=dossier.version.sheet, values=dossier.values)
    dossier.save(force_insert=True)
    if held is not None:
        numbering.give(held, subject=dossier.subject, at=at)
    add_papers(dossier, papers, by=by, at=at)
    attach_scan(dossier, by=by, at=at)
    answer_files.take(dossier, values_owner=values_owner, by=by, at=at)
    recorded = None if when == at else at
    Move.objects.create(
        dossier=dossier, before=None, after=State.REGISTERED, at=when, recorded_at=recorded, by=by.snapshot()
    )
    charging.wait_for_payment(dossier, by=by, at=at)
    if system:
        sending.begin(dossier, system=system, by=by, at=at)
    if dossier.state == State.REGISTERED:
        moves.open_work(dossier, at=at)
    else:
        moves.refresh_work(dossier, at=at)
    data = {"origin": bundle.origin, "papers": len(papers)} | ({"mandate": bundle.mandate_id} if bundle.mandate else {})
    moves.trace(dossier, "dossier.submit", by=by, at=at, happened_at=when, data=data)
    moves.tell(dossier, "dossier_submitted", key="submitted", at=at)
    return dossier


def add_papers(dossier: Dossier, papers: Sequence[PaperIn], *, by: Actor, at: dt.datetime) -> None:
    """Attach papers; the files pass from the draft to the dossier."""
    names = {paper["code"]: catalogue.words(paper["name"]) for paper in dossier.version.papers}
    given = [(uuid.UUID(paper.file_use), paper.file_owner) for paper in papers if paper.file_use and not paper.vault_id]
    passed = iter(files.pass_all_on(uses=given, owner=dossier.subject, by=by, at=at))
    rows: list[Paper] = []
    for paper in papers:
        name = names.get(paper.code, paper.code)
        if paper.vault_id:
            vaulting.take_paper(dossier, code=paper.code, name=name, vault_id=paper.vault_id, by=by, at=at)
            continue
        use_id = next(passed).pk if paper.file_use else None
        rows.append(
            Paper(
                dossier=dossier,
                code=paper.code,
                name=name,
                kind=paper.kind,
                file_use=use_id,
                note=paper.note,
                added_at=at,
            )
        )
    Paper.objects.bulk_create(rows)


def _kept_key(submission_key: str) -> str:
    """Return the key as it is kept: what is too long or no plain text, by its digest."""
    plain = clean(submission_key)
    if plain == submission_key and len(plain) <= KEY_LENGTH:
        return plain
    return hashlib.sha256(submission_key.encode(errors="replace")).hexdigest()


def _already(submitter_id: int, submission_key: str) -> Dossier | None:
    return Dossier.objects.filter(bundle__submitter_id=submitter_id, bundle__submission_key=submission_key).first()


def _agency_on(agency_id: int, at: dt.datetime) -> Agency:
    name = _("Cơ quan này")
    with contextlib.suppress(Agency.DoesNotExist):
        agency = people.agency_of_id(agency_id)
        if is_valid_on(agency, timezone.localdate(at)):
            return agency
        name = agency.name
    raise AgencyClosed(_("%(name)s không hoạt động vào ngày này. Chọn cơ quan khác.") % {"name": name})


def _who_files(by: Actor, *, origin: str, submitter_id: int, agency: Agency, at: dt.datetime) -> Actor:
    if by.kind == ActorKind.CITIZEN and by.id == submitter_id:
        return by
    if by.kind == ActorKind.OFFICIAL and origin != Origin.PORTAL:
        return people.require(by=by, roles=["reception"], agency_id=agency.pk, at=at)
    if by.kind == ActorKind.SYSTEM or (by.kind == ActorKind.PARTNER and origin == Origin.PARTNER):
        return by
    raise NotAllowed(_("Bạn không thể nộp hồ sơ thay người này khi chưa có ủy quyền."))


def _about(version: ProcedureVersion, values: Mapping[str, Any]) -> str:
    """Return who or what the dossier is about: the answer that the sheet's ``about`` points at."""
    found: Any = values
    for part in filter(None, str(version.sheet.get("about", "")).split(".")):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found[:200] if isinstance(found, str) else ""


def title_of(version: ProcedureVersion, values: Mapping[str, Any]) -> str:
    """Return what lists call the dossier: the procedure's short name and whom it is about."""
    about = _about(version, values)
    return f"{version.procedure.short_name} · {about}" if about else version.procedure.short_name


def search_text_of(dossier: Dossier) -> str:
    """Return all by which the dossier is found, folded."""
    return fold(
        f"{dossier.code} {dossier.owner_snapshot.get('name', '')} {dossier.title} {dossier.version.procedure.name}"
    )
