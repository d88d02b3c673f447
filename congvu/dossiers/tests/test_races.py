"""Two at once, with real threads and real transactions: one wins, the other is told, nothing is doubled or lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection

from congvu.dossiers import operations
from congvu.dossiers.models import ClockEntry, Dossier, Move, Promise, Slip
from congvu.dossiers.tests import scenes
from congvu.kit.errors import Stale
from congvu.processes import queries as processes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commune(settings, tmp_path):
    settings.VAR = tmp_path
    return scenes.open_commune()


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


def test_two_receptions_accept_at_once_and_the_slower_hears_who_was_faster(commune):
    dossier = commune.submit()
    second = scenes.hire(commune.agency, "reception", "Trịnh Thị Nhanh", "Công chức", code="r2")
    clerks = (commune.officials["reception"], second)
    results = together(
        *(lambda by=by: operations.accept(dossier_id=dossier.pk, by=by, at=commune.now) for by in clerks)
    )
    won = [n for n, result in enumerate(results) if isinstance(result, Dossier)]
    lost = [result for result in results if isinstance(result, Stale)]
    assert (len(won), len(lost)) == (1, 1), results
    assert clerks[won[0]].name in str(lost[0])
    assert dossier.code in str(lost[0])
    assert Move.objects.filter(dossier=dossier, after=2).count() == 1
    assert Promise.objects.filter(dossier=dossier).count() == 1
    assert ClockEntry.objects.filter(dossier=dossier).count() == 1
    assert Slip.objects.filter(dossier=dossier).count() == 1


def test_two_leaders_sign_at_once_and_one_signature_stands(commune):
    from congvu.signing import operations as signing

    deputy = scenes.hire(commune.agency, "leader", "Cao Thị Phó", "Phó Chủ tịch", code="l2")
    leaders = (commune.officials["leader"], deputy)
    signing.make_demo_keys(by=scenes.SYSTEM, at=commune.now, official_ids=[one.id for one in leaders], agency_ids=[])
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    step = commune.step(dossier)
    results = together(
        *(
            lambda by=by: operations.sign_result(dossier_id=dossier.pk, step_id=step, by=by, at=commune.now)
            for by in leaders
        )
    )
    won = [n for n, result in enumerate(results) if isinstance(result, Dossier)]
    lost = [result for result in results if isinstance(result, Stale)]
    assert (len(won), len(lost)) == (1, 1), results
    assert leaders[won[0]].name in str(lost[0])
    assert Slip.objects.filter(dossier=dossier, kind=Slip.Kind.SIGNED_RESULT).count() == 1
    run_id = Dossier.objects.get(pk=dossier.pk).run_id
    assert [one.kind for one in processes.open_steps(run_id)] == ["seal"]


def test_two_presses_of_one_form_file_one_dossier(commune):
    papers = commune.papers()
    results = together(*(lambda: commune.submit("same", papers=papers) for _ in range(2)))
    assert all(isinstance(result, Dossier) for result in results), results
    assert len({result.pk for result in results}) == 1
    assert Dossier.objects.count() == 1
    assert Move.objects.count() == 1


def test_a_withdrawal_and_an_acceptance_at_once_leave_one_line_of_moves(commune):
    dossier = commune.submit()
    together(
        lambda: operations.accept(dossier_id=dossier.pk, by=commune.officials["reception"], at=commune.now),
        lambda: operations.request_withdrawal(dossier_id=dossier.pk, by=commune.citizen, at=commune.now),
    )
    moves = list(Move.objects.filter(dossier=dossier).order_by("id").values_list("before", "after"))
    assert moves[0] == (None, 1)
    assert all(one[1] == two[0] for one, two in pairwise(moves))
    assert moves[-1][1] == Dossier.objects.get(pk=dossier.pk).state


def test_eight_citizens_file_at_once_and_the_codes_have_no_gap(commune):
    papers = {n: commune.papers() for n in range(16)}

    def file_two(first):
        return [commune.submit(f"k{n}", papers=papers[n]).code for n in (first, first + 1)]

    results = together(*(lambda n=n: file_two(n) for n in range(0, 16, 2)))
    codes = sorted(code for pair in results for code in pair)
    assert [int(code.rsplit("-", 1)[1]) for code in codes] == list(range(1, 17))


def test_a_filing_that_fails_gives_its_number_back(commune):
    papers = commune.papers()
    with pytest.raises(Exception, match=r"\S"):
        commune.submit("broken", papers=[operations.PaperIn(code="x", file_use="11111111-1111-4111-8111-111111111111")])
    assert Dossier.objects.count() == 0
    assert commune.submit("whole", papers=papers).code.endswith("-0000001")
