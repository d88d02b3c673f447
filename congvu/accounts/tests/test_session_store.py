"""What is told when the session cannot be written: the database went away, or somebody ended the session."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from congvu.accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    store = SessionStore()
    store["seen"] = 1
    store.save()
    return SessionStore(store.session_key)


def test_a_database_that_goes_away_is_no_fault_of_who_asked(store, monkeypatch):
    def away(*_args: object, **_named: object) -> None:
        raise OperationalError("terminating connection due to administrator command")

    monkeypatch.setattr(Session, "save", away)
    store["seen"] = 2
    with pytest.raises(OperationalError):
        store.save()


def test_a_session_that_was_ended_meanwhile_is_told_apart(store):
    store["seen"] = 2
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
