"""Addresses in templates are Django's, whatever is remembered of them."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse


def _said(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_an_address_without_arguments_is_djangos():
    assert _said("{% url 'portal:home' %}") == reverse("portal:home")
    assert _said("{% url name %}", name="desk:home") == reverse("desk:home")


def test_an_address_of_a_thing_follows_its_argument():
    page = "{% url 'portal:procedure' code %}"
    assert _said(page, code="1.001193") != _said(page, code="2.000815")
    assert _said("{% url 'portal:home' as kept %}[{{ kept }}]") == f"[{reverse('portal:home')}]"


def test_an_unknown_name_is_an_error():
    with pytest.raises(NoReverseMatch):
        _said("{% url 'portal:nowhere' %}")
