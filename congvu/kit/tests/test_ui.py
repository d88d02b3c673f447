"""The shared tags and bases."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from congvu.kit.templatetags.charts import thousands
from congvu.kit.templatetags.ui import counted, day, dong, link, moment


def _show(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_moment_is_said_in_local_time() -> None:
    assert moment(dt.datetime(2026, 11, 20, 6, 52, tzinfo=dt.UTC)) == "thứ Sáu 20/11/2026, 13 giờ 52"
    assert day(dt.date(2026, 11, 22)) == "Chủ nhật 22/11/2026"


def test_dong_has_points() -> None:
    assert dong(1234567) == "1.234.567 đồng"


def test_clock_says_it_by_shape_and_words() -> None:
    shown = _show('{% clock_chip "late" "Quá hạn 2 giờ" %}')
    for sign in ("cv-clock--late", "#late", "Quá hạn 2 giờ"):
        assert sign in shown


def test_error_summary_is_nothing_without_errors() -> None:
    assert _show("{% error_summary errors %}", errors=[]).strip() == ""


def test_words_of_users_are_escaped() -> None:
    assert "<b>" not in _show("{% state_chip words %}", words="<b>x</b>")


def test_cells_have_their_look_and_words_of_users_stay_words() -> None:
    row = [("", "<b>x</b>"), ("code", link("/a?b=1&c=2", "<i>"))]
    assert _show("{% cells row %}", row=row) == (
        '<td>&lt;b&gt;x&lt;/b&gt;</td><td class="code"><a class="govuk-link" href="/a?b=1&amp;c=2">&lt;i&gt;</a></td>'
    )


def test_choice_of_a_select_is_the_one_typed_before() -> None:
    pairs = [("", "Tất cả"), (3, "Ba & bốn"), ("<", "<")]
    shown = _show("{% options pairs chosen %}", pairs=pairs, chosen="3")
    assert shown == (
        '<option value="">Tất cả</option><option value="3" selected>Ba &amp; bốn</option>'
        '<option value="&lt;">&lt;</option>'
    )
    assert "selected" not in _show("{% options pairs chosen %}", pairs=pairs, chosen=None)


def test_bases_render_without_inline_style_or_script() -> None:
    request = RequestFactory().get("/")
    for base in ("kit/portal_base.html", "kit/desk_base.html"):
        page = render_to_string(base, request=request)
        for forbidden in (" style=", "<style", "<script>", " onclick"):
            assert forbidden not in page
        assert 'id="noi-dung"' in page


@pytest.mark.parametrize(("language", "written"), [("vi", "351.141"), ("en", "351,141")])
def test_large_numbers_are_grouped_as_their_readers_write_them(language: str, written: str) -> None:
    with override(language):
        assert thousands(351_141) == written
        assert counted(999) == "999"
        assert counted(1_000) == f"1{written[3]}000+"
