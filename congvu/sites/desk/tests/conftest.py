"""The commune of the dossiers' tests, and its officials at their desks."""

import pytest

from congvu.accounts import operations as accounts
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM

PASSWORD = "mua-xuan-tren-song-cam"


@pytest.fixture
def commune(db):
    return scenes.open_commune()


@pytest.fixture
def commune_with_keys(commune, settings, tmp_path):
    from congvu.signing import operations as signing

    settings.VAR = tmp_path
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    return commune


@pytest.fixture
def sit(client):
    """Log the official of a role in."""

    def sit_down(commune, role):
        actor = commune.officials[role]
        account = accounts.open_account(
            official_id=actor.id, username=f"desk-{actor.id}", password=PASSWORD, by=SYSTEM, at=commune.now
        )
        client.force_login(account)
        return client

    return sit_down
