"""Two at once, with real threads and real transactions."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from congvu.kit.actors import SYSTEM
from congvu.vault import operations
from congvu.vault.models import Paper
from congvu.vault.tests.conftest import NOW, Office

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + dt.timedelta(minutes=30)


def together(*doings):
    """Do all at the same moment, each in its own thread and connection; return results and refusals in order."""
    gate = threading.Barrier(len(doings))

    def alone(doing):
        try:
            gate.wait(10)
            return doing()
        except Exception as met:
            return met
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(alone, doings))


def _revoke(paper, reason="Cấp nhầm"):
    return operations.revoke(public_id=paper.public_id, reason=reason, by=SYSTEM, at=LATER)


def test_two_who_revoke_at_once_end_it_once():
    paper = Office().keep_plain()
    results = together(lambda: _revoke(paper, "Một"), lambda: _revoke(paper, "Hai"))
    assert sorted(type(result).__name__ for result in results) == ["Paper", "PaperEnded"], results
    won = next(result for result in results if isinstance(result, Paper))
    assert Paper.objects.get().end_reason == won.end_reason


def test_the_same_result_kept_twice_at_once_is_kept_once():
    office = Office()
    results = together(office.keep_plain, office.keep_plain)
    assert Paper.objects.count() == 1
    assert any(isinstance(result, Paper) for result in results), results


def test_a_revocation_in_the_middle_of_a_filing_comes_before_or_after_it():
    office = Office()
    for n in range(4):
        paper = office.keep_plain(f"test:{n}")

        def give(paper=paper):
            return operations.give(
                public_id=paper.public_id, kinds=["certificate"], owner_id=office.mother.pk, to="dossier:1",
                purpose="thử", by=SYSTEM, at=LATER,
            )  # fmt: skip

        given, ended = together(give, lambda paper=paper: _revoke(paper))
        assert isinstance(ended, Paper), ended
        fair = isinstance(given, operations.PaperNotUsable) or given.paper.state == "valid"
        assert fair, given
        assert Paper.objects.get(pk=paper.pk).state == "revoked"


def test_two_dossiers_may_use_one_paper_at_once():
    office = Office()
    paper = office.keep_plain()

    def give(to):
        return operations.give(
            public_id=paper.public_id, kinds=["certificate"], owner_id=office.mother.pk, to=to, purpose="thử",
            by=SYSTEM, at=LATER,
        )  # fmt: skip

    results = together(lambda: give("dossier:1"), lambda: give("dossier:2"))
    assert all(getattr(result, "paper", None) == paper for result in results), results
