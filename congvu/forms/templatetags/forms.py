"""``{% load forms %}{% form_page form page values errors context %}``: the questions of a page.

``{% form_whole form values errors context %}``: all pages on one screen.

The view writes the ``<form method="post" enctype="multipart/form-data" novalidate>``, the token, the error summary
(``{% error_summary errors %}`` of ``ui``), the heading and the button that hands the page in.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from congvu.forms.cleaning import FieldError
from congvu.forms.definition import Page
from congvu.forms.form import Form, day_that_counts
from congvu.forms.rendering import Drawing

register = template.Library()


@register.inclusion_tag("forms/page.html")
def form_page(
    form: Form,
    page: Page | str,
    values: Mapping[str, Any] | None = None,
    errors: Iterable[FieldError] | None = None,
    context: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw a page: ``values`` as saved or as typed, ``errors`` of ``form.clean``, ``context`` as given to it."""
    found = form.page(page) if isinstance(page, str) else page
    if found is None:
        return {"page": None, "groups": []}
    drawing = Drawing(
        form.whole or form.pages, found, values or {}, errors or (), context or {}, day_that_counts(context)
    )
    return {"page": found, "groups": drawing.groups(), "known": json.dumps(drawing.known, cls=DjangoJSONEncoder)}


@register.inclusion_tag("forms/whole.html")
def form_whole(
    form: Form,
    values: Mapping[str, Any] | None = None,
    errors: Iterable[FieldError] | None = None,
    context: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw all pages on one screen, each under its title: for who types a paper off at the counter."""
    told, today = list(errors or ()), day_that_counts(context)
    sections = []
    for page in form.pages:
        drawing = Drawing(form.whole or form.pages, page, values or {}, told, context or {}, today, form.pages)
        reveal = drawing.page_reveal()
        if reveal is not None:
            groups, known = drawing.groups(), json.dumps(drawing.known, cls=DjangoJSONEncoder)
            sections.append({"page": page, "groups": groups, "known": known, "reveal": reveal})
    return {"sections": sections}


@register.filter
def attributes(pairs: Mapping[str, str]) -> SafeString:
    """Write attributes."""
    return format_html_join("", ' {}="{}"', pairs.items())
