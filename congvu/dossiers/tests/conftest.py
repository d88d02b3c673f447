"""The commune in which the tests play."""

import pytest

from congvu.dossiers.tests import scenes


@pytest.fixture
def commune(db):
    return scenes.open_commune()


@pytest.fixture
def commune_with_keys(commune, settings, tmp_path):
    settings.VAR = tmp_path
    from congvu.signing import operations as signing

    signing.make_demo_keys(
        by=scenes.SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    return commune
