"""Random lives in several agencies: whoever does whatever the desk offers, no part loses its owner or its time."""

import datetime as dt
import random
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction

from congvu.dossiers import operations, queries, tasks
from congvu.dossiers.lifecycle import CLOSED, PAUSED, State
from congvu.dossiers.models import Dossier, Leg, Promise, WorkItem
from congvu.dossiers.operations import sealing, slips
from congvu.dossiers.tests import scenes
from congvu.dossiers.tests.test_random_lives import no_time_is_lost, the_moves_are_a_path
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import Declined, NotAllowed, Stale
from congvu.people import operations as people
from congvu.people import queries as powers
from congvu.processes import operations as process_operations
from congvu.processes import queries as processes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FOLDERS = Path(__file__).resolve().parents[2] / "procedures"
ITEM = {"kind": "field", "pointer": "land.plot", "label": "Thửa", "problem": "Ghi đủ"}
STOPPERS = {"refuse", "stop", "refuse_reception"}
"""Chosen seldom, so that most lives are long."""
DEEDS = STOPPERS | {
    *("accept", "take_in", "take", "finish_step", "send_back", "consult", "answer", "go_without", "keep_minutes"),
    *("put_up", "take_down", "tell_duty", "register_result", "sign_result", "seal_result", "return_result"),
    *("request_supplement", "require_payment", "record_payment", "close_unanswered", "assign", "pass_to_unit"),
}
"""What these lives are made of; letters of apology have tests of their own."""


def more_for(code, action, scene, now, dice, by):
    words = {"reason": "Có lý do"}
    given = {
        "consult": {"agency_ids": [one.pk for one, _ in scene.others], "question": "Có phù hợp?"},
        "answer": {"conclusion": dice.choice(["agreed", "agreed_if", "disagreed"]), "content": "Ý kiến"},
        "go_without": words,
        "keep_minutes": {
            "happened_at": now,
            "place": "Tại chỗ",
            "participants": ["A"],
            "content": "Rõ",
            "conclusion": dice.choice(["met", "not_met"]),
        },
        "put_up": {"places": "Trụ sở", "contact": "Tổ địa chính"},
        "take_down": {"conclusion": dice.choice(["no_objection", "objection"]), "content": "Ghi nhận"},
        "tell_duty": {"amount": dice.choice([0, 8000]), "reason": "Lệ phí", "number": "1/TB"},
        "register_result": {"extra": scene.extra},
        "request_supplement": {"items": [ITEM], "contact": "", **words},
        "refuse": words,
        "stop": {"law": "NĐ 61/2018", **words},
        "refuse_reception": words,
        "require_payment": {"amount": 8000, **words},
        "record_payment": {"receipt": "BL 1"},
        "decide_withdrawal": {"granted": False, **words},
        "return_result": {"receiver": "Chủ hồ sơ"},
    }.get(code, {})
    if code == "send_back":
        targets = [one.bpmn_id for one in processes.return_targets(action.step_id) if one.kind != "receive"]
        given = {"target": dice.choice(targets) if targets else "", **words}
    elif code == "assign":
        step = processes.step(action.step_id)
        given = {"official_id": dice.choice(operations.may_be_given(step=step, by=by, at=now)).pk}
    elif code == "pass_to_unit":
        here = processes.step(action.step_id).unit_id
        units = [unit.pk for unit in scene.units if unit.pk != here]
        given = {"unit_id": dice.choice(units), "further": dice.random() < 0.5, **words}
    if action.step_id and code not in {"return_result", "refuse", "stop"}:
        given = {"step_id": action.step_id, **given}
    return given


def office(commune, folder, extra):
    commune.folder, commune.extra = folder, extra
    commune.now = scenes.at("2026-10-05 09:05")
    commune.others = []
    commune.units = [
        people.open_unit(
            agency_id=commune.agency.pk, code=code, name=f"Phòng {code}", kind="division",
            valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=commune.now,
        )
        for code in ("KT", "VH")
    ]  # fmt: skip
    for code, duty in (("H24.71", "land_office"), ("H24.72", "tax")):
        agency, officials = scenes.open_beside(code, f"Cơ quan phối hợp {code}")
        people.set_coordinator(
            duty=duty, for_agency_id=None, agency_id=agency.pk, valid_from=None, by=SYSTEM, at=commune.now
        )
        commune.others.append((agency, officials))
    return commune


def everything_holds(dossier, now):
    state = State(dossier.state)
    the_moves_are_a_path(dossier, state)
    steps = list(processes.open_steps(dossier.run_id)) if dossier.run_id else []
    parts = {
        step.agency_id for step in steps if step.agency_id != dossier.competent_agency_id and step.kind != "return"
    }
    legs = dossier.legs.filter(done_at=None)
    assert {leg.agency_id for leg in legs if leg.duty == Leg.Duty.COORDINATOR} == parts
    assert legs.filter(duty=Leg.Duty.LEAD).count() == (1 if dossier.run_id and dossier.ended_at is None else 0)
    items = list(WorkItem.objects.filter(dossier=dossier))
    assert bool(items) == (state not in CLOSED | {State.SUPPLEMENT_REQUIRED}), state.label
    if state in {State.ACCEPTED, State.PROCESSING}:
        assert {item.step_id for item in items} == {step.pk for step in steps}
    for item in items:
        able = powers.officials_with(role=item.role, agency_id=item.agency_id, unit_id=item.unit_id, at=now)
        assert able.exists(), (item.role, item.step_name)
        assert item.assignee_id is None or able.filter(pk=item.assignee_id).exists(), item.step_name
    rows = list(dossier.promises.order_by("id").values())
    for earlier, later in pairwise(rows):
        if later["kind"] == Promise.Kind.RESTARTED:
            no_time_is_lost(dossier, earlier, later)
    kinds = list(dossier.clock_entries.order_by("id").values_list("kind", flat=True))
    stands = bool(kinds) and kinds[-1] == "stop"
    assert (dossier.clock_stopped_at is not None) == stands
    plan = dossier.version.definition_id
    own = bool(steps) and all(processes.planned_step(plan, step.bpmn_id).clock == "own" for step in steps)
    if dossier.clock_started_at is not None and dossier.ended_at is None:
        assert stands == (state in PAUSED or own), (state.label, kinds)
    if dossier.run_id:
        process_operations.rebuild(dossier.run_id)
    assert not (dossier.ended_at and dossier.public_notices.filter(ended_at=None).exists())


def attempt(code, **more):
    """Do it; return the refusal when there is one."""
    try:
        with transaction.atomic():
            getattr(operations, code)(**more)
    except Declined as refused:
        return refused
    return None


def live(scene, dice, turns=22):
    dossier = scene.submit("life", return_by="counter", papers=scene.submitted)
    everybody = [*scene.officials.values(), *(one for _, officials in scene.others for one in officials.values())]
    now = scene.now
    for _turn in range(turns):
        now += dt.timedelta(minutes=dice.choice([5, 60, 60 * 30, 60 * 24 * 6]))
        dossier = Dossier.objects.get(pk=dossier.pk)
        offered = []
        for by in everybody:
            grants = powers.grants(official_id=by.id, at=now)
            offered += [(by, one) for one in queries.actions_for(dossier=dossier, grants=grants, at=now)]
        offered = [(by, one) for by, one in offered if one.code in DEEDS]
        offered = [(by, one) for by, one in offered if one.code not in STOPPERS or dice.random() < 0.02]
        if dice.random() < 0.1:
            tasks.watch_consultations.func(int(now.timestamp()))
        elif dossier.state == State.SUPPLEMENT_REQUIRED:
            operations.supplement(dossier_id=dossier.pk, values=dossier.values, by=scene.citizen, at=now)
        elif offered:
            by, action = dice.choice(offered)
            more = more_for(action.code, action, scene, now, dice, by)
            refused = attempt(action.code, dossier_id=dossier.pk, by=by, at=now, **more)
            assert not isinstance(refused, NotAllowed | Stale), (action.code, str(refused))
        dossier = Dossier.objects.get(pk=dossier.pk)
        everything_holds(dossier, now)
    return dossier


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("house_permit", {"red_line": "2,4 m", "drawings_checked": "1"}),
        ("land_certificate", {"serial": "AA 1", "term": "Lâu dài"}),
    ],
)
def test_no_part_loses_its_owner_or_its_time(name, extra, monkeypatch):
    paper = scenes.PDF
    monkeypatch.setattr(slips.printing, "print_paper", lambda **_: paper)
    monkeypatch.setattr(sealing.signing, "sign_paper", lambda *, pdf, **_: pdf)
    monkeypatch.setattr(sealing.signing, "seal_paper", lambda *, pdf, **_: pdf)
    scene = office(scenes.open_commune(folders=[FOLDERS / name]), FOLDERS / name, extra)
    scene.submitted = scene.papers()
    reached = set()
    for seed in (1,):
        with transaction.atomic():
            done = live(scene, random.Random(seed))
            reached |= set(done.run.log.values_list("bpmn_id", flat=True)) if done.run_id else set()
            transaction.set_rollback(True)
    assert reached
