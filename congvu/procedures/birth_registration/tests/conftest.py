"""The folder as it stands, and the scene its addresses need."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from congvu.catalogue.operations import propose, read_folder
from congvu.kit.actors import SYSTEM
from congvu.places.models import Place

FOLDER = Path(__file__).parent.parent
REFORM = date(2025, 7, 1)


@pytest.fixture
def places(db: None) -> None:
    """Hải Phòng with one ward, as after 1 July 2025."""
    city = Place.objects.create(
        code="31", name="Thành phố Hải Phòng", kind="city", level=1, valid_from=REFORM, folded="hai phong", sort_key="h"
    )
    Place.objects.create(
        code="11329", name="Phường Ngô Quyền", kind="ward", level=3, parent=city, valid_from=REFORM,
        folded="phuong ngo quyen", sort_key="n",
    )  # fmt: skip


@pytest.fixture
def sample() -> dict[str, Any]:
    from congvu.catalogue.folders import read_yaml

    return read_yaml(FOLDER / "sample.yaml")


@pytest.fixture
def version(db: None):
    return propose(proposal=read_folder(FOLDER), by=SYSTEM, at=datetime(2026, 11, 23, 2, tzinfo=UTC))
