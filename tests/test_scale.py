"""Copies of dossiers and documents, made in SQL for the benches, are like their originals; lists read few of many.

What is bounded here does not depend on the machine: rows that a list reads, and that it reads them by an index.
"""

from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from congvu.documents.models import Document
from congvu.documents.queries import searching
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Dossier, WorkItem
from congvu.dossiers.tests import scenes
from congvu.people import queries as people
from tests.plans import is_whole, of_tables, reads, rows_of
from tools.bench import documents as bench_documents
from tools.bench import scale
from tools.bench.figures import Figures

COPIES = 400
PAGE = 20
MOST_ROWS = 24 * PAGE
"""What belongs to each (kind, agency, dossier) is read with it, and of each way of seeing a page of its own."""
BY_WORDS = ("search ",)
"""Words are looked up in the whole agency: by an index, but not by a page's rows alone."""
COLLEAGUES = 24
"""Officials who share half of the documents with the ordinary account: it sees one of fifty."""
MUCH_MORE = 1.2
GROWING = {
    "dossiers_dossier",
    "dossiers_workitem",
    "documents_document",
    "documents_holding",
    "documents_documenttext",
    "documents_sight",
    "documents_delivery",
}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def town(settings, tmp_path, db):
    """Dossiers and documents of several states, each copied many times."""
    settings.VAR = tmp_path
    commune = scenes.open_commune()
    made = []
    for number, way in enumerate(((), (("reception", "accept"),), (("reception", "accept"), ("case_officer", "take")))):
        commune.mother = scenes.mother(f"0311900{70000 + number}", f"Nguyễn Thị Mẫu {number}")
        commune.__dict__.pop("citizen", None)
        made.append(commune.submit(f"k{number}"))
        for role, operation in way:
            commune.does(role, operation, made[-1])
    office = bench_documents.open_office(colleagues=COLLEAGUES)
    scale.copy_dossiers(originals=[one.pk for one in made], copies=range(1, COPIES + 1))
    office.copy(range(1, COPIES + 1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return commune, office.sending


def test_copies_are_like_their_originals_and_lists_read_few_of_them(town, monkeypatch):
    commune, sending = town
    connection.check_constraints()
    for model, key in ((Dossier, "id"), (Document, "id")):
        alike(model, key)
    for part in scale.DOSSIER_PARTS:
        alike(part, "dossier_id")
    for part in scale.DOCUMENT_PARTS:
        alike(part, "document_id")
    assert Dossier.objects.values("code").distinct().count() == Dossier.objects.count() == 3 * (COPIES + 1)
    assert Document.objects.values("folded").distinct().count() == Document.objects.count() == 5 * (COPIES + 1)
    assert not WorkItem.objects.exclude(code=F("dossier__code"), title=F("dossier__title")).exists()
    figures = Figures()
    bench_documents.measure(sending, figures, times=2)
    assert {"documents: arrivals, ordinary account, p95", "documents: in hand, clerk, p50"} <= {
        row.name for row in figures.rows
    }
    read = {name: read_by(page) for name, page in _lists(commune, sending)}
    assert {name: tables for name, (_rows, tables) in read.items() if tables} == {}, "read from one end to the other"
    bounded = {name: rows for name, (rows, _tables) in read.items() if not name.startswith(BY_WORDS)}
    assert {name: rows for name, rows in bounded.items() if rows > MOST_ROWS} == {}, "reads too many rows"
    monkeypatch.setattr(searching, "FEW", COPIES // 4)  # as of a word that stands in more documents than that
    often = {name: read_by(page)[0] for name, page in _lists(commune, sending) if "one word of many" in name}
    assert {name: rows for name, rows in often.items() if rows > MOST_ROWS} == {}, "a common word costs a long search"
    assert dear(bounded) == {}, "an ordinary account costs more than one that sees everything"


def dear(rows):
    """Return lists of which an ordinary account reads more rows than the clerk, who sees everything."""
    ordinary = {name: name.replace("ordinary account", "clerk") for name in rows if name.endswith("ordinary account")}
    return {
        name: (rows[name], rows[clerk])
        for name, clerk in ordinary.items()
        if not name.startswith("in hand") and rows[name] > MUCH_MORE * rows[clerk]
    }


def alike(model, key):
    """Each original has as many rows as each of its copies, empty and filled in the same places."""
    nullable = [field.column for field in model._meta.concrete_fields if field.null]
    shape = ", ".join(["count(*)", *(f'count("{column}")' for column in nullable)])
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{key}" %% {scale.FAR}, "{key}" / {scale.FAR}, {shape} FROM "{model._meta.db_table}" '
            "GROUP BY 1, 2 ORDER BY 1, 2",
            [],
        )
        rows = cursor.fetchall()
    for (one, _n, *shape_before), (other, _m, *shape_after) in pairwise(rows):
        assert one != other or shape_before == shape_after, f"{model.__name__} of {one}"
    copied = sum(1 for _one, n, *_shape in rows if n)
    assert copied == COPIES * (len(rows) - copied), model.__name__


def _lists(commune, sending):
    def grants_of(actor, now):
        return people.grants(official_id=actor.id, at=now)

    for role in ("reception", "case_officer", "leader"):
        grants = grants_of(commune.officials[role], commune.now)
        yield f"work of {role}", lambda grants=grants: dossiers.work_list(grants=grants, now=commune.now, size=PAGE)
    grants = grants_of(commune.officials["reception"], commune.now)
    yield "queue", lambda: dossiers.reception_queue(grants=grants, size=PAGE)
    agency = [commune.agency.pk]
    yield "late", lambda: dossiers.late_list(agency_ids=agency, now=commune.now, size=PAGE)
    yield "found by code", lambda: dossiers.search(text=_one_code(), grants=grants, size=PAGE)
    yield "nothing found", lambda: dossiers.search(text="khong co ai", grants=grants, size=PAGE)
    yield from bench_documents.lists(sending, size=PAGE)


def _one_code():
    return Dossier.objects.filter(pk__gt=scale.FAR).values_list("code", flat=True)[0]


def read_by(page):
    """Return how many rows the queries of a page read, and which growing tables they read from one end to the other."""
    with CaptureQueriesContext(connection) as sent:
        page()
    rows, scanned = 0, set()
    for query in sent.captured_queries:
        for node in of_tables(query["sql"]) if reads(query["sql"]) else ():
            rows += rows_of(node)
            if is_whole(node) and node["Relation Name"] in GROWING:
                scanned.add(node["Relation Name"])
    return rows, scanned
