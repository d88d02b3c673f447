"""Who is in the database: names, numbers, mails and addresses, from columns that hold them and from JSON."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from congvu.catalogue.models import Procedure, ProcedureVersion
from congvu.dossiers.models import Dossier
from congvu.people.models import Official, Party
from congvu.upkeep.training.disguise import NAMES, PLACES, Disguise
from congvu.upkeep.training.tables import columns, rewritten

NUMBERS = frozenset({"identifier", "phone", "tax_code", "passport", "old_id", "account_number", "sender_phone"})
"""Keys of JSON under which somebody's number stands."""
PERSONS = frozenset({"person", "official", "citizen"})


def learn(disguise: Disguise) -> None:
    """Go through the database once and learn everybody who is in it."""
    for party in Party.objects.only("kind", "name").iterator():
        (disguise.name if party.kind == Party.Kind.PERSON else disguise.organisation)(party.name)
    for name in Official.objects.values_list("full_name", flat=True).iterator():
        disguise.name(name)
    _forms(disguise)
    procedures = set(Procedure.objects.values_list("name", flat=True))
    learned: dict[str, Callable[[str], Any]] = {
        "name": disguise.name,
        "number": disguise.number,
        "place": disguise.place,
        "matter": lambda said: None if said in procedures else disguise.matter(said),
    }
    for model in apps.get_models(include_auto_created=True):
        for fate, learn_one in learned.items():
            _columns(model, [one.attname for one in columns(model, fate)], learn_one)
        names = [one.name for one in rewritten(model) if isinstance(one, models.JSONField)]
        for row in model._default_manager.values_list(*names).iterator() if names else ():
            for value in row:
                _json(value, disguise)


def _forms(disguise: Disguise) -> None:
    """Learn the names that people wrote into questions for a text."""
    for version_id, values in Dossier.objects.values_list("version_id", "values").iterator():
        for pointer in own_words(version_id):
            group, _dot, key = pointer.partition(".")
            answers = (values or {}).get(group)
            for row in answers if isinstance(answers, list) else [answers]:
                text = row.get(key) if isinstance(row, dict) and "name" in key else None
                if isinstance(text, str) and text.strip():
                    disguise.name(text)


@cache
def own_words(version_id: int) -> frozenset[str]:
    """Return the questions of a version that are answered in one's own words, by their pointers."""
    found = set()
    version = ProcedureVersion.objects.filter(pk=version_id).only("form_definition").first()
    for page in version.form_definition.get("pages", []) if version else ():
        for group in page.get("groups") or [{"code": page.get("code"), "fields": page.get("fields", [])}]:
            for one in group.get("fields", []):
                if one.get("type") in {"text", "long_text"}:
                    found.add(f"{group.get('code')}.{one.get('code')}")
    return frozenset(found)


def _columns(model: type[models.Model], names: list[str], learn_one: Callable[[str], Any]) -> None:
    for column in names:
        for value in model._default_manager.values_list(column, flat=True).distinct().iterator():
            if value:
                learn_one(value)


def _json(value: Any, disguise: Disguise) -> None:
    if isinstance(value, list):
        for one in value:
            _json(one, disguise)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and inner.strip():
                _said(key, inner, value, disguise)
            else:
                _json(inner, disguise)


def _said(key: str, text: str, beside: dict[str, Any], disguise: Disguise) -> None:
    if key in NAMES or (key == "name" and ("identifier" in beside or beside.get("kind") in PERSONS)):
        (disguise.organisation if beside.get("kind") == Party.Kind.ORGANISATION else disguise.name)(text)
    elif key in NUMBERS:
        disguise.number(text)
    elif key in PLACES or (key == "address" and "identifier" in beside):
        disguise.place(text)
