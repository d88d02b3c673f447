"""What comes from outside is read or refused in our own words, however broken: valid things are broken at random."""

import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.catalogue.listing import reading as catalogue
from congvu.documents.operations import mail
from congvu.files.kinds import KINDS, recognise
from congvu.files.tests import contents
from congvu.kit import cel
from congvu.kit.errors import Refusal
from congvu.processes.bpmn import reading as bpmn

FEW = settings(max_examples=60, derandomize=True, database=None)
SECONDS = 5
"""No broken thing may keep us longer."""
DRAWING = b"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
<process id="p" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>
<endEvent id="e"/></process></definitions>"""
LETTER = """From: =?utf-8?b?VUJORCBwaMaw4budbmc=?= <a@vi-du.vn>
To: b@vi-du.vn
Subject: =?utf-8?q?V=E1=BB=81_vi=E1=BB=87c?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset=utf-8

Kính gửi
--x
Content-Type: application/pdf; name=a.pdf
Content-Transfer-Encoding: base64

JVBERi0=
--x--
""".encode()


@st.composite
def broken(draw, samples):
    """A valid thing with some bytes changed, cut out, doubled or cut off."""
    whole = bytearray(draw(st.sampled_from(samples)))
    for _turn in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(whole) - 1)))
        way = draw(st.sampled_from(["change", "cut", "double", "insert", "end"]))
        size = draw(st.integers(1, 40))
        if way == "change":
            whole[place : place + size] = draw(st.binary(min_size=size, max_size=size))
        elif way == "cut":
            del whole[place : place + size]
        elif way == "double":
            whole[place:place] = whole[place : place + size]
        elif way == "insert":
            whole[place:place] = draw(st.binary(max_size=size))
        else:
            del whole[place:]
    return bytes(whole)


def read_or_refused(read, *refusals):
    """Let it be read, or refused in our words; nothing else may come out, and not late."""
    since = time.monotonic()
    with contextlib.suppress(refusals):
        read()
    assert time.monotonic() - since < SECONDS


PAPERS = [contents.pdf(), contents.locked_pdf(), contents.docx("Một"), contents.xlsx()]
FILES = [*PAPERS, contents.image(), contents.image("JPEG")]


@given(broken(FILES))
@FEW
def test_uploads(content):
    read_or_refused(lambda: recognise(io.BytesIO(content), name="giay.pdf", allowed=list(KINDS)), Refusal)


@given(broken([contents.xlsx(), b"ma tthc,ten tthc\n1.001193,Khai sinh\n", b'[{"ma tthc": "1"}]']),
       st.sampled_from(["a.xlsx", "a.csv", "a.json"]))  # fmt: skip
@FEW
def test_lists_of_procedures(content, name):
    read_or_refused(lambda: catalogue.read(content, name), Refusal)


@given(broken([DRAWING]))
@FEW
def test_drawings_of_processes(content):
    read_or_refused(lambda: bpmn.read(content), Refusal)


@given(broken([LETTER]))
@FEW
def test_letters(content):
    def read():
        message = mail.read_message(content)
        mail.name_of(mail.sender_of(message))
        mail.subject_of(message)
        list(mail._texts(message))
        [name for name, _content in mail._attachments(message)]

    read_or_refused(read, Refusal)


@given(st.text(alphabet=st.sampled_from(list("ab1.()[]{}<>=!&|?:+-*/%'\" ,\\\n"))) | st.text(max_size=60))
@FEW
def test_expressions(text):
    read_or_refused(lambda: cel.check(text, {"a", "b"}))


ATOMS = st.sampled_from(
    ["a", "b", "c", "1", "0", "-7", "9223372036854775807", "'x'", "''", "true", "null", "[]", "[1, 2, 3]", "{}", "1.5",
     "'2026-02-30'", "'2026-02-13'", "c.d", "c['d'].e", "[a, b]"]
)  # fmt: skip
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


def _grown(inner):
    """Return larger expressions made of these."""
    pair = st.tuples(
        inner, st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "in"]), inner
    )
    loop = st.tuples(inner, st.sampled_from(["all", "exists", "exists_one", "map", "filter"]), inner)
    call = st.tuples(st.sampled_from(["size", "length", "int", "double", "string", "timestamp", "duration"]), inner)
    calls = st.tuples(st.sampled_from(["age_on", "days_between"]), inner, inner)
    said = st.tuples(inner, st.sampled_from(["startsWith", "endsWith", "contains", "matches"]), inner)
    return (
        pair.map(lambda row: f"({row[0]} {row[1]} {row[2]})")
        | loop.map(lambda row: f"{row[0]}.{row[1]}(x, {row[2]})")
        | call.map(lambda row: f"{row[0]}({row[1]})")
        | calls.map(lambda row: f"{row[0]}({row[1]}, {row[2]})")
        | said.map(lambda row: f"{row[0]}.{row[1]}({row[2]})")
        | st.tuples(inner, inner, inner).map(lambda row: f"({row[0]} ? {row[1]} : {row[2]})")
        | st.tuples(inner, inner).map(lambda row: f"{row[0]}[{row[1]}]")
        | inner.map(lambda one: f"!({one})")
    )


@given(st.recursive(ATOMS, _grown, max_leaves=12), st.dictionaries(st.sampled_from(["a", "b", "c", "x"]), DATA))
@settings(max_examples=200, derandomize=True, database=None)
def test_expressions_are_worked_out_or_fail_in_our_words(text, data):
    read_or_refused(lambda: cel.Expression(text).value(data), cel.BadExpression, cel.ExpressionFailed)


def test_no_expression_takes_long():
    within = cel.Expression("size(a.map(x, a.map(y, x == y)))")
    read_or_refused(lambda: within.value({"a": list(range(150))}))
    with pytest.raises(cel.ExpressionFailed, match="danh sách dài"):
        within.value({"a": list(range(1000))})
    with pytest.raises(cel.ExpressionFailed, match="danh sách dài"):
        cel.Expression("(" + "+".join("a" * 300) + ").map(x, x)").value({"a": list(range(100))})
    assert cel.Expression("a.exists(x, x == 999)").holds({"a": list(range(1000))})
    loop = "a"
    for name in "xyzuvw":
        loop = f"a.map({name}, {loop})"
    with pytest.raises(cel.BadExpression, match="lồng"):
        cel.Expression(loop)
    assert cel.check(loop, {"a"})
    slow = "(a+)+" * 20 + "$"
    read_or_refused(lambda: cel.Expression(f"s.matches('{slow}')").value({"s": "a" * 5000 + "!"}), cel.ExpressionFailed)


@pytest.mark.parametrize("depth", [20, 300, 900, 1_900])
@pytest.mark.parametrize(("before", "after"), [("(", ")"), ("[", "]"), ("!", ""), ("-", ""), ("a?1:", ""), ("a[", "]")])
def test_an_expression_in_itself_does_not_break_the_reader(depth, before, after):
    text = before * depth + "a" + after * depth
    read_or_refused(lambda: cel.Expression(text).value({"a": 1}), cel.BadExpression, cel.ExpressionFailed)


@pytest.mark.parametrize("depth", [2_000, 50_000])
def test_depth_does_not_break_the_reader(depth):
    read_or_refused(lambda: cel.check("(" * depth + "a" + ")" * depth, {"a"}))
    read_or_refused(lambda: bpmn.read(b"<a>" * depth + b"</a>" * depth), Refusal)
    read_or_refused(lambda: catalogue.read(b"[" * depth + b"]" * depth, "a.json"), Refusal)


def test_a_folder_that_swells_is_refused():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", "<Types/>")
        folder.writestr("xl/workbook.xml", b"\0" * 300_000_000)
    with pytest.raises(Refusal):
        recognise(io.BytesIO(sink.getvalue()), name="bom.xlsx", allowed=["xlsx"])


def test_names_that_stand_for_others_are_not_followed():
    evil = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY b "&e;&e;">]>' + DRAWING.split(b"?>", 1)[1]
    with pytest.raises(Refusal):
        bpmn.read(evil.replace(b'id="s"', b'id="s" name="&b;"'))
