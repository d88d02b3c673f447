"""Words in templates are Django's, whatever is remembered of them."""

from django.template import Context, Template
from django.utils import translation


def _said(text: str, **context: object) -> str:
    return Template("{% load i18n %}" + text).render(Context(context))


def test_words_follow_the_language():
    page = "{% trans 'Tìm kiếm' %}"
    assert _said(page) == "Tìm kiếm"
    with translation.override("en"):
        assert _said(page) == "Search"
    assert _said(page) == "Tìm kiếm"


def test_words_are_written_as_they_stand():
    assert _said("{% trans '96 % & <b>hơn</b>' %}") == "96 % & <b>hơn</b>"
    assert _said("{% translate 'Tìm kiếm' as kept %}[{{ kept }}]") == "[Tìm kiếm]"
    assert _said("{% trans 'một'|upper %}") == "MỘT"


def test_words_of_a_variable_are_escaped():
    assert _said("{% trans words %}", words="a & b") == "a &amp; b"
    assert _said("{% trans words %}", words="c & d") == "c &amp; d"
