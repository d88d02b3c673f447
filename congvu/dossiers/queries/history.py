"""What happened to a dossier, in one line of time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Handover, OutsideMessage
from congvu.processes import queries as processes

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


def timeline(*, dossier: Dossier) -> list[Happening]:
    """Return moves of state and finished steps, oldest first, for owner and officials alike."""
    lines = [
        Happening(at=row.at, title=_title(row.before, State(row.after)), who=_who(row.by), note=row.note)
        for row in dossier.moves.order_by("id")
    ]
    if dossier.run_id:
        lines += [
            Happening(
                at=step.done_at, title=processes.said(step.name), who=_who(step.done_by), note=step.note, kind="step"
            )
            for step in processes.steps(dossier.run_id)
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


def control_sheet(*, dossier: Dossier) -> list[Handover]:
    """Return the lines of the control sheet (Phiếu kiểm soát, M05), oldest first."""
    return list(dossier.handovers.order_by("id"))
