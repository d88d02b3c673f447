"""A desk takes in for another agency: the dossier goes there at once, and the clock starts when it is had there."""

import datetime as dt

import pytest
from django.urls import reverse

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier, Promise, WorkItem
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people

ADDRESS = reverse("desk:entry_fill", args=["1.001193"])


@pytest.fixture
def elsewhere(commune):
    """Another ward with its own desk."""
    agency, officials = scenes.open_beside("H24.901", "Ủy ban nhân dân phường Nơi Khác", ("reception",), "commune")
    people.open_unit(
        agency_id=agency.pk, code="PVHCC", name="Bộ phận Một cửa", kind="desk", valid_from=dt.date(2026, 1, 1),
        by=SYSTEM, at=commune.now,
    )  # fmt: skip
    return agency, officials


PARTS = {"-": ("year", "month", "day"), ":": ("hour", "minute")}


def boxes(value, name=""):
    """Yield what stands in the boxes of a form that is filled with answers; dates and times have a box a part."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from boxes(one, f"{name}.{key}" if name else key)
        return
    text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    yield name, text
    for sign, parts in PARTS.items():
        if "date" in name or sign in text:
            yield from ((f"{name}.{part}", one) for part, one in zip(parts, text.split(sign), strict=False))


def typed(commune, **more):
    person = {"identifier": "031192001234", "name": "Nguyễn Thị Hoa", "phone": "0912000001", "address": "Số 5"}
    papers = {f"ban_chinh.{paper['code']}": "1" for paper in commune.version.papers}
    asked = {f"nguoi.{key}": value for key, value in person.items()}
    return {**dict(boxes(commune.answers())), **asked, **papers, "khoa": "k1", **more}


def test_a_desk_takes_in_for_the_agency_it_chooses(commune, elsewhere, sit, monkeypatch):
    agency, officials = elsewhere
    monkeypatch.setattr("django.utils.timezone.now", lambda: commune.now)
    client = sit(commune, "reception")
    page = client.get(ADDRESS).content.decode()
    assert f'<option value="{commune.agency.pk}" selected>' in page, "one's own, until another is chosen"
    assert f'<option value="{agency.pk}">Ủy ban nhân dân phường Nơi Khác' in page
    answer = client.post(ADDRESS, typed(commune, tham_quyen=agency.pk))
    assert answer.status_code == 302
    dossier = Dossier.objects.get()
    assert (dossier.receiving_agency_id, dossier.competent_agency_id) == (commune.agency.pk, agency.pk)
    assert (dossier.state, dossier.clock_started_at, dossier.due_at) == (State.ACCEPTED, None, None)
    assert dossier.promises.get().kind == Promise.Kind.PROVISIONAL
    item = WorkItem.objects.get(dossier=dossier)
    assert (item.agency_id, item.kind) == (agency.pk, WorkItem.Kind.TAKE_IN)
    commune.officials["there"] = officials["reception"]
    dossier = commune.does("there", "take_in", dossier)
    assert dossier.clock_started_at == commune.now
    assert dossier.due_at is not None


def test_what_any_agency_solves_is_not_asked(commune, elsewhere, sit):
    commune.offer(scenes.FOLDER.parent / "copy_certification")
    page = sit(commune, "reception").get(reverse("desk:entry_fill", args=[commune.version.procedure.code]))
    assert 'name="tham_quyen"' not in page.content.decode()


def test_what_ones_own_agency_does_not_solve_must_be_given_to_another(commune, elsewhere, sit, monkeypatch):
    sheet = commune.version.sheet
    level = {**sheet, "agency": {**sheet["agency"], "level": "province"}}
    type(commune.version).objects.filter(pk=commune.version.pk).update(sheet=level)
    department, _officials = scenes.open_beside("H24.07", "Sở Tư pháp")
    people.open_unit(
        agency_id=department.pk, code="PVHCC", name="Bộ phận Một cửa",
        kind="desk", valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=commune.now,
    )  # fmt: skip
    scenes.open_beside("H24.08", "Sở Khác")
    monkeypatch.setattr("django.utils.timezone.now", lambda: commune.now)
    client = sit(commune, "reception")
    assert "Sở Tư pháp" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, typed(commune)).status_code == 302
    assert Dossier.objects.get().competent_agency_id == department.pk, "the only one there is"
