"""Threads that come with one Idempotency-Key at the same moment; a key revoked while they do."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from congvu.accounts import operations as accounts
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.exchange.models import KeptAnswer
from congvu.kit.actors import SYSTEM
from congvu.kit.pace import step
from congvu.sites.api.tests.conftest import Program, program


@pytest.fixture
def town(transactional_db, client):
    commune = scenes.open_commune()
    return commune, program(), client.get("/api/v1/procedures/1.001193/sample").json()


def together(times, call):
    gate = threading.Barrier(times)

    def one(number):
        gate.wait()
        try:
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def own(partner: Program) -> Program:
    return Program(partner.key, partner.key_id, partner.partner_id, Client())


def test_one_idempotency_key_has_one_effect(town):
    _commune, partner, sample = town
    answers = together(6, lambda _n: own(partner).post("/dossiers", sample, "lan-1"))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert Dossier.objects.count() == KeptAnswer.objects.count() == 1
    assert sum(answer.headers.get("Idempotency-Replayed") == "true" for answer in answers) == 5


def test_one_key_with_two_bodies_lets_one_in(town):
    _commune, partner, sample = town
    bodies = [sample, {**sample, "return_by": "counter"}]
    answers = together(4, lambda n: own(partner).post("/dossiers", bodies[n % 2], "lan-1"))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 422, 422]
    assert Dossier.objects.count() == 1


def test_a_key_revoked_while_calls_run_ends_them_cleanly(town):
    _commune, partner, sample = town

    def call(number):
        if number == 2:
            accounts.revoke_key(key_id=partner.key_id, by=SYSTEM, at=scenes.at("2026-11-20 09:05"))
            return 201
        return own(partner).post("/dossiers", sample, f"lan-{number}").status_code

    assert set(together(6, call)) <= {201, 401}
    assert own(partner).post("/dossiers", sample, "lan-9").status_code == 401


def test_a_pace_holds_for_all_threads_together(town):
    passed = together(8, lambda _n: [step("x", per_minute=60, burst=5) for _each in range(4)])
    assert sum(wait == 0 for waits in passed for wait in waits) in {5, 6}
