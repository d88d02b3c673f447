"""What happened to a dossier, in one line of time."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Handover, OutsideMessage
from congvu.dossiers.queries.gathering import in_order, steps_of
from congvu.processes import queries as processes
from congvu.processes.models import Step

WORDS = {
    State.REGISTERED: gettext_lazy("Đã nộp hồ sơ"),
    State.ACCEPTED: gettext_lazy("Đã tiếp nhận"),
    State.NOT_ACCEPTED: gettext_lazy("Không được tiếp nhận"),
    State.PROCESSING: gettext_lazy("Đang xử lý"),
    State.SUPPLEMENT_REQUIRED: gettext_lazy("Yêu cầu bổ sung"),
    State.PAYMENT_REQUIRED: gettext_lazy("Yêu cầu thực hiện nghĩa vụ tài chính"),
    State.WITHDRAW_REQUESTED: gettext_lazy("Xin rút hồ sơ"),
    State.STOPPED: gettext_lazy("Dừng xử lý"),
    State.DONE: gettext_lazy("Đã xử lý xong"),
    State.RETURNED: gettext_lazy("Đã trả kết quả"),
}


TOLD = (OutsideMessage.Outcome.KNOWN, OutsideMessage.Outcome.LATE)
"""Messages of an outside system that moved no state but tell of work."""


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: dt.datetime
    title: str
    who: str
    note: str = ""
    kind: str = "done"
    recorded_at: dt.datetime | None = None
    """When it was recorded, where it happened before, by hand."""


def timeline(*, dossier: Dossier) -> list[Happening]:
    """Return moves of state and finished steps, oldest first, for owner and officials alike."""
    lines = [
        Happening(
            at=row.at,
            title=_title(row.before, State(row.after)),
            who=_who(row.by),
            note=row.note,
            recorded_at=row.recorded_at,
        )
        for row in in_order(dossier.moves.all())
    ]
    if dossier.run:
        lines += [
            Happening(
                at=step.done_at, title=processes.said(step.name), who=_who(step.done_by), note=step.note, kind="step"
            )
            for step in steps_of(dossier)
            if step.done_at and step.kind != "receive"
        ]
    lines += [
        Happening(at=row.told_at, title=row.words, who=row.who, kind="step")
        for row in OutsideMessage.objects.filter(case__dossier=dossier, outcome__in=TOLD).exclude(words="")
        if row.told_at
    ]
    return sorted(lines, key=lambda line: line.at)


def _title(before: int | None, after: State) -> str:
    if before == State.SUPPLEMENT_REQUIRED and after in {State.REGISTERED, State.PROCESSING}:
        return _("Đã bổ sung")
    return str(WORDS[after])


def _who(snapshot: dict[str, Any]) -> str:
    title = snapshot.get("title") or snapshot.get("agency_name") or ""
    name = snapshot.get("name", "")
    text = f"{name}, {title}" if title else name
    return f"{text} ({_('thay')} {snapshot['acts_for']})" if snapshot.get("acts_for") else text


@dataclass(frozen=True)
class ControlLine:
    """A line of the control sheet: who gave, who has it, both minutes, and how the receiver kept the step's limit."""

    giver: str
    receiver: str
    step_name: str
    given_at: dt.datetime
    taken_at: dt.datetime | None = None
    result: str = ""
    """In words, once the step has ended: before, on or past its day."""
    note: str = ""
    due_at: dt.datetime | None = None
    """Until when the receiver has time, where the step has a limit of its own."""
    recorded_at: dt.datetime | None = None
    """When the hand-over was recorded, where it happened before, by hand."""


def control_sheet(*, dossier: Dossier) -> list[ControlLine]:
    """Return the lines of the control sheet (Phiếu kiểm soát, M05), oldest first.

    Giver and minute are as written at the hand-over; receiver, his minute and the result come from the step itself.
    """
    steps = {step.pk: step for step in processes.steps(dossier.run_id)} if dossier.run_id else {}
    return [_control_line(row, steps.get(row.step_id or 0)) for row in dossier.handovers.order_by("id")]


def _control_line(row: Handover, step: Step | None) -> ControlLine:
    later = row.recorded_at if row.recorded_at != row.happened_at else None
    line = ControlLine(
        _party(row.giver), _party(row.receiver), row.step_name, row.happened_at, note=row.note, recorded_at=later
    )
    if step is None:
        return line
    taker = step.receiver or step.done_by
    receiver = f"{taker['name']}, {step.agency.name}" if taker.get("name") else line.receiver
    words = _kept(step)
    return replace(line, receiver=receiver, taken_at=step.taken_at, result=words, note=step.note, due_at=step.due_at)


def _kept(step: Step) -> str:
    if step.done_at is None:
        return ""
    if step.due_at is None or step.done_at <= step.due_at:
        early = step.due_at and timezone.localdate(step.done_at) < timezone.localdate(step.due_at)
        return _("Trước hạn") if early else _("Đúng hạn")
    return _("Quá hạn")


def _party(snapshot: dict[str, Any]) -> str:
    parts = [snapshot.get("name", ""), snapshot.get("agency_name", "")]
    text = ", ".join(part for part in parts if part)
    return f"{text} ({_('thay')} {snapshot['acts_for']})" if snapshot.get("acts_for") else text
