import pytest
import yaml
from django.conf import settings

from congvu.processes import operations, queries
from congvu.processes.bpmn.graph import NodeType, Work
from congvu.processes.bpmn.reading import read
from congvu.processes.bpmn.table import compile_steps
from congvu.processes.bpmn.writing import write
from congvu.processes.definitions import checked, compiled
from congvu.processes.models import Definition
from congvu.processes.operations import DefinitionRefused
from congvu.processes.tests.conftest import BIRTH

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:congvu="https://congvu.vn/ns/process" '
    'xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'targetNamespace="x" {attributes}><message id="m" name="payment"/><process id="p" isExecutable="true">'
    '<laneSet id="l"><lane id="a" name="case_officer">{refs}</lane></laneSet>'
)


def drawn(body: str, *, tasks: str = "a b c d", attributes: str = "") -> bytes:
    refs = "".join(f"<flowNodeRef>{task}</flowNodeRef>" for task in tasks.split())
    return (HEAD.format(refs=refs, attributes=attributes) + body + "</process></definitions>").encode()


def flows(text: str) -> str:
    """``s>a a>e`` becomes arrows; ``x>a?n==1`` carries a condition."""
    made = []
    for number, arrow in enumerate(text.split()):
        way, _, when = arrow.partition("?")
        source, _, target = way.partition(">")
        inside = f"<conditionExpression>{when}</conditionExpression>" if when else ""
        made.append(f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>')
    return "".join(made)


def task(key: str, inside: str = "", tag: str = "userTask") -> str:
    return f'<{tag} id="{key}" name="Bước {key}">{inside}</{tag}>'


def work(attributes: str) -> str:
    return f"<extensionElements><congvu:work {attributes}/></extensionElements>"


ENDS = '<startEvent id="s"/><endEvent id="e"/>'
PLAIN = ENDS + task("a") + flows("s>a a>e")


def test_definition_taken_twice_is_one_row(db):
    assert operations.define(key="x", steps=BIRTH) == operations.define(key="x", steps=BIRTH)
    assert operations.define(key="x", steps=BIRTH[:1]).pk != operations.define(key="x", steps=BIRTH).pk
    assert Definition.objects.count() == 2


def test_steps_table_becomes_bpmn_that_reads_as_the_same_graph():
    graph = compile_steps("Khai sinh", BIRTH)
    _key, again = read(write("khai_sinh", graph))
    assert (again.nodes, again.flows, again.lanes) == (graph.nodes, graph.flows, graph.lanes)


def test_planned_steps_carry_role_limit_and_actions(db):
    definition = operations.define(key="1.001193", steps=BIRTH)
    verify = queries.planned(definition.pk)[1]
    assert (verify.bpmn_id, verify.role, verify.kind, verify.limit_minutes) == ("verify", "case_officer", "work", 180)
    assert verify.actions == ["request_supplement"]


def test_file_without_a_drawing_gets_one():
    bpmn, _graph = checked(drawn(PLAIN))
    assert b"BPMNShape" in bpmn
    assert checked(bpmn)[0] == bpmn


def test_file_keeps_the_drawing_it_has():
    bpmn = compiled("x", BIRTH)
    assert checked(bpmn)[0] == bpmn


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ENDS + task("a", "<script>import os</script>", "scriptTask") + flows("s>a a>e"), "mã lệnh"),
        (ENDS + task("a", tag="serviceTask") + flows("s>a a>e"), "mã lệnh"),
        (ENDS + task("a", tag="businessRuleTask") + flows("s>a a>e"), "mã lệnh"),
        (ENDS + task("a", tag="callActivity") + flows("s>a a>e"), "callActivity"),
        (ENDS + task("a", tag="subProcess") + flows("s>a a>e"), "subProcess"),
        (ENDS + task("a", tag="sendTask") + flows("s>a a>e"), "không tự gửi"),
        (
            ENDS + task("a", "<extensionElements><spiff:preScript>x=1</spiff:preScript></extensionElements>")
            + flows("s>a a>e"),
            "preScript",
        ),
        (
            ENDS
            + task("a", "<standardLoopCharacteristics><loopCondition>x</loopCondition></standardLoopCharacteristics>")
            + flows("s>a a>e"),
            "standardLoopCharacteristics",
        ),
        (
            ENDS
            + task(
                "a",
                "<multiInstanceLoopCharacteristics><loopCardinality>__import__('os')</loopCardinality>"
                "</multiInstanceLoopCharacteristics>",
            )
            + flows("s>a a>e"),
            "loopDataInputRef",
        ),
        (
            ENDS + '<intermediateCatchEvent id="a"><timerEventDefinition/></intermediateCatchEvent>'
            + flows("s>a a>e"),
            "giờ làm việc",
        ),
    ],
)  # fmt: skip
def test_definition_with_code_or_what_the_engine_must_not_run_is_refused(body, reason):
    with pytest.raises(DefinitionRefused, match=reason):
        checked(drawn(body))


@pytest.mark.parametrize(
    "condition", ["__import__('os').system('x')", "n = 1", "n if n else 0", "lambda: n", "${n}", "each:n", "n and 1"]
)
def test_condition_other_than_cel_is_refused(condition):
    gate = '<exclusiveGateway id="x" default="f2"/>'
    body = ENDS + gate + task("a") + flows("s>a a>x x>e x>a?COND").replace("COND", condition)
    with pytest.raises(DefinitionRefused, match="CEL"):
        checked(drawn(body))


def test_condition_in_another_language_is_refused():
    with pytest.raises(DefinitionRefused, match="CEL"):
        checked(drawn(PLAIN, attributes='expressionLanguage="http://www.java.com/java"'))


