"""Every row of every table through the disguise; answers of forms by the type of their questions."""

import json
import zlib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, models

from congvu.documents import operations as documents
from congvu.feedback import operations as petitions
from congvu.kit.text import fold, name_key
from congvu.people.models import Party
from congvu.signing.models import Credential
from congvu.upkeep.training.disguise import SHORTEST, Disguise
from congvu.upkeep.training.invention import SENTENCE
from congvu.upkeep.training.learning import own_words
from congvu.upkeep.training.tables import Column, emptied, fates, rewritten

BATCH = 500
BESIDE = {"people_party": ("kind",), "dossiers_dossier": ("version_id",), "documents_delivery": ("receiver_id",)}
"""Columns that are read with a row, and stay."""
Row = dict[str, Any]


def empty() -> None:
    """Empty the tables that a copy cannot have; nothing that stays points at them.

    TRUNCATE passes by the triggers that keep the log as it is.
    """
    known = set(connection.introspection.table_names())
    names = ", ".join(f'"{name}"' for name in emptied() if name in known)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")


def end_keys(*, at: datetime) -> None:
    """End every key and certificate: of the copy's new ones each owner may have one."""
    Credential.objects.filter(state=Credential.State.ACTIVE).update(state=Credential.State.REVOKED, ended_at=at)


def rewrite(disguise: Disguise, say: Callable[[str], None] = lambda words: None) -> None:
    """Write every table anew that may hold somebody's data."""
    for model in apps.get_models(include_auto_created=True):
        if columns := rewritten(model):
            say(model._meta.db_table)
            _table(model, columns, disguise)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE documents_documenttext t SET words = to_tsvector('simple', d.folded) "
                       "FROM documents_document d WHERE d.id = t.document_id")  # fmt: skip


def _table(model: type[models.Model], columns: list[Column], disguise: Disguise) -> None:
    names = [one.attname for one in columns]
    changed: list[models.Model] = []
    manager = model._base_manager
    beside = BESIDE.get(model._meta.db_table, ())
    for row in manager.only(model._meta.pk.attname, *names, *beside).iterator(chunk_size=BATCH):
        before = {name: getattr(row, name) for name in names}
        after = _row(model, columns, before, row, disguise)
        if after != before:
            for name, value in after.items():
                setattr(row, name, value)
            changed.append(row)
        if len(changed) >= BATCH:
            manager.bulk_update(changed, names)
            changed = []
    if changed:
        manager.bulk_update(changed, names)


def _row(model: type[models.Model], columns: list[Column], before: Row, row: models.Model, disguise: Disguise) -> Row:
    table = model._meta.db_table
    after = {one.attname: _value(table, one, before[one.attname], disguise) for one in columns}
    for change in ROWS.get(table, ()):
        after |= change(before, after, row, disguise)
    return {name: _fitting(model, name, value) for name, value in after.items()}


def _fitting(model: type[models.Model], name: str, value: Any) -> Any:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return value[:longest] if longest and isinstance(value, str) else value


def _value(table: str, one: Column, value: Any, disguise: Disguise) -> Any:
    fate = fates(table)[one.attname]
    if fate == "blank":
        return type(value)() if value else value
    if fate == "state":
        return _state(bytes(value), disguise)
    if isinstance(one, models.GenericIPAddressField):
        return "192.0.2.1" if value else value
    if isinstance(one, models.JSONField):
        return said_nothing(value) if fate == "said" else disguise.json(value)
    if not isinstance(value, str) or not value.strip():
        return value
    match fate:
        case "said":
            return said_nothing(value)
        case "name":
            return disguise.name(value)
        case "place":
            return disguise.place(value)
        case "matter":
            return disguise.matter(value)
    return disguise.text(value)


def said_nothing(value: Any) -> Any:
    """Return somebody's own words replaced; one word alone is a code, or says nothing of anybody."""
    match value:
        case dict():
            return {key: said_nothing(one) for key, one in value.items()}
        case list():
            return [said_nothing(one) for one in value]
        case str() if " " in value.strip():
            return SENTENCE
    return value


def _state(state: bytes, disguise: Disguise) -> bytes:
    """Disguise the cache of a run as its variables and its log are."""
    if not state:
        return state
    inside = disguise.json(json.loads(zlib.decompress(state)))
    return zlib.compress(json.dumps(inside, separators=(",", ":")).encode())


