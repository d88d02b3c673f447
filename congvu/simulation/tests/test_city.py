"""A small city lives twice, the second time with a death in between: everything is the same."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from congvu.documents.models import Document
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.kit import outbox
from congvu.people.models import Official, RoleHolding
from congvu.simulation import operations, queries
from congvu.simulation.models import Life

PROCEDURES = Path(scenes.FOLDER).parent
FIRST, LAST = dt.date(2026, 3, 2), dt.date(2026, 3, 6)
LATER = scenes.at("2026-04-20 12:00")


@pytest.fixture
def offices(settings, tmp_path, db):
    """One commune with people of its own, one without."""
    settings.VAR = tmp_path
    folders = [PROCEDURES / name for name in ("birth_registration", "copy_certification")]
    commune = scenes.open_commune(folders=folders)
    scenes.open_beside("H24.901", "Ủy ban nhân dân phường Ví Dụ", roles=(), kind="commune")
    for unit in ("PVHCC", "VP", "KT", "VHXH"):
        for agency in scenes.Agency.objects.filter(code__in=("H24.900", "H24.901")):
            if not scenes.OrgUnit.objects.filter(agency=agency, code=unit).exists():
                scenes.people.open_unit(
                    agency_id=agency.pk,
                    code=unit,
                    name=f"Phòng {unit}",
                    kind="desk" if unit == "PVHCC" else "division",
                    valid_from=dt.date(2026, 1, 1),
                    by=scenes.SYSTEM,
                    at=commune.now,
                )
    return commune


class Killed(BaseException):
    """What a process cannot catch."""


def _begun(dossiers=6, documents=1):
    return operations.begin(
        profile="haiphong",
        seed=7,
        first=FIRST,
        last=LAST,
        dossiers=dossiers,
        documents=documents,
        at=timezone.now(),
    )


def _lived(city, stop=lambda: False):
    return operations.go_on(city, until=LATER, told=lambda *_: None, stop=stop)


def _undone(work):
    """Return what the work returns, and leave nothing of it."""
    kept = []
    with contextlib.suppress(Killed), transaction.atomic():
        kept.append(work())
        raise Killed
    return kept[0]


def test_the_same_seed_gives_the_same_city_even_after_a_death(offices, monkeypatch):
    def whole():
        city = _begun()
        assert _lived(city)
        return queries.figures(city), queries.digest(city), queries.refusals(city)

    figures, digest, refusals = _undone(whole)
    assert refusals == []
    assert figures["dossiers"] == 6
    assert figures["documents"] >= 2, "a document and its arrival"
    assert figures["returned"] + figures["not_accepted"] + figures["stopped"] == 6

    city, turns, deliver = _begun(), [], outbox.deliver_due

    def dies_once(limit):
        turns.append(limit)
        if len(turns) == 9:
            raise Killed
        return deliver(limit)

    monkeypatch.setattr(outbox, "deliver_due", dies_once)
    with pytest.raises(Killed):
        _lived(city)
    left = [True] * 5
    assert not _lived(_begun(), stop=lambda: not left or left.pop() is None)
    city = _begun()
    assert queries.progress(city).over < queries.progress(city).planned
    assert _lived(city)
    assert (queries.figures(city), queries.digest(city)) == (figures, digest)
    assert city.ended_at == LATER
    _all_was_really_done(offices)


def _all_was_really_done(offices):
    """What the operations leave is there, at the simulated time."""
    dossiers = Dossier.objects.all()
    assert {timezone.localdate(one.submitted_at) >= FIRST for one in dossiers} == {True}
    assert all(one.moves.count() >= 2 and one.promises.exists() for one in dossiers if one.received_at)
    assert not dossiers.filter(owner_snapshot__name__contains="Thí Dụ").exists(), "nobody of the example is left"
    assert dossiers.exclude(result_number="").exists()
    sent = Document.objects.get(direction="out")
    assert sent.number == 1
    assert Document.objects.filter(direction="in", arrival_number=1).exists()
    own = Official.objects.filter(staff_code__startswith="mp-h24.900")
    roles = set(RoleHolding.objects.filter(official__in=own).values_list("role", flat=True))
    assert not roles & {"reception", "leader", "clerk"}, "an agency with people of its own keeps them"


def test_a_life_that_the_rules_speak_against_ends_with_their_words(offices):
    city = _begun(dossiers=2, documents=0)
    RoleHolding.objects.filter(role="leader").delete()
    assert _lived(city)
    assert any("leader" in reason for reason, _count in queries.refusals(city))
    assert Life.objects.filter(city=city).exclude(refused="").exists()
    assert Dossier.objects.filter(state=4).exists(), "it stands where it stood"


def test_invented_people_come_into_a_demo_only(settings, db):
    settings.DEMO = False
    with pytest.raises(CommandError, match="trình diễn"):
        call_command("simulate", dossiers=1)
    with pytest.raises(CommandError, match="nowhere"):
        call_command("simulate", profile="nowhere")
    assert not Life.objects.exists()
