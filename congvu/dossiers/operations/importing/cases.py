"""From tables to cases: all that is known of one dossier of the older system, and what of it cannot be."""

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import ENDED, MOVES, PAUSED, State
from congvu.kit.errors import Refusal
from congvu.kit.tables import Problem, Row

TURNS = {
    ("off", "start"): "runs",
    ("runs", "stop"): "stands",
    ("runs", "extension"): "runs",
    ("stands", "resume"): "runs",
    ("stands", "restart"): "runs",
    ("runs", "end"): "ended",
    ("stands", "end"): "ended",
}
"""How the clock may turn: start once, stop what runs, go on what stands, end once."""


class CaseRefused(Refusal):
    """A dossier of the older system cannot be taken in; ``problems`` say where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Case:
    """One dossier of the older system with the rows that tell of it."""

    row: Row
    parts: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its code there."""
        return str(self.row["code"])

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.row["state"])

    @property
    def started_at(self) -> dt.datetime | None:
        """When the competent agency had it."""
        here = self.row["competent_agency"] in {"", self.row["receiving_agency"]}
        found: dt.datetime | None = self.row["competent_received_at"] or (self.row["received_at"] if here else None)
        return found

    @property
    def active_state(self) -> State:
        """The last state in which it did not wait for the citizen."""
        before = self.row["state_before"]
        if self.state not in PAUSED:
            return self.state
        if before is not None and before not in PAUSED:
            return State(before)
        return State.PROCESSING if self.started_at else State.REGISTERED

    @property
    def is_worked(self) -> bool:
        """Whether its process is under way."""
        return self.active_state in {State.ACCEPTED, State.PROCESSING} and self.started_at is not None

    @property
    def digest(self) -> str:
        """SHA-256 of its rows; the same rows give the same digest."""
        said = [self.row.raw, *([name, [row.raw for row in rows]] for name, rows in sorted(self.parts.items()))]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    def of(self, name: str) -> list[Row]:
        """Return its rows in a table, in their order."""
        return self.parts.get(name, [])

    def wrong(self, message: str, column: str = "") -> Problem:
        """Return a problem at its own row."""
        return Problem(self.row.file, self.row.number, column, message)


def cases_of(tables: Mapping[str, list[Row]], problems: list[Problem]) -> list[Case]:
    """Return the cases of all rows that can be read; what hangs in the air is told."""
    broken = {(problem.file, problem.row) for problem in problems}
    found: dict[str, Case] = {}
    spoilt: set[str] = set()
    for row in tables["dossiers.csv"]:
        code = row["code"]
        if code in found:
            problems.append(Problem(row.file, row.number, "code", _("Mã hồ sơ có hai lần trong gói.")))
            spoilt.add(code)
        elif (row.file, row.number) in broken:
            spoilt.add(code)
        else:
            found[code] = Case(row)
    for name, rows in tables.items():
        if name in {"dossiers.csv", "totals.csv"}:
            continue
        for row in rows:
            code = row["code"]
            if code not in found and code not in spoilt:
                problems.append(Problem(name, row.number, "code", _("Không có hồ sơ này trong dossiers.csv.")))
            elif (name, row.number) in broken:
                spoilt.add(code)
            elif code in found:
                found[code].parts.setdefault(name, []).append(row)
    return [case for code, case in found.items() if code not in spoilt]


def problems_of(case: Case) -> list[Problem]:
    """Return what of a case cannot be: moments out of order, a clock that turns wrongly, waiting for nothing."""
    return [*_moments(case), *_states(case), *_clock(case), *_promises(case), *_waiting(case), *_answers(case)]


def _moments(case: Case) -> Iterable[Problem]:
    row, state = case.row, case.state
    order = ("submitted_at", "received_at", "competent_received_at", "ended_at", "returned_at")
    known = [(key, row[key]) for key in order if row[key] is not None]
    for (earlier, first), (later, second) in itertools.pairwise(known):
        if second < first:
            yield case.wrong(_("Sớm hơn %(other)s.") % {"other": earlier}, later)
    never = {State.REGISTERED, State.NOT_ACCEPTED}
    needed = [
        (
            "received_at",
            state not in never | PAUSED | {State.STOPPED} or case.active_state in {State.ACCEPTED, State.PROCESSING},
        ),
        ("competent_received_at", case.active_state == State.PROCESSING and case.started_at is None),
        ("ended_at", state in ENDED),
        ("returned_at", state == State.RETURNED),
        ("outcome", state in {State.DONE, State.RETURNED}),
        ("state_before", state in PAUSED),
        ("fee_due", state == State.PAYMENT_REQUIRED),
        ("note", state in {State.NOT_ACCEPTED, State.STOPPED}),
    ]
    for key, is_needed in needed:
        if is_needed and not row[key]:
            yield case.wrong(_("Trạng thái “%(state)s” cần cột này.") % {"state": state.label}, key)
    if row["ended_at"] and state not in ENDED:
        yield case.wrong(_("Hồ sơ đang mở, không có lúc kết thúc."), "ended_at")
    if row["received_at"] and state in never:
        yield case.wrong(_("Hồ sơ chưa tiếp nhận, không có lúc tiếp nhận."), "received_at")