def _person(before: Row, _after: Row, row: models.Model, disguise: Disguise) -> Row:
    invent = disguise.organisation if getattr(row, "kind", "") == Party.Kind.ORGANISATION else disguise.name
    name = invent(before["name"])
    birth = before.get("birth_date")
    return {
        "name": name,
        "folded": fold(name),
        "sort_key": name_key(name),
        "address_text": disguise.place(before["address_text"]) if before["address_text"] else "",
        "birth_date": disguise.invention.birth(birth) if isinstance(birth, date) else birth,
    }


def _official(before: Row, _after: Row, _row: models.Model, disguise: Disguise) -> Row:
    name = disguise.name(before["full_name"])
    code = disguise.invention.code("CB", before["staff_code"])
    return {"full_name": name, "folded": fold(name), "sort_key": name_key(name), "staff_code": code}


def _account(before: Row, _after: Row, row: models.Model, disguise: Disguise) -> Row:
    has_password = before["password"] and not before["password"].startswith("!")
    return {
        "username": f"tap-huan-{row.pk}",
        "email": disguise.invention.email(before["email"]) if before["email"] else "",
        "password": _password() if has_password else before["password"],
    }


@cache
def _password() -> str:
    """Return the common password of the copy, hashed once: a slow hash for each account takes hours."""
    return make_password(settings.DEMO_PASSWORD)


def _partner(before: Row, _after: Row, row: models.Model, disguise: Disguise) -> Row:
    return {"code": f"doi-tac-{row.pk}", "name": disguise.organisation(before["name"]), "contact": ""}


def _credential(before: Row, _after: Row, _row: models.Model, disguise: Disguise) -> Row:
    return {"fingerprint": disguise.invention.code("", before["fingerprint"])}


def _file(before: Row, _after: Row, _row: models.Model, _disguise: Disguise) -> Row:
    return {"name": "giay-to" + Path(before["name"]).suffix.lower()[:6]}


def _document(_before: Row, after: Row, _row: models.Model, disguise: Disguise) -> Row:
    short = documents.short_form(after["code"], after["notation"], after["organ_name"], after["subject"])
    invent = disguise.invention.organisation
    outside = [
        {**row, "name": invent(row["name"])} if row.get("name") and not row.get("agency") else row
        for row in after["recipients"]
    ]
    return {"folded": short, "recipients": outside}


def _delivery(before: Row, _after: Row, row: models.Model, disguise: Disguise) -> Row:
    outside = getattr(row, "receiver_id", None) is None
    return {"receiver_name": disguise.invention.organisation(before["receiver_name"])} if outside else {}


def _assignment(_before: Row, after: Row, _row: models.Model, _disguise: Disguise) -> Row:
    return {"folded": fold(f"{after['content']} {after['source_text']}")}


def _petition(_before: Row, after: Row, _row: models.Model, _disguise: Disguise) -> Row:
    published = (after["public_title"], after["public_text"], after["public_answer"])
    return {"public_search": petitions.searched(*published) if any(published) else ""}


def _answers(name: str) -> Callable[[Row, Row, models.Model, Disguise], Row]:
    def change(_before: Row, after: Row, row: models.Model, _disguise: Disguise) -> Row:
        return {name: typed(after[name], own_words(getattr(row, "version_id", 0)))}

    return change


def typed(after: Any, words: frozenset[str]) -> Any:
    """Return answers in which what was written in one's own words is invented too: a name, a place, or a sentence."""
    if not isinstance(after, dict):
        return after
    found = dict(after)
    for group, answers in after.items():
        rows = answers if isinstance(answers, list) else [answers]
        told = [
            {
                key: _own(key, value) if f"{group}.{key}" in words and isinstance(value, str) else value
                for key, value in row.items()
            }
            if isinstance(row, dict)
            else row
            for row in rows
        ]
        found[group] = told if isinstance(answers, list) else told[0]
    return found


def _own(key: str, value: str) -> str:
    """Return an answer in one's own words: names were learned and hidden already, of the rest nobody knows."""
    return value if "name" in key or len(value.split()) <= SHORTEST else SENTENCE


ROWS: dict[str, tuple[Callable[[Row, Row, models.Model, Disguise], Row], ...]] = {
    "people_party": (_person,),
    "people_official": (_official,),
    "accounts_account": (_account,),
    "accounts_partner": (_partner,),
    "signing_credential": (_credential,),
    "files_fileuse": (_file,),
    "dossiers_dossier": (_answers("values"),),
    "documents_document": (_document,),
    "documents_delivery": (_delivery,),
    "assignments_assignment": (_assignment,),
    "feedback_petition": (_petition,),
}
"""What a table needs beside the disguise of its texts."""
