import json
from datetime import date
from pathlib import Path

import pytest

from congvu.kit.cel import BadExpression, Expression, ExpressionFailed, check

CASES = json.loads((Path(__file__).parent / "cel_cases.json").read_text(encoding="utf-8"))
"""``[expression, data, value]``; the browser's CEL is held to the same ones (congvu/forms/tests/test_browser.py)."""


@pytest.mark.parametrize(("text", "data", "value"), CASES, ids=[f"{n} {case[0]}" for n, case in enumerate(CASES)])
def test_values(text, data, value):
    if value == "fails":
        with pytest.raises(ExpressionFailed):
            Expression(text).value(data)
    else:
        found = Expression(text).value(data)
        assert (found, type(found)) == (value, type(value))


def test_dates_are_iso_text():
    assert Expression('born <= "2026-02-13"').value({"born": date(2026, 2, 13)}) is True


def test_names_are_those_asked_of_the_data():
    assert Expression("children.all(c, c.age < limit)").names == {"children", "limit"}


def test_broken_text_is_refused():
    with pytest.raises(BadExpression):
        Expression("1 +")


def test_data_that_does_not_fit_fails_with_the_expression_in_its_words():
    with pytest.raises(ExpressionFailed, match="age \\+ 1"):
        Expression("age + 1").value({"age": "ba"})
    assert Expression("age + 1 > 2").holds({"age": "ba"}) is False


@pytest.mark.parametrize(
    "text",
    [
        "a.b == 1 && length(c) > 2",
        "a.map(x, x.n).exists(y, y > 1)",
        "has(a.b) ? 1 : 2",
        'c.startsWith("x(u1, ")',
        "c in ['1u']",
    ],
)
def test_the_safe_subset_passes(text):
    assert check(text, {"a", "c"}) == []


@pytest.mark.parametrize(
    "text",
    ["unknown == 1", "type(a)", "1u + 2u", 'b"x" == a', 'a.split(",")', "optional.none()", "dyn(a)", "1 +", "a" * 3000],
)
def test_what_is_outside_the_subset_is_named(text):
    assert check(text, {"a"})
