"""Writing a version without a programmer: drafted, tried, handed in, approved by a second person, in force from a day.

A draft belongs to who writes it and may have faults on the way; nothing typed is ever thrown away. What is handed in is
frozen until it is decided. A version that dossiers run on is never touched: all of this ends in a further version.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.folders import Proposal
from congvu.catalogue.models import Draft, DraftState, Procedure, ProcedureVersion
from congvu.catalogue.sheets import problems
from congvu.catalogue.writing import Content, content_of
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, Refusal, Stale
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.processes import queries as processes

WRITERS = ("province_admin", "agency_admin")
APPROVERS = ("province_admin",)


class DraftRefused(Refusal):
    """A draft cannot be begun, handed in, approved or sent back: the text says why."""


class DraftStale(Stale):
    """Something newer was saved meanwhile, from another window."""


def faults(draft: Draft) -> list[str]:
    """Return what keeps a draft from being published, each with its place in the sheet; empty when all is well."""
    found = problems(draft.sheet)
    steps = draft.sheet.get("steps")
    try:
        if isinstance(steps, list):
            processes.drawn(key=draft.code, steps=steps)
        elif draft.bpmn:
            processes.drawn(key=draft.code, bpmn=draft.bpmn.encode())
        else:
            found.append("steps: thiếu tệp quy trình")
    except processes.DefinitionRefused as refusal:
        found.append(f"steps: {refusal}")
    wanted = draft.sheet.get("result", {}).get("template")
    if wanted and not draft.result_template.strip():
        found.append("result.template: mẫu kết quả còn trống")
    return found


@transaction.atomic
def begin_draft(*, version_id: int, back_to: bool = False, by: Actor, at: datetime) -> Draft:
    """Begin to write on from a version; the writer's own open draft of the procedure, if there is one, is given back.

    :param back_to: the version is an earlier one that is to hold again as it was
    :raises NotAllowed: for who administers nothing
    :raises DraftRefused: to go back while an own draft is open
    """
    version = ProcedureVersion.objects.select_related("procedure").get(pk=version_id)
    content = content_of(version)
    if (own := _own(version.procedure.code, by)) is not None:
        if back_to:
            raise DraftRefused(_("Bạn đang soạn một bản khác của thủ tục này. Trình hoặc bỏ bản ấy trước."))
        return own
    draft = _begun(content, version.procedure, by=by, at=at, based_on=version)
    if back_to:
        draft.rolls_back_to, draft.tried_digest, draft.tried_at = version.number, draft.digest, at
        draft.save(update_fields=["rolls_back_to", "tried_digest", "tried_at"])
    return draft


@transaction.atomic
def begin_new(*, content: Content, origin: Mapping[str, str] | None = None, by: Actor, at: datetime) -> Draft:
    """Begin to write with a content of one's own: a new procedure, or one brought in from another province.

    :raises DraftRefused: while an own draft of the same code is open
    """
    code = content.code
    if _own(code, by) is not None:
        raise DraftRefused(_("Bạn đang soạn dở thủ tục %(code)s. Trình hoặc bỏ bản ấy trước.") % {"code": code})
    procedure = Procedure.objects.filter(code=code).first()
    versions = ProcedureVersion.objects.filter(procedure=procedure).order_by("-number") if procedure else None
    return _begun(content, procedure, by=by, at=at, based_on=versions.first() if versions else None, origin=origin)


def _own(code: str, by: Actor) -> Draft | None:
    open_states = (DraftState.EDITING, DraftState.SUBMITTED)
    return Draft.objects.filter(code=code, writer_id=by.id, state__in=open_states).first()


def _begun(
    content: Content,
    procedure: Procedure | None,
    *,
    by: Actor,
    at: datetime,
    based_on: ProcedureVersion | None,
    origin: Mapping[str, str] | None = None,
) -> Draft:
    by = people.require(by=by, roles=WRITERS, at=at)
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                code=content.code,
                title=content.title,
                procedure=procedure,
                based_on=based_on,
                writer_id=by.id or 0,
                sheet=content.sheet,
                bpmn=content.bpmn,
                result_template=content.result_template,
                sample=content.sample,
                origin=dict(origin or {}),
                created_at=at,
                updated_at=at,
            )
    except IntegrityError as twice:
        raise DraftRefused(_("Bạn vừa mở bản soạn của thủ tục này ở cửa sổ khác. Tải lại trang.")) from twice
    _record("catalogue.begin_draft", draft, by, at, **dict(origin or {}))
    return draft


@transaction.atomic
def save_draft(
    *,
    draft_id: int,
    revision: int,
    place: str = "",
    sheet: dict[str, Any] | None = None,
    result_template: str | None = None,
    bpmn: str | None = None,
    sample: dict[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> Draft:
    """Keep what was typed, faults and all; :func:`faults` says what is wrong with it.

    :param revision: the one that was on the screen
    :raises DraftStale: when something newer was saved meanwhile; nothing is written
    :raises NotAllowed: for anybody but the writer
    :raises DraftRefused: once it is handed in
    """
    draft, by = _locked(draft_id, by, at)
    if draft.revision != revision:
        raise DraftStale(
            _("Bản soạn đã được lưu ở cửa sổ khác lúc %(at)s. Kiểm tra những gì bạn gõ bên dưới rồi lưu lại.")
            % {"at": f"{timezone.localtime(draft.updated_at):%H:%M:%S %d/%m/%Y}"}
        )
    if sheet is not None:
        draft.sheet = {**sheet, "code": draft.code}
        draft.title = Content(sheet=draft.sheet).title
    draft.result_template = draft.result_template if result_template is None else result_template
    draft.bpmn = draft.bpmn if bpmn is None else bpmn
    draft.sample = draft.sample if sample is None else sample
    draft.rolls_back_to = None
    draft.revision, draft.updated_at = draft.revision + 1, at
    draft.save()
    _record("catalogue.save_draft", draft, by, at, place=place, revision=draft.revision)
    return draft


def _locked(draft_id: int, by: Actor, at: datetime, *, state: DraftState = DraftState.EDITING) -> tuple[Draft, Actor]:
    """Return the writer's own draft, locked, in the state it must be in."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("writer").get(pk=draft_id)
    by = people.require(by=by, roles=WRITERS, at=at)
    if draft.writer_id != by.id:
        raise NotAllowed(_("Bản này do %(who)s soạn; chỉ người ấy sửa được.") % {"who": draft.writer.full_name})
    _expect(draft, state)
    return draft, by


