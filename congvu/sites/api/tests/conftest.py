"""A commune that takes dossiers in, and a partner with a key."""

import json
import threading
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import PartnerKey
from congvu.connectors.payment_platform.connector import SLUG, PaymentPlatform
from congvu.connectors.payment_platform.sandbox import Platform, serve
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.payments.hooks import gateways


@dataclass
class Program:
    """A partner's program: calls with its key, speaks JSON."""

    key: str
    key_id: int
    partner_id: int
    client: Client

    def headers(self, idempotency: str = "", **more: str) -> dict[str, str]:
        own = {"authorization": f"Bearer {self.key}", **more}
        return {**own, "idempotency-key": idempotency} if idempotency else own

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers(**headers))

    def post(self, path: str, body: Any, idempotency: str = "", **headers: str) -> Any:
        sent = json.dumps(body, ensure_ascii=False)
        return self.client.post(
            f"/api/v1{path}", sent, content_type="application/json", headers=self.headers(idempotency, **headers)
        )


def program(
    code: str = "phan-mem", *, scopes: Any = PartnerKey.Scope.values, per_minute: int = 60_000, **more: Any
) -> Program:
    now = timezone.now()
    partner = accounts.open_partner(code=code, name=f"Công ty {code}", by=SYSTEM, at=now, **more)
    key, text = accounts.issue_key(
        partner_id=partner.pk, label="Máy chủ", scopes=list(scopes), per_minute=per_minute, by=SYSTEM, at=now
    )
    return Program(text, key.pk, partner.pk, Client())


@pytest.fixture
def commune(db):
    commune = scenes.open_commune()
    commune.now = timezone.now()
    return commune


@pytest.fixture
def partner(db):
    return program()


@pytest.fixture
def sample(client, commune):
    return client.get("/api/v1/procedures/1.001193/sample").json()


@pytest.fixture
def gateway(settings):
    """The sandbox gateway as a server of its own; it tells results to nobody but the test."""
    sandbox = Platform("http://127.0.0.1:9/", delay=0)
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.PAYMENT_URL = sandbox.address
    if not gateways.find(SLUG):
        gateways.register(SLUG, PaymentPlatform())
    yield sandbox
    server.shutdown()
