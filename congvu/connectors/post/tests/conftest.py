"""The commune of the dossiers' tests, with its keys."""

import pytest

from congvu.accounts import operations as accounts
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing


@pytest.fixture
def commune_with_keys(db, settings, tmp_path):
    settings.VAR = tmp_path
    commune = scenes.open_commune(folders=[scenes.FOLDER])
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    return commune


@pytest.fixture
def sit(client):
    """Log the official of a role in."""

    def sit_down(commune, role):
        account = accounts.open_account(
            official_id=commune.officials[role].id,
            username=f"post-{role}",
            password="mua-xuan-tren-song-cam",
            by=SYSTEM,
            at=commune.now,
        )
        client.force_login(account)
        return client

    return sit_down
