"""Test mode: a draft run through its whole process with an invented dossier, and nothing of it kept.

All happens in a transaction that is always rolled back, in an agency that exists only there: no number is taken of any
book, nobody is told, nothing is charged, signed or counted. What is shown is what each rule said on the way.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue import queries
from congvu.catalogue.drafting import faults, proposal_of
from congvu.catalogue.fees import FeeUnclear, fees_due, words
from congvu.catalogue.inventing import TAX, invented
from congvu.catalogue.models import Draft, Procedure, ProcedureVersion, VersionState
from congvu.forms.queries import load
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined, Refusal
from congvu.kit.money import dong
from congvu.people import operations as people
from congvu.people.models import Agency, OrgUnit, Role
from congvu.printing import operations as printing
from congvu.processes import operations as processes
from congvu.processes import queries as runs
from congvu.processes.models import Run, Step
from congvu.workdays import queries as workdays

MARK = '#set page(background: rotate(-35deg, text(size: 110pt, weight: "bold", fill: luma(225))[MẪU]))\n'
MOST_STEPS = 100
NUMBER = "MẪU"
ROLES = {str(role.value): role.label for role in Role}
EXTRA = {"personal_number": "031326000001", "tax_code": TAX, "confirm": "1", "text": "Nội dung mẫu"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened at one moment of the trial; ``wrong`` when the rules speak against going on."""

    title: str
    lines: tuple[str, ...] = ()
    who: str = ""
    at: datetime | None = None
    due: datetime | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The protocol of a run. ``pages`` are the result as PNG with the mark MẪU."""

    events: list[Event] = field(default_factory=list)
    pages: list[bytes] = field(default_factory=list)
    errors: list[Any] = field(default_factory=list)
    """What the form itself says against the answers."""

    @property
    def is_whole(self) -> bool:
        """Whether it ran to its end."""
        return bool(self.events) and not any(event.wrong for event in self.events)


class _Undo(Exception):
    """Ends the transaction of a trial."""


def try_draft(*, draft: Draft, answers: Mapping[str, Any], channel: str, at: datetime) -> Trial:
    """Run a draft from filing to the hand-over of its result with these answers, filed at ``at``. Keeps nothing.

    :param channel: ``online`` or ``counter``
    :raises Refusal: while the draft has faults: there is nothing to run
    """
    if found := faults(draft):
        raise Refusal(_("Bản soạn còn %(n)s chỗ cần sửa; sửa xong mới chạy thử được.") % {"n": len(found)})
    kept: list[Trial] = []
    try:
        with transaction.atomic():
            kept.append(_Run(draft, answers, channel, at).whole())
            raise _Undo
    except _Undo:
        return kept[0]


def trial_answers(draft: Draft, *, on: date) -> dict[str, Any]:
    """Return what the form of a draft without faults is tried with: its example, what that leaves open invented."""
    form = load(draft.sheet["form"])
    written = queries.sample_on(draft.sample, on=on).get("answers", {}) if draft.sample else {}
    made = invented(form, today=on)
    return {**made, **{code: _over(made.get(code), part) for code, part in written.items()}}


def _over(made: Any, written: Any) -> Any:
    return {**made, **written} if isinstance(made, Mapping) and isinstance(written, Mapping) else written


class _Run:
    """One trial under way, inside its transaction."""

    def __init__(self, draft: Draft, answers: Mapping[str, Any], channel: str, at: datetime) -> None:
        self.draft, self.channel, self.at = draft, channel, at
        self.version = _version(draft, at)
        self.outcome = self.version.form.clean(dict(answers), context={"today": timezone.localdate(at)})
        self.day = timezone.localdate(at)

    def whole(self) -> Trial:
        """Return the protocol of the whole way."""
        if self.outcome.errors:
            said = tuple(dict.fromkeys(str(error.message) for error in self.outcome.errors))
            return Trial(
                events=[Event(title=_("Tờ khai chưa đạt"), lines=said, wrong=True)], errors=self.outcome.errors
            )
        events = [*self._filing()]
        if not any(event.wrong for event in events):
            events += self._steps()
        pages: list[bytes] = []
        if not any(event.wrong for event in events):
            pages, last = self._result()
            events.append(last)
        return Trial(events=events, pages=pages)

    def _filing(self) -> Iterator[Event]:
        values = self.outcome.values
        broken = queries.broken_conditions(version=self.version, answers=values, on=self.day)
        if broken:
            yield Event(title=_("Không đủ điều kiện để nộp"), lines=tuple(broken), wrong=True)
            return
        asked = queries.papers_asked(version=self.version, answers=values, on=self.day)
        papers = tuple(f"{one['name']} ({_('phải nộp') if one['required'] else _('nếu có')})" for one in asked)
        yield Event(title=_("Nộp hồ sơ"), lines=papers or (_("Không phải kèm giấy tờ."),), at=self.at)
        try:
            fees = fees_due(version=self.version, answers=values, on=self.day, channel=self.channel)
            said = tuple(f"{fee.name}: {dong(fee.amount)}" for fee in fees)
            yield Event(title=_("Tính phí, lệ phí"), lines=said or (_("Không phải nộp."),))
        except FeeUnclear as unclear:
            yield Event(title=_("Tính phí, lệ phí"), lines=(str(unclear),), wrong=True)
        limit = self.version.limit_of("", values)
        self.promised = workdays.due(start=self.at, limit=limit, cutoff=self.version.cutoff).due_at
        told = words(self.version.limit_row("", values)["words"])
        yield Event(title=_("Tiếp nhận và hẹn ngày trả"), lines=(told,), at=self.at, due=self.promised)

    def _steps(self) -> Iterator[Event]:
        agency, variables = self._agency(), {}
        variables = {name: self.outcome.values.get(name) for name in self.version.sheet.get("routing", [])}
        variables |= {"department": self.unit.pk if self.unit else None, "superior": agency.parent_id}
        variables["step_minutes"] = self.version.step_minutes(self.outcome.values)
        try:
            run = processes.start(
                definition_id=self.version.definition_id,
                subject="trial:0",
                agency_id=agency.pk,
                variables=variables,
                by=SYSTEM,
                at=self.at,
            )
            yield from self._walk(run)
        except Declined as refusal:
            yield Event(title=_("Quy trình dừng lại"), lines=(str(refusal),), wrong=True)

    def _walk(self, run: Run) -> Iterator[Event]:
        now = self.at
        for _turn in range(MOST_STEPS):
            step = runs.open_steps(run.pk).first()
            if step is None:
                waits = runs.waits(run.pk)
                if not waits:
                    break
                yield Event(title=_("Chờ tin: %(name)s") % {"name": waits[0]}, lines=(_("Coi như đã nhận."),), at=now)
                run = processes.send_message(run_id=run.pk, name=waits[0], payload={}, by=SYSTEM, at=now)
                continue
            ready = now
            now = max(now, step.due_at) if step.due_at else now
            yield self._step(step, ready)
            run = processes.finish_step(step_id=step.pk, by=SYSTEM, at=now)
        else:
            yield Event(title=_("Quy trình đi vòng, không tới đích"), wrong=True)
            return
        late = now > self.promised + timedelta(minutes=1)
        said = _("Nếu bước nào cũng làm đến phút cuối thì quá ngày hẹn: giảm giờ của các bước.") if late else ""
        yield Event(title=_("Xong mọi bước"), lines=(said,) if said else (), at=now, due=self.promised)

    def _step(self, step: Step, ready: datetime) -> Event:
        where = step.agency.name + (f", {step.unit.name}" if step.unit else "")
        notes = {"sign": _("Chỉ xem, không ký thật."), "register": _("Số MẪU, không vào sổ thật.")}
        notes |= {"seal": _("Không đóng dấu thật."), "return": _("Không trả, không nhắn tin cho ai.")}
        lines = (where, notes[step.kind]) if step.kind in notes else (where,)
        who = str(ROLES.get(step.role, step.role))
        return Event(title=step.name, lines=lines, who=who, at=ready, due=step.due_at)

    unit: OrgUnit | None = None
    promised: datetime

    def _agency(self) -> Agency:
        """Open the agencies of the trial; they are gone with it."""
        since = self.day - timedelta(days=1)
        opened: list[Agency] = []
        for code, name in (("H99.998", _("Cơ quan cấp trên (mẫu)")), ("H99.999", _("Cơ quan giải quyết (mẫu)"))):
            level = self.version.sheet["agency"]["level"]
            opened.append(
                people.open_agency(
                    code=code,
                    name=name,
                    kind=Agency.Kind.COMMUNE if level == "commune" else Agency.Kind.DEPARTMENT,
                    code_is_invented=True,
                    parent_id=opened[0].pk if opened else None,
                    valid_from=since,
                    by=SYSTEM,
                    at=self.at,
                )
            )
        if codes := self.version.sheet["agency"].get("department"):
            self.unit = people.open_unit(
                agency_id=opened[1].pk,
                code=codes[0],
                name=_("Phòng thụ lý (mẫu)"),
                kind=OrgUnit.Kind.DIVISION,
                valid_from=since,
                by=SYSTEM,
                at=self.at,
            )
        return opened[1]

    def _result(self) -> tuple[list[bytes], Event]:
        title, source = _("In thử kết quả"), self.version.result_template
        if not source.strip():
            return [], Event(title=title, lines=(_("Thủ tục này không in giấy."),))
        if self.version.sheet["result"].get("copy_of"):
            return [], Event(title=title, lines=(_("Kết quả chụp lại giấy tờ đã nộp, nên không in thử được."),))
        fields = self.version.sheet["result"].get("officer_fields", [])
        data = queries.result_data(
            version=self.version,
            answers=self.outcome.values,
            number=NUMBER,
            date=self.day,
            agency=_("Cơ quan giải quyết (mẫu)").upper(),
            parent=_("Cơ quan cấp trên (mẫu)").upper(),
            place="Thí Dụ",
            signer_titles=["CHỦ TỊCH"],
            signer_name="Người Ký Mẫu",
            code=NUMBER,
            extra={one["code"]: EXTRA.get(one.get("kind", "text"), "Nội dung mẫu") for one in fields},
            qr="MẪU",
        )
        owner = {"name": "Người Nộp Mẫu", "identifier": "", "phone": "", "email": "", "address": ""}
        try:
            pages = printing.draw_paper(
                source=MARK + source, data={**data, "owner": owner, "pages": [], "by_hand": False}
            )
        except printing.PaperNotPrintable as fault:
            return [], Event(title=title, lines=(_("Mẫu kết quả không in được: %(why)s") % {"why": fault},), wrong=True)
        return pages, Event(title=title, lines=(_("%(n)s trang, có chữ MẪU.") % {"n": len(pages)},))


def _version(draft: Draft, at: datetime) -> ProcedureVersion:
    """Return the version as it would be, beside every kept one."""
    proposal = proposal_of(draft, valid_from=timezone.localdate(at))
    definition = processes.define(key=draft.code, steps=proposal.steps, bpmn=proposal.bpmn, name=draft.title)
    return ProcedureVersion(
        procedure=draft.procedure or Procedure(code=draft.code, name=draft.title, short_name=draft.title),
        number=0,
        sheet=proposal.sheet,
        form_definition=proposal.form,
        definition=definition,
        result_template=proposal.result_template,
        state=VersionState.PROPOSED,
        valid_from=proposal.valid_from,
        created_at=at,
    )
