"""Random lives: whatever is tried, by whomever, in whatever order, what must hold of a dossier holds after it."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from congvu.dossiers import operations
from congvu.dossiers.lifecycle import CLOSED, MOVES, PAUSED, RUNNING, MoveNotAllowed, State
from congvu.dossiers.models import Dossier, Promise, WorkItem
from congvu.dossiers.operations import sealing, slips
from congvu.dossiers.tests import scenes
from congvu.kit import outbox
from congvu.kit.errors import Declined, NotAllowed, Stale
from congvu.people import queries as people
from congvu.processes import operations as process_operations
from congvu.processes import queries as processes
from congvu.workdays import queries as workdays

WAITS_FOR_CITIZEN = {State.SUPPLEMENT_REQUIRED}
"""Open, and nobody in the office has anything to do."""
OFFICE = ("reception", "case_officer", "leader", "clerk", "return_desk", "cashier")
STEP = ("take", "finish_step", "register_result", "sign_result", "seal_result", "send_back")
WORDS = st.sampled_from(["Lý do có thật", " ", "Giấy tờ mờ"])
ITEM = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Ghi như giấy chứng sinh"}
MORE = {
    "request_supplement": lambda words: {"items": [ITEM], "reason": words, "contact": "", "ground": words},
    "prepare_apology": lambda words: {"reason": "complex", "words": words},
    "sign_apology": lambda words: {},
    "drop_apology": lambda words: {},
    "supplement": lambda words: {},
    "explain_lateness": lambda words: {"reason": "overload", "words": words},
    "take_time_to_verify": lambda words: {"reason": words},
    "register_result": lambda words: {"extra": {"child_identifier": "031326000001" if words.strip() else "1"}},
    "refuse_reception": lambda words: {"reason": words},
    "refuse": lambda words: {"reason": words},
    "stop": lambda words: {"reason": words, "law": "NĐ 61/2018 Đ.19"},
    "send_back": lambda words: {"reason": words, "target": "register"},
    "require_payment": lambda words: {"amount": 8000, "reason": words},
    "record_payment": lambda words: {"receipt": words},
    "decide_withdrawal": lambda words: {"reason": words, "granted": words.startswith("Giấy")},
    "return_result": lambda words: {"receiver": words},
}
DOINGS = ("accept", "take_in", *STEP, *(name for name in MORE if name not in STEP))


class Life(RuleBasedStateMachine):
    """One dossier and everybody who may touch it. A refusal is an answer; any other exception is a fault."""

    scene: scenes.Commune

    @initialize(return_by=st.sampled_from(["online", "counter"]), elsewhere=st.booleans())
    def file(self, return_by, elsewhere):
        self.point = transaction.atomic()
        self.point.__enter__()
        self.now = scenes.at("2026-11-20 09:05")
        self.promises, self.moves = [], []
        self.commune = self.scene
        self.other = self.strangers if elsewhere else None
        self.dossier = self.commune.submit(
            "random",
            return_by=return_by,
            papers=self.papers,
            competent_agency_id=self.other[0].pk if self.other else None,
        )

    def teardown(self):
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    def attempt(self, doing, **more):
        """Try; a refusal must leave nothing behind. Return it."""
        before = self.picture()
        refused = None
        try:
            with transaction.atomic():
                doing(dossier_id=self.dossier.pk, at=self.now, **more)
        except Declined as met:
            refused = met
        if refused is not None:
            assert str(refused).strip()
            assert self.picture() == before
        return refused

    def picture(self):
        row = Dossier.objects.filter(pk=self.dossier.pk).values().get()
        return row, *(
            list(children.order_by("id").values())
            for children in (
                self.dossier.moves,
                self.dossier.clock_entries,
                self.dossier.promises,
                self.dossier.supplement_requests,
                WorkItem.objects.filter(dossier=self.dossier),
            )
        )

    def fresh(self):
        return Dossier.objects.get(pk=self.dossier.pk)

    @rule(minutes=st.sampled_from([1, 45, 60 * 5, 60 * 30, 60 * 24 * 4]))
    def time_passes(self, minutes):
        self.now += dt.timedelta(minutes=minutes)

    @rule(doing=st.sampled_from(DOINGS), role=st.sampled_from(OFFICE), there=st.booleans(), words=WORDS)
    def somebody_tries(self, doing, role, there, words):
        """Anybody tries anything: mostly refused."""
        officials = self.other[1] if there and self.other else self.commune.officials
        self.by(officials[role], doing, words)

    @rule(words=WORDS, choice=st.integers(0, 9))
    def the_office_goes_further(self, words, choice):
        self.the_office_goes_on(words, choice)

    @rule(words=WORDS, choice=st.integers(0, 9))
    def the_office_goes_on(self, words, choice):
        """Somebody who may, does one of the things that the desk offers him."""
        offered = []
        for officials in (self.commune.officials, *([self.other[1]] if self.other else [])):
            for role in OFFICE:
                grants = scenes_grants(officials[role], self.now)
                for action in operations_offered(self.fresh(), grants, self.now):
                    offered.append((officials[role], action.code))
        if offered:
            by, code = offered[choice % len(offered)]
            refused = self.by(by, code, words)
            assert not isinstance(refused, NotAllowed | Stale | MoveNotAllowed), (code, str(refused))

    def by(self, actor, doing, words):
        if doing in {"assign", "pass_to_unit"}:  # walked in test_random_parts.py
            return None
        more = MORE.get(doing, lambda _: {})(words)
        run_id = self.fresh().run_id
        if doing == "supplement":
            more["values"] = self.mended("Trần Thị Thí Dụ Ba", bool(words.strip()))
        if doing == "prepare_apology":
            promised = self.fresh().due_at
            more["new_day"] = (max(self.now, promised or self.now) + dt.timedelta(days=len(words))).date()
        if doing in STEP:
            step = processes.open_steps(run_id).first() if run_id else None
            more["step_id"] = step.pk if step else 0
        return self.attempt(getattr(operations, doing), by=actor, **more)

    @rule(name=st.sampled_from(["Trần Thị Thí Dụ", "Trần Thị Thí Dụ Hai"]), honest=st.booleans())
    def the_citizen_mends(self, name, honest):
        self.attempt(operations.supplement, values=self.mended(name, honest), by=self.commune.citizen)

    def mended(self, name, honest=True):
        values = {**self.fresh().values}
        values["child"] = {**values["child"], "full_name": name}
        if not honest:
            values["mother"] = {**values["mother"], "full_name": "Người Khác Hẳn"}
        return values

    @rule()
    def the_citizen_withdraws(self):
        self.attempt(operations.request_withdrawal, reason="Đổi ý", by=self.commune.citizen)

    @precondition(lambda self: self.fresh().state == State.WITHDRAW_REQUESTED)
    @rule(granted=st.booleans(), words=WORDS, role=st.sampled_from(["reception", "case_officer", "clerk"]))
    def withdrawal_is_answered(self, granted, words, role):
        officials = self.other[1] if self.other and self.fresh().run_id else self.commune.officials
        self.attempt(operations.decide_withdrawal, granted=granted, reason=words, by=officials[role])

    @precondition(lambda self: self.fresh().state in RUNNING and self.fresh().due_at is not None)
    @rule(role=st.sampled_from(["case_officer", "leader", "clerk"]))
    def somebody_apologises(self, role):
        officials = self.other[1] if self.other else self.commune.officials
        self.by(officials[role], "prepare_apology", "Lý do có thật")
        self.by(officials["leader"], "sign_apology", "")

    @precondition(lambda self: self.fresh().supplement_requests.exists())
    @rule(role=st.sampled_from(["reception", "leader"]), words=WORDS)
    def papers_are_asked_for_again(self, role, words):
        officials = self.other[1] if self.other and self.fresh().run_id else self.commune.officials
        self.by(officials[role], "request_supplement", words)

    @rule()
    def the_outbox_runs(self):
        while outbox.deliver_due(limit=20):
            pass

    @invariant()
    def all_holds(self):
        if not hasattr(self, "dossier"):
            return
        dossier = self.fresh()
        state = State(dossier.state)
        the_moves_are_a_path(dossier, state)
        the_clock_alternates(dossier, state)
        self.what_was_written_stays(dossier)
        self.apologies_are_kept(dossier)
        self.work_lies_where_it_should(dossier, state)
        assert dossier.supplement_requests.filter(answered_at=None).count() <= 1
        if state == State.SUPPLEMENT_REQUIRED:
            assert dossier.supplement_requests.filter(answered_at=None).count() == 1
        if dossier.run_id:
            process_operations.rebuild(dossier.run_id)
            run = dossier.run
            for step in processes.open_steps(run.pk):
                assert step.due_at is None or step.due_at >= step.ready_at
            assert (run.ended_at is not None) == (not processes.open_steps(run.pk).exists())
        assert (dossier.done_at is not None) == (state in {State.DONE, State.RETURNED})
        assert (dossier.returned_at is not None) == (state == State.RETURNED)

    def what_was_written_stays(self, dossier):
        promises = list(dossier.promises.order_by("id").values())
        moves = list(dossier.moves.order_by("id").values())
        assert promises[: len(self.promises)] == self.promises, "a promise was changed"
        assert moves[: len(self.moves)] == self.moves, "a move was changed"
        for earlier, later in pairwise(promises):
            if later not in self.promises and later["kind"] == Promise.Kind.RESTARTED:
                no_time_is_lost(dossier, earlier, later)
        self.promises, self.moves = promises, moves
        firm = [row for row in promises if row["kind"] != Promise.Kind.PROVISIONAL]
        assert dossier.due_at == (firm[-1]["due_at"] if firm else None)

    def apologies_are_kept(self, dossier):
        signed = list(dossier.apologies.exclude(signed_at=None))
        assert len(signed) == dossier.promises.filter(kind=Promise.Kind.REAPPOINTED).count() <= 1
        assert dossier.apology_waits == dossier.apologies.filter(signed_at=None, dropped_at=None).exists()
        for apology in signed:
            assert apology.number
            assert apology.new_due_at == apology.promise.due_at > apology.old_due_at
            assert apology.in_time == (day_of(apology.signed_at) < day_of(apology.old_due_at))
        again = dossier.supplement_requests.count() > 1
        assert all(request.ground for request in dossier.supplement_requests.order_by("id")[1:])
        late = again or any(not one.in_time for one in signed) or broken_before_it_stood(dossier)
        assert (dossier.late_since is not None) == late

    def work_lies_where_it_should(self, dossier, state):
        items = list(WorkItem.objects.filter(dossier=dossier))
        assert bool(items) == (state not in CLOSED | WAITS_FOR_CITIZEN), (state.label, items)
        for item in items:
            assert (item.code, item.title) == (dossier.code, dossier.title)
            assert people.officials_with(role=item.role, agency_id=item.agency_id, at=self.now), item.role
            if item.step_id:
                assert processes.step(item.step_id).is_open


def no_time_is_lost(dossier, earlier, later):
    """What was left of the promise when the clock stopped is left when it goes on; nobody gets less."""
    stopped_at = dossier.clock_entries.filter(kind="stop", happened_at__lte=later["made_at"]).last().happened_at
    if stopped_at <= earlier["due_at"]:
        left = workdays.days_left(stopped_at, earlier["due_at"])
        assert workdays.days_left(later["made_at"], later["due_at"]) >= left


def day_of(moment):
    return moment.astimezone(scenes.HANOI).date()


def the_moves_are_a_path(dossier, state):
    path = list(dossier.moves.order_by("id").values_list("before", "after"))
    assert path[0] == (None, State.REGISTERED)
    assert path[-1][1] == state
    for (_, here), (before, after) in pairwise(path):
        assert here == before
        assert after in MOVES[State(before)], (before, after)


def the_clock_alternates(dossier, state):
    """Start once; stop only what runs; go on only what stands; end once and last."""
    mode = "off"
    allowed = {
        ("off", "start"): "runs",
        ("runs", "stop"): "stands",
        ("runs", "extension"): "runs",
        ("stands", "resume"): "runs",
        ("stands", "restart"): "runs",
        ("runs", "end"): "ended",
        ("stands", "end"): "ended",
    }
    kinds = list(dossier.clock_entries.order_by("id").values_list("kind", flat=True))
    for kind in kinds:
        assert (mode, kind) in allowed, kinds
        mode = allowed[mode, kind]
    started = dossier.clock_started_at is not None
    if state in CLOSED | {State.DONE}:
        assert mode in ({"ended"} if started else {"off"}), (state.label, kinds)
    elif state in PAUSED:
        assert mode in ({"stands"} if started else {"off"}), (state.label, kinds)
    else:
        assert mode in ({"runs"} if started else {"off"}), (state.label, kinds)


def scenes_grants(actor, at):
    return people.grants(official_id=actor.id, at=at)


def operations_offered(dossier, grants, at):
    from congvu.dossiers import queries

    return queries.actions_for(dossier=dossier, grants=grants, at=at)


def broken_before_it_stood(dossier):
    """Tell whether the clock began anew after a day had passed unkept: that it began anew hides nothing."""
    turns = list(dossier.clock_entries.order_by("id"))
    promises = list(dossier.promises.exclude(kind=Promise.Kind.PROVISIONAL).order_by("id"))
    for stopped, gone_on in pairwise(turns):
        if gone_on.kind == "restart":
            stood_for = [row for row in promises if row.made_at <= stopped.happened_at][-1]
            if stood_for.due_at < stopped.happened_at:
                return True
    return False


@pytest.fixture
def two_agencies(commune):
    agency = scenes.people.open_agency(
        code="H24.901",
        name="Ủy ban nhân dân xã Khác",
        kind="commune",
        place_id=scenes.open_places().pk,
        valid_from=dt.date(2026, 1, 1),
        by=scenes.SYSTEM,
        at=commune.now,
    )
    names = {role: f"{name} Nơi Khác" for role, (name, _) in scenes.STAFF.items()}
    return agency, {role: scenes.hire(agency, role, names[role], "Công chức") for role in scenes.STAFF}


@pytest.mark.slow
def test_random_lives_break_nothing(commune, two_agencies, monkeypatch):
    """Printing and signing have tests of their own and are left out, so that many lives pass in little time."""
    paper = scenes.PDF
    monkeypatch.setattr(slips.printing, "print_paper", lambda **_: paper)
    monkeypatch.setattr(sealing.signing, "sign_paper", lambda *, pdf, **_: pdf)
    monkeypatch.setattr(sealing.signing, "seal_paper", lambda *, pdf, **_: pdf)
    Life.scene, Life.strangers, Life.papers = commune, two_agencies, commune.papers()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            print_blob=False,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