def _expect(draft: Draft, state: DraftState) -> None:
    if draft.state != state:
        raise DraftRefused(
            _("Bản soạn này đang ở trạng thái “%(state)s”. Tải lại trang để xem việc tiếp theo.")
            % {"state": draft.get_state_display()}
        )


@transaction.atomic
def note_trial(*, draft_id: int, digest: str, by: Actor, at: datetime) -> Draft:
    """Keep that the content of ``digest`` has run through a trial to its end."""
    draft, by = _locked(draft_id, by, at)
    draft.tried_digest, draft.tried_at = digest, at
    draft.save(update_fields=["tried_digest", "tried_at"])
    _record("catalogue.try_draft", draft, by, at, digest=digest)
    return draft


@transaction.atomic
def submit_draft(*, draft_id: int, wanted_from: date, note: str = "", by: Actor, at: datetime) -> Draft:
    """Hand a draft in for approval (trình duyệt), to hold from a day on.

    :raises DraftRefused: while it has faults, has not run through a trial, or for a day that is past
    """
    draft, by = _locked(draft_id, by, at)
    if found := faults(draft):
        raise DraftRefused(_("Bản soạn còn %(n)s chỗ cần sửa; sửa xong mới trình được.") % {"n": len(found)})
    if not draft.is_tried:
        raise DraftRefused(_("Nội dung này chưa chạy thử đến cuối. Hãy chạy thử trước khi trình."))
    _check_day(wanted_from, at)
    draft.state, draft.wanted_from, draft.note = DraftState.SUBMITTED, wanted_from, clean(note)[:1000]
    draft.submitted_at, draft.decision_note = at, ""
    draft.save()
    _record("catalogue.submit_draft", draft, by, at, valid_from=wanted_from.isoformat(), note=draft.note)
    return draft


