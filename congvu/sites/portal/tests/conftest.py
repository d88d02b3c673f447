"""The people and places of the portal's tests."""

import pytest

from congvu.sites.portal.tests import scenes


@pytest.fixture
def commune(db):
    agency, officials = scenes.open_commune()
    agency.staff = officials
    return agency


@pytest.fixture
def mother(db):
    return scenes.citizen()


@pytest.fixture
def as_mother(client, mother):
    client.force_login(mother)
    return client
