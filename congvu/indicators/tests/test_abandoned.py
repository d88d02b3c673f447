"""Abandoned forms agree with the drafts to the unit, and keep nothing of who began them."""

import datetime as dt
import random
from collections import Counter

import pytest

from congvu.dossiers.tests import scenes
from congvu.forms import operations as forms
from congvu.forms.models import DraftEnd
from congvu.indicators import queries
from congvu.kit.actors import Actor, ActorKind

pytestmark = pytest.mark.django_db
NOW = scenes.at("2026-11-20 10:00")
MARRIAGE = scenes.FOLDER.parent / "marriage_registration"


@pytest.fixture
def versions(db):
    found = scenes.open_commune(folders=[scenes.FOLDER, MARRIAGE])
    birth = found.version
    found.folder = MARRIAGE
    found.__dict__.pop("version")
    return birth, found.version


def lived(versions, number, choose):
    """Begin a form, fill some pages, and end it somehow; return what must be counted of it."""
    version = versions[number % 2]
    fate = ("filed", "thrown", "left", "open")[number % 4]
    begun = NOW - dt.timedelta(days=choose.choice([1, 5, 16, 17, 18, 19, 25, 40]))
    by = Actor(kind=ActorKind.CITIZEN, id=number, name="Người thử")
    same = {"owner": by.key, "subject": f"procedure_version:{version.pk}", "answers": {"a": 1}, "by": by}
    draft = forms.save_draft(**same, page="agency", at=begun)
    pages = [page.code for page in version.form.pages][: choose.randrange(3)]
    page = "agency"
    for page in pages:
        forms.save_draft(**same, page=page, draft_id=draft.pk, at=begun)
    if fate == "open":
        forms.save_draft(**same, page=page, draft_id=draft.pk, at=NOW - dt.timedelta(hours=1))
    elif fate in ("filed", "thrown"):
        forms.discard_draft(draft_id=draft.pk, owner=by.key, filed=fate == "filed", by=by, at=NOW)
    elif (NOW - begun).days <= 14:
        fate = "open"  # too fresh to be called left
    return (begun.month, version.procedure.code, page, fate)


def test_every_form_begun_is_counted_once_where_it_stopped(versions):
    choose = random.Random(3)
    lives = [lived(versions, number, choose) for number in range(60)]
    official = Actor(kind=ActorKind.OFFICIAL, id=1, name="Cán bộ")
    subject = f"procedure_version:{versions[0].pk}"
    forms.save_draft(owner=official.key, subject=subject, answers={}, page="agency", by=official, at=NOW)
    rows = queries.forms_begun(period=queries.parse("2026-11"), idle_days=14, now=NOW)
    counted = Counter(
        {
            (row.procedure.code, page, fate): getattr(counts, fate)
            for row in rows
            for page, counts in row.pages.items()
            for fate in ("filed", "thrown", "left", "open")
        }
    )
    assert +counted == Counter(rest for month, *rest in lives if month == 11 for rest in [tuple(rest)])
    assert sum(row.begun for row in rows) == sum(month == 11 for month, *_rest in lives)
    assert [row.given_up for row in rows] == sorted((row.given_up for row in rows), reverse=True)
    assert {one.name for one in DraftEnd._meta.fields} == {"id", "subject", "page", "begun_on", "how"}


def test_a_stop_names_the_page_that_was_not_saved(versions):
    version = versions[0]
    row = queries.FormBegun(procedure=version.procedure)
    first, second = version.form.pages[:2]
    row.pages["agency"].left = 2
    row.pages[first.code].left = 1
    row.pages["a-page-of-an-old-version"].thrown = 1
    stops = queries.page_stops(row)
    assert [(stop.unsaved, stop.counts.given_up) for stop in stops] == [
        (str(first.title), 2),
        (str(second.title), 1),
        ("", 1),
    ]
