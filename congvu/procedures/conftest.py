"""Scenes for the tests of a folder: its sample, its version, and a commune where it is filed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from congvu.catalogue.folders import read_yaml
from congvu.catalogue.models import ProcedureVersion
from congvu.catalogue.operations import propose, read_folder
from congvu.dossiers.tests import scenes
from congvu.forms.cleaning import Outcome
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder that the test stands in."""
    return request.path.parent.parent


@pytest.fixture
def sample(folder: Path) -> dict[str, Any]:
    """The folder's filled sample."""
    return read_yaml(folder / "sample.yaml")


@pytest.fixture
def version(db: None, folder: Path) -> ProcedureVersion:
    """The folder's first version, in force, with the places of its sample."""
    scenes.open_places()
    return propose(proposal=read_folder(folder), by=SYSTEM, at=datetime(2026, 11, 20, 2, tzinfo=UTC))


@pytest.fixture
def answers(sample: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Give the sample's answers with parts changed: a dict mends its group, anything else takes its place."""

    def changed(**parts: Any) -> dict[str, Any]:
        given = dict(sample["answers"])
        for code, part in parts.items():
            given[code] = {**given.get(code, {}), **part} if isinstance(part, dict) else part
        return given

    return changed


@pytest.fixture
def clean(
    version: ProcedureVersion, sample: dict[str, Any], answers: Callable[..., dict[str, Any]]
) -> Callable[..., Outcome]:
    """Judge the sample with parts changed, as on the sample's day."""
    return lambda **parts: version.form.clean(answers(**parts), context={"today": sample["today"]})


@pytest.fixture
def commune(db: None, settings: Any, tmp_path: Path, folder: Path) -> scenes.Commune:
    """A commune that offers this procedure alone, with keys to sign and seal."""
    settings.VAR = tmp_path
    commune = scenes.open_commune(folders=[folder])
    commune.folder = folder
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    return commune