def _check_day(day: date, at: datetime) -> None:
    if day < timezone.localdate(at):
        raise DraftRefused(_("Ngày áp dụng đã qua. Chọn hôm nay hoặc một ngày sau."))


@transaction.atomic
def recall_draft(*, draft_id: int, by: Actor, at: datetime) -> Draft:
    """Take back what one has handed in, to write on (rút lại)."""
    draft, by = _locked(draft_id, by, at, state=DraftState.SUBMITTED)
    draft.state = DraftState.EDITING
    draft.save(update_fields=["state"])
    _record("catalogue.recall_draft", draft, by, at)
    return draft


@transaction.atomic
def discard_draft(*, draft_id: int, by: Actor, at: datetime) -> Draft:
    """Give a draft up; it stays readable."""
    draft, by = _locked(draft_id, by, at)
    draft.state, draft.decided_at, draft.decided_by = DraftState.DISCARDED, at, by.snapshot()
    draft.save()
    _record("catalogue.discard_draft", draft, by, at)
    return draft


def second_person(draft_id: int, by: Actor, at: datetime) -> tuple[Draft, Actor]:
    """Return a draft that is handed in, locked, for the administrator who decides on it: never its writer.

    :raises NotAllowed: for the writer, who stands in for the writer, and who does not administer the province
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("writer", "procedure").get(pk=draft_id)
    by = people.require(by=by, roles=APPROVERS, at=at)
    _expect(draft, DraftState.SUBMITTED)
    if draft.writer_id in (by.id, by.acts_for_id):
        raise NotAllowed(_("Người soạn không tự duyệt bản của mình. Hãy nhờ người quản trị khác duyệt."))
    return draft, by


@transaction.atomic
def return_draft(*, draft_id: int, reason: str, by: Actor, at: datetime) -> Draft:
    """Send a draft back to its writer, with what to mend.

    :raises DraftRefused: without a reason
    """
    draft, by = second_person(draft_id, by, at)
    reason = clean(reason)[:1000]
    if not reason:
        raise DraftRefused(_("Ghi rõ chỗ cần sửa để người soạn biết."))
    draft.state, draft.decision_note = DraftState.EDITING, reason
    draft.decided_at, draft.decided_by = at, by.snapshot()
    draft.save()
    _record("catalogue.return_draft", draft, by, at, reason=reason)
    return draft


def proposal_of(draft: Draft, *, valid_from: date) -> Proposal:
    """Return the version that a draft without faults proposes."""
    sheet = {**draft.sheet, "valid_from": valid_from.isoformat()}
    form, steps = sheet.pop("form"), sheet.pop("steps")
    if sheet.get("valid_to", "9999") <= sheet["valid_from"]:
        del sheet["valid_to"]
    return Proposal(
        sheet=sheet,
        form=form,
        steps=steps if isinstance(steps, list) else None,
        bpmn=None if isinstance(steps, list) else draft.bpmn.encode(),
        result_template=draft.result_template,
        sample=draft.sample,
    )


def settle(draft: Draft, version: ProcedureVersion, *, by: Actor, at: datetime) -> Draft:
    """Note on a draft which version it became and who approved it."""
    draft.state, draft.version, draft.procedure = DraftState.PUBLISHED, version, version.procedure
    draft.decided_at, draft.decided_by = at, by.snapshot()
    draft.save()
    _record("catalogue.approve_draft", draft, by, at, version=version.number, valid_from=version.valid_from.isoformat())
    return draft


def _record(action: str, draft: Draft, by: Actor, at: datetime, **data: Any) -> None:
    audit.record(
        action=action,
        subject=f"procedure_draft:{draft.pk}",
        label=f"{draft.code} {draft.title}"[:300],
        data={"code": draft.code, "digest": draft.digest, **data},
        by=by,
        at=at,
    )
