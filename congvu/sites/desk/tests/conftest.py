"""The commune of the dossiers' tests, and its officials at their desks."""

import pytest

from congvu.accounts import operations as accounts
from congvu.accounts import queries
from congvu.documents.tests.drafts import open_sending
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


@pytest.fixture
def sending(settings, tmp_path):
    """Two offices that send each other documents."""
    settings.VAR = tmp_path
    return open_sending()


@pytest.fixture
def desk(client):
    """Sit an official of an office down at the desk; return the client."""

    def sit_down(office, role):
        key = office.people[role].id
        account = queries.account_of(official_id=key) or accounts.open_account(
            official_id=key, username=f"o{key}", password=PASSWORD, by=SYSTEM, at=office.now
        )
        client.force_login(account)
        return client

    return sit_down
