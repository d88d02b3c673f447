"""In real Chromium: CEL gives the server's answers, conditions of one page follow what is typed."""

import json
from pathlib import Path

import pytest

from congvu.kit.tests.test_cel import CASES
from tests import browsing

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATIC = Path(__file__).parents[1] / "static" / "forms"
PAGE = """
<form><div data-known='{"today": "2026-11-20", "case": {"kind": "usual"}}'></div>
<div data-name="child.birth_date" data-kind="date"><input name="child.birth_date.day">
<input name="child.birth_date.month"><input name="child.birth_date.year"></div>
<div id="late" data-name="child.why" data-kind="text" data-show-if="days_between(child.birth_date, today) > 60">
<input name="child.why"></div>
<div id="usual" data-show-if="case.kind != 'abandoned' && child.why == null"></div>
<div data-name="rows.0.known" data-kind="yes_no"><input type="radio" name="rows.0.known" value="yes" id="yes">
<input type="radio" name="rows.0.known" value="no"></div>
<div id="row" data-name="rows.0.name" data-kind="text" data-show-if="item.known == true">
<input name="rows.0.name"></div>
<div id="many" data-show-if="rows.exists(r, r.known == true) ? copies.n * 2 >= 6 : false"></div>
<div data-name="copies.n" data-kind="number"><input name="copies.n"></div></form>
"""


@pytest.fixture
def page():
    with browsing.chromium() as browser:
        page = browser.new_page()
        page.set_content(PAGE)
        for name in ("cel", "reveal"):
            page.add_script_tag(content=(STATIC / f"{name}.js").read_text(encoding="utf-8"))
        yield page


def test_the_browsers_cel_agrees_with_the_servers(page):
    found = page.evaluate(
        "cases => cases.map(([text, data]) => { try { return congvuCel.value(text, data) } catch { return 'fails' } })",
        CASES,
    )
    wrong = [(text, got, value) for (text, _data, value), got in zip(CASES, found, strict=True) if got != value]
    assert not wrong, json.dumps(wrong, ensure_ascii=False)


def test_questions_come_and_go_with_what_is_typed(page):
    def seen(name):
        return not page.evaluate("id => document.getElementById(id).hidden", name)

    assert (seen("late"), seen("usual"), seen("row"), seen("many")) == (False, True, False, False)
    for part, value in (("day", "1"), ("month", "9"), ("year", "2026")):
        page.fill(f"[name='child.birth_date.{part}']", value)
    assert seen("late")
    page.fill("[name='child.why']", "Ở xa")
    assert not seen("usual")
    page.fill("[name='child.birth_date.month']", "11")
    assert not seen("late")
    page.check("#yes")
    page.fill("[name='copies.n']", "2")
    assert (seen("row"), seen("many")) == (True, False)
    page.fill("[name='copies.n']", "1.003")
    assert seen("many")
