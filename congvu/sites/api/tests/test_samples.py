"""The sample of every procedure in the repository is filed as it is."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command

from congvu.catalogue.operations import read_folder
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM

SINCE = dt.date(2026, 1, 1)
SHELVES = (settings.ROOT / "congvu" / "procedures", settings.PROFILE / "procedures")
FOLDERS = sorted(sheet.parent for shelf in SHELVES for sheet in shelf.glob("*/sheet.yaml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_sample_of_each_procedure_is_filed_as_it_is(client, commune, partner, folder):
    call_command("load_procedures", str(folder))
    department, _officials = scenes.open_beside("H24.20", "Sở Thí Dụ")  # what is the province's is filed there
    scenes.people.open_unit(
        agency_id=department.pk, code="PVHCC", name="Bộ phận Một cửa", kind="desk", valid_from=SINCE, by=SYSTEM,
        at=commune.now,
    )  # fmt: skip
    code = read_folder(folder).code
    given = client.get(f"/api/v1/procedures/{code}/sample")
    assert given.status_code == 200, given.content.decode()
    filed = partner.post("/dossiers", given.json())
    assert filed.status_code == 201, filed.content.decode()
    told = partner.get(f"/dossiers/{filed.json()['code']}").json()
    assert told["procedure"]["code"] == code
    assert [paper["code"] for paper in told["papers"]] == [paper["code"] for paper in given.json()["papers"]]
    assert Dossier.objects.get().title
