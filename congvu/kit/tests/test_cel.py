from datetime import date

import pytest

from congvu.kit.cel import BadExpression, Expression, ExpressionFailed, check


@pytest.mark.parametrize(
    ("text", "data", "value"),
    [
        ('father_known && father.country == "VN"', {"father_known": True, "father": {"country": "VN"}}, True),
        ("copies * 8000", {"copies": 3}, 24000),
        ('length("Hoà")', {}, 3),
        ('born <= "2026-02-13"', {"born": date(2026, 2, 13)}, True),
        ("age_on(born, day)", {"born": "2008-02-29", "day": "2026-02-28"}, 17),
        ('days_between("2026-02-13", "2026-04-15") > 60', {}, True),
        ("other == null", {}, True),
        ("children.exists(c, c.sex == 'nữ')", {"children": [{"sex": "nam"}, {"sex": "nữ"}]}, True),
        ("false && missing.key == 1", {}, False),
    ],
)
def test_values(text, data, value):
    assert Expression(text).value(data) == value


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
