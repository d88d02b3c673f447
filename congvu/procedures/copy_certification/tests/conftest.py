"""The folder as it stands, and a commune that certifies."""

from pathlib import Path
from typing import Any

import pytest

from congvu.catalogue.folders import read_yaml
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing

FOLDER = Path(__file__).parent.parent
CONFIRMED = {"compared": "1", "original_returned": "1"}


@pytest.fixture
def sample() -> dict[str, Any]:
    return read_yaml(FOLDER / "sample.yaml")


@pytest.fixture
def commune(db, settings, tmp_path) -> scenes.Commune:
    settings.VAR = tmp_path
    commune = scenes.open_commune(folders=[FOLDER])
    commune.folder, commune.extra = FOLDER, CONFIRMED
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    return commune


@pytest.fixture
def version(commune):
    return commune.version