def test_parallel_split_with_two_incoming_flows_is_refused():
    gates = '<parallelGateway id="p1"/><parallelGateway id="p2"/><exclusiveGateway id="x" default="f8"/>'
    tasks = task("a") + task("b") + task("c") + task("d")
    body = ENDS + gates + tasks + flows("s>a a>p1 p1>b p1>c b>p2 c>p2 p2>d d>x x>e x>p1?n==1")
    with pytest.raises(DefinitionRefused, match="2 mũi tên vào"):
        checked(drawn(body))


def test_arrow_into_the_middle_of_a_parallel_block_is_refused():
    gates = '<parallelGateway id="p1"/><parallelGateway id="p2"/><exclusiveGateway id="x" default="f8"/>'
    tasks = task("a") + task("b") + task("c") + task("d")
    body = ENDS + gates + tasks + flows("s>a a>p1 p1>b p1>c b>p2 c>p2 p2>d d>x x>e x>b?n==1")
    with pytest.raises(DefinitionRefused, match="song song"):
        checked(drawn(body))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ENDS + task("a") + task("b") + flows("s>a a>e b>e"), "Không có đường nào đến: Bước b"),
        (ENDS + task("a") + task("b") + flows("s>a a>e a>b b>e"), "2 mũi tên ra"),
        ('<startEvent id="s"/>' + task("a") + flows("s>a"), "không có mũi tên ra"),
        (ENDS + '<exclusiveGateway id="x"/>' + task("a") + flows("s>a a>x x>e?n==1 x>a?n==2"), "mặc định"),
        (ENDS + '<parallelGateway id="x"/>' + task("a") + task("b") + flows("s>x x>a x>b a>e b>e"), "không gặp lại"),
        (ENDS + '<exclusiveGateway id="x" default="f2"/><exclusiveGateway id="y"/>' + task("a")
         + flows("s>a a>y x>e y>x x>y?n==1"), "Vòng lặp"),
        (ENDS + task("z") + flows("s>z z>e"), "không phải vai trò"),
        (ENDS + task("a", work('kind="cook"')) + flows("s>a a>e"), "cook"),
        (ENDS + task("a", work('limit="2h"')) + flows("s>a a>e"), "phút"),
        (ENDS + '<intermediateCatchEvent id="w"/>' + task("a") + flows("s>a a>w w>e"), "không chờ thông báo"),
    ],
)  # fmt: skip
def test_definition_that_would_stand_still_or_run_astray_is_refused(body, reason):
    with pytest.raises(DefinitionRefused, match=reason):
        checked(drawn(body))


def test_file_that_reaches_outside_is_refused():
    with pytest.raises(DefinitionRefused, match="DOCTYPE"):
        checked(b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><definitions>&x;</definitions>')
    with pytest.raises(DefinitionRefused, match="XML"):
        checked(b"not xml")


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "trống"),
        ([{"id": "a", "name": "A", "role": "leader", "script": "x"}], "không hiểu script"),
        ([{"id": "a", "name": "A", "role": "leader"}] * 2, "trùng"),
        ([{"id": "a", "name": "A", "role": "leader", "next": "b"}], "“b”"),
        ([{"id": "a", "name": "A", "role": "leader", "next": ["a", "end"]}], "chỉ một hướng"),
        ([{"id": "a", "name": "A", "role": "leader", "next": [{"step": "end", "do": "x"}]}], "không hiểu do"),
        ([{"id": "a", "name": "A"}], "thiếu tên hoặc vai trò"),
        ([{"id": "a", "name": "A", "role": "king"}], "king"),
        ([{"id": "a", "name": "A", "role": "leader", "when": "import os"}], "CEL"),
    ],
)
def test_steps_table_that_cannot_be_read_is_refused(db, rows, reason):
    with pytest.raises(DefinitionRefused, match=reason):
        operations.define(key="x", steps=rows)


def test_way_back_to_a_parallel_block_goes_through_one_gateway_before_it():
    rows = [
        {"id": "a", "name": "A", "role": "clerk"},
        {"id": "b", "name": "B", "role": "clerk", "beside": "x"},
        {"id": "c", "name": "C", "role": "clerk", "beside": "x"},
        {"id": "d", "name": "D", "role": "leader", "next": [{"step": "b", "when": "again == true"}, {"step": "end"}]},
    ]
    graph = checked(compiled("x", rows))[1]
    assert [flow.source for flow in graph.entering["split_b"]] == ["merge_b"]


def test_message_on_the_edge_of_a_step_takes_it_over(begin):
    edge = '<boundaryEvent id="w" attachedToRef="a"><messageEventDefinition messageRef="m"/></boundaryEvent>'
    story = begin(bpmn=drawn(ENDS + task("a") + task("b") + edge + flows("s>a a>e w>b b>e")))
    assert story.message("payment").waiting == ["b"]
    assert queries.steps(story.run_id)[0].state == "cancelled"
    assert queries.return_targets(story.step("b").pk) == [], "a step that was taken over was not done"
    story.finish("b")
    assert story.run.outcome == "finished"


def test_examples_of_the_guide_are_true():
    guide = (settings.ROOT / "docs" / "processes.md").read_text()
    table, file = (guide.split(f"```{kind}\n")[1].split("```")[0] for kind in ("yaml", "xml"))
    _bpmn, graph = checked(compiled("guide", yaml.safe_load(table)["steps"]))
    assert [node.id for node in graph.of(NodeType.TASK)] == ["receive", "verify", "police", "wards", "sign"]
    _bpmn, graph = checked(drawn(ENDS + file + flows("s>verify verify>e"), tasks="verify"))
    assert graph.nodes["verify"].work == Work(
        kind="work", limit_minutes=180, actions=("request_supplement",), papers=("birth_notice",)
    )