def _states(case: Case) -> Iterable[Problem]:
    rows = case.of("states.csv")
    if not rows:
        if case.state == State.STOPPED and not case.row["received_at"]:
            yield case.wrong(_("Hồ sơ dừng trước khi tiếp nhận cần các dòng của nó ở states.csv."), "state")
        return
    here: State | None = None
    since: dt.datetime | None = None
    for row in rows:
        after = State(row["state"])
        if (after != State.REGISTERED) if here is None else (after not in MOVES[here]):
            where = here.label if here is not None else "–"
            message = _("Không có bước chuyển từ “%(here)s” sang “%(after)s”.") % {"here": where, "after": after.label}
            yield Problem(row.file, row.number, "state", message)
        if since is not None and row["at"] < since:
            yield Problem(row.file, row.number, "at", _("Sớm hơn dòng trước."))
        here, since = after, row["at"]
    if here != case.state:
        last = rows[-1]
        yield Problem(last.file, last.number, "state", _("Dòng cuối phải là trạng thái ghi ở dossiers.csv."))


def _clock(case: Case) -> Iterable[Problem]:
    rows = case.of("clock.csv")
    mode, since = ("runs" if case.started_at and not any(row["kind"] == "start" for row in rows) else "off"), None
    for row in rows:
        kind = row["kind"]
        if (mode, kind) not in TURNS:
            yield Problem(row.file, row.number, "kind", _("Đồng hồ không thể “%(kind)s” ở đây.") % {"kind": kind})
            return
        if since is not None and row["at"] < since:
            yield Problem(row.file, row.number, "at", _("Sớm hơn dòng trước."))
        mode, since = TURNS[mode, kind], row["at"]
    if rows and case.started_at is None:
        yield Problem(rows[0].file, rows[0].number, "kind", _("Cơ quan có thẩm quyền chưa nhận, đồng hồ chưa chạy."))
    elif case.started_at and case.state in PAUSED and mode != "stands":
        yield case.wrong(_("Hồ sơ đang chờ người nộp nhưng clock.csv không có lần dừng cuối."), "state")
    elif case.started_at and case.state not in ENDED and mode == "ended":
        yield Problem(rows[-1].file, rows[-1].number, "kind", _("Hồ sơ đang mở, đồng hồ chưa thể kết thúc."))


def _promises(case: Case) -> Iterable[Problem]:
    rows = case.of("promises.csv")
    if case.started_at and not rows:
        yield case.wrong(_("Hồ sơ đã tiếp nhận nhưng không có ngày hẹn ở promises.csv."), "code")
    if rows and case.started_at is None:
        yield Problem(rows[0].file, rows[0].number, "due_at", _("Cơ quan có thẩm quyền chưa nhận, chưa có ngày hẹn."))
    for row in rows:
        if row["due_at"] < row["made_at"]:
            yield Problem(row.file, row.number, "due_at", _("Sớm hơn lúc hẹn (made_at)."))


def _waiting(case: Case) -> Iterable[Problem]:
    waiting = [row for row in case.of("supplements.csv") if row["answered_at"] is None]
    if case.state == State.SUPPLEMENT_REQUIRED and len({row["asked_at"] for row in waiting}) != 1:
        yield case.wrong(_("Hồ sơ chờ bổ sung cần đúng một lần yêu cầu chưa trả lời ở supplements.csv."), "state")
    if case.state != State.SUPPLEMENT_REQUIRED and waiting:
        yield Problem(waiting[0].file, waiting[0].number, "answered_at", _("Hồ sơ không chờ bổ sung: ghi lúc trả lời."))
    steps = case.of("steps.csv")
    undone = [row for row in steps if row["step"] and row["done_at"] is None]
    if not case.is_worked and undone:
        yield Problem(undone[0].file, undone[0].number, "done_at", _("Hồ sơ không còn bước nào đang mở: ghi lúc xong."))


def _answers(case: Case) -> Iterable[Problem]:
    seen: set[str] = set()
    for row in case.of("answers.csv"):
        if row["pointer"] in seen:
            yield Problem(row.file, row.number, "pointer", _("Câu trả lời có hai lần."))
        seen.add(row["pointer"])


def answers_of(case: Case) -> dict[str, Any]:
    """Return the answers as the form knows them: ``owner.address.commune`` inside one another, numbers make lists."""
    root: dict[str, Any] = {}
    for row in case.of("answers.csv"):
        place: Any = root
        *way, last = row["pointer"].split(".")
        for part in way:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                break
        else:
            place[last] = _typed(row["value"])
    return {key: _with_lists(value) for key, value in root.items()}


def _typed(text: str) -> Any:
    if text in {"true", "false"}:
        return text == "true"
    if text.startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(one) for key, one in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner
