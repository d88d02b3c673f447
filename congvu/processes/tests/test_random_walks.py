"""House rule 11: whatever happens, the log leads to the same state, and no token is lost or doubled."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.kit.errors import Refusal
from congvu.processes import operations, queries
from congvu.processes.definitions import blocks_of, checked, compiled
from congvu.processes.engine.machine import Machine
from congvu.processes.engine.specs import make_spec
from congvu.processes.models import Run, Step
from congvu.processes.operations import DefinitionRefused
from congvu.processes.tests.conftest import BIRTH
from congvu.processes.tests.test_definitions import ENDS, drawn, flows, task

TAKEN_OVER = drawn(
    ENDS
    + task("a") + task("b") + task("c") + task("d")
    + '<boundaryEvent id="w" attachedToRef="b"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    + '<parallelGateway id="p1"/><parallelGateway id="p2"/><exclusiveGateway id="x" default="f10"/>'
    + '<exclusiveGateway id="y"/>'
    + flows("s>a a>p1 p1>b p1>c b>y w>y y>p2 c>p2 p2>d d>x x>e x>a?n==1")
)  # fmt: skip
NESTED = drawn(
    ENDS
    + task("a") + task("b") + task("c") + task("d")
    + "".join(f'<parallelGateway id="{key}"/>' for key in ("p1", "p2", "q1", "q2"))
    + '<exclusiveGateway id="x" default="f11"/>'
    + flows("s>a a>p1 p1>b b>x p1>q1 q1>c q1>d c>q2 d>q2 q2>p2 x>b?n==1 x>p2 p2>e")
)  # fmt: skip


@st.composite
def tables(draw):
    """Steps tables with skips, choices that turn back, side by side work, consultations and waits."""
    rows, blocks = [], draw(st.lists(st.sampled_from(["one", "one", "two", "three", "wait"]), min_size=2, max_size=5))
    for block, shape in enumerate(blocks):
        for place in range({"two": 2, "three": 3}.get(shape, 1)):
            row = {"id": f"s{block}_{place}", "name": "Bước", "role": draw(st.sampled_from(["clerk", "leader"]))}
            if shape in ("two", "three"):
                row["beside"] = f"b{block}"
            if shape == "wait" or draw(st.integers(0, 9)) == 0:
                row["message"] = "m"
            elif draw(st.integers(0, 4)) == 0:
                row["each"] = "asked"
            if draw(st.integers(0, 3)) == 0:
                row["when"] = f"n > {draw(st.integers(0, 3))}"
            if rows and not row.get("beside") and not row.get("message") and draw(st.booleans()):
                back = draw(st.sampled_from(rows))["id"]
                row["next"] = [{"step": back, "when": "n == 1"}]
            rows.append(row)
    return rows


def compiled_or_skipped(rows) -> bytes | None:
    try:
        return checked(compiled("walk", rows))[0]
    except DefinitionRefused as refused:
        if "Vòng lặp" in str(refused) or "không có bước nào" in str(refused):
            return None
        raise


def walk(bpmn: bytes, data, moves: int = 25) -> None:
    spec, elsewhere = make_spec(bpmn), make_spec(bpmn)  # the run is taken up by another operating-system process
    blocks, log = blocks_of(bpmn), []
    start = {"n": data.draw(st.integers(0, 4)), "asked": ["x"] * data.draw(st.integers(0, 3))}
    machine = Machine(spec, dict(start))
    for _ in range(moves):
        if machine.ended:
            break
        assert machine.open_steps() or machine.waits(), "a run under way waits for somebody or something"
        assert len(set(machine.open_steps())) == len(machine.open_steps()), "two tokens in one step"
        choices = [("done", step, "") for step in machine.open_steps()]
        choices += [("message", name, "") for name in machine.waits()]
        choices += [
            ("back", step, target)
            for step in machine.open_steps()
            for target in machine.passed(step)
            if target in blocks.places and blocks.can_return(source=step.bpmn_id, target=target) and target != "start"
        ]  # fmt: skip
        move = (*data.draw(st.sampled_from(choices)), {"n": data.draw(st.integers(0, 4))})
        log.append(move)
        play(machine, move)
        machine = Machine(elsewhere, machine.variables, state=machine.state())
    again = Machine(spec, dict(start))
    for move in log:
        play(again, move)
    assert (again.open_steps(), again.waits()) == (machine.open_steps(), machine.waits())
    assert (again.variables, again.ended) == (machine.variables, machine.ended)


def play(machine: Machine, move) -> None:
    kind, what, target, answers = move
    if kind == "done":
        machine.finish(what, answers)
    elif kind == "message":
        machine.send(what, answers)
    else:
        machine.return_to(what, target)


@settings(max_examples=25, deadline=None)
@given(rows=tables(), data=st.data())
def test_replay_equals_state_for_any_table(rows, data):
    bpmn = compiled_or_skipped(rows)
    if bpmn:
        walk(bpmn, data)


@pytest.mark.parametrize("bpmn", [TAKEN_OVER, NESTED], ids=["boundary", "nested"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_replay_equals_state_for_drawn_processes(bpmn, data):
    walk(checked(bpmn)[0], data)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rows_and_rebuilt_state_agree_after_any_story(begin, an, data):
    story = begin(BIRTH, fee=data.draw(st.sampled_from([0, 75000])), wards=["A", "B"][: data.draw(st.integers(0, 2))])
    for _ in range(data.draw(st.integers(1, 12))):
        rows = list(Step.objects.filter(run_id=story.run_id, state="open").order_by("id"))
        if story.run.ended_at:
            break
        move = data.draw(st.sampled_from(["finish", "finish", "finish", "back", "pay"]))
        if move == "pay" or not rows:
            story.message("payment", paid=1)
            continue
        row = data.draw(st.sampled_from(rows))
        if move == "finish":
            answers = {"complete": data.draw(st.booleans()), "approved": data.draw(st.booleans())}
            story.finish(row.bpmn_id, row.instance_key, **answers)
        elif targets := queries.return_targets(row.pk):
            story.back(row.bpmn_id, data.draw(st.sampled_from(targets)).bpmn_id, key=row.instance_key)
    before, waiting, waits = story.run.variables, story.waiting, queries.waits(story.run_id)
    Run.objects.filter(pk=story.run_id).update(state_bytes=b"", variables={})
    operations.rebuild(story.run_id)
    assert (story.run.variables, story.waiting, queries.waits(story.run_id)) == (before, waiting, waits)


def test_rebuild_says_when_rows_and_log_part(begin):
    story = begin(fee=0, wards=[])
    Step.objects.filter(run_id=story.run_id).update(bpmn_id="verify")
    with pytest.raises(Refusal, match="không khớp"):
        operations.rebuild(story.run_id)
