"""The folder as it stands, and a commune whose Economic Division registers businesses."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from congvu.catalogue.folders import read_yaml
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people.models import OrgUnit
from congvu.signing import operations as signing

FOLDER = Path(__file__).parent.parent


@pytest.fixture
def sample() -> dict[str, Any]:
    return read_yaml(FOLDER / "sample.yaml")


@pytest.fixture
def commune(db, settings, tmp_path) -> scenes.Commune:
    settings.VAR = tmp_path
    commune = scenes.open_commune(folders=[FOLDER])
    commune.folder, commune.extra = FOLDER, {"business_code": "0100109106"}
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    return commune


@pytest.fixture
def division(commune) -> OrgUnit:
    return people.open_unit(
        agency_id=commune.agency.pk, code="KT", name="Phòng Kinh tế", kind=OrgUnit.Kind.DIVISION,
        valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=commune.now,
    )  # fmt: skip


@pytest.fixture
def version(commune):
    return commune.version
