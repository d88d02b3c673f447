"""Addresses in templates are Django's, whatever is remembered of them."""

from uuid import UUID, uuid4

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


def test_an_address_of_a_thing_by_its_number_is_djangos():
    page, things = (
        "{% for thing in things %}{% url 'desk:dossier' thing %}\n{% endfor %}",
        [uuid4(), uuid4(), UUID(int=0)],
    )
    wanted = [reverse("desk:dossier", args=[thing]) for thing in things]
    assert _said(page, things=things).split() == wanted
    assert _said(page, things=[str(thing) for thing in things]).split() == wanted
    with pytest.raises(NoReverseMatch):
        _said("{% url 'portal:home' thing %}", thing=uuid4())


def test_an_unknown_name_is_an_error():
    with pytest.raises(NoReverseMatch):
        _said("{% url 'portal:nowhere' %}")
