"""Fees of a dossier paid through the API at the sandbox gateway, over real HTTP."""

import json

import jsonschema_rs
from django.urls import reverse
from django.utils import timezone

from congvu.connectors.payment_platform.connector import SLUG
from congvu.exchange import operations as exchange
from congvu.exchange.models import Delivery
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.payments.models import Payment


def test_fees_are_paid_at_the_sandbox_gateway_and_told_by_webhook(partner, sample, gateway, monkeypatch):
    exchange.subscribe(partner_id=partner.partner_id, url="http://127.0.0.1:9/hook", by=SYSTEM, at=timezone.now())
    code = partner.post("/dossiers", sample).json()["code"]
    body = {"gateway": SLUG}
    first, again = (partner.post(f"/dossiers/{code}/pay", body, "tra-1") for _each in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert len(gateway.opened) == Payment.objects.count() == 1, "one key opens one payment"
    assert partner.post(f"/dossiers/{code}/pay", {}, "tra-1").status_code == 422
    [ticket] = gateway.opened.values()
    assert first.json()["url"].startswith(gateway.address)
    assert (ticket["reference"], ticket["amount"]) == (first.json()["reference"], str(first.json()["amount"]))
    said = []
    monkeypatch.setattr(gateway, "tell", said.append)
    gateway.settle(ticket["reference"], int(ticket["amount"]), "twice")
    for message in said:
        answer = partner.client.post(
            reverse("payment_platform_result"), json.dumps(message), content_type="application/json"
        )
        assert answer.json()["MaLoi"] == "00"
    while outbox.deliver_due(limit=20):
        pass
    [charge] = partner.get(f"/dossiers/{code}/charges").json()["items"]
    assert (charge["state"], charge["qr"]) == ("paid", None)
    [told] = [json.loads(row.body) for row in Delivery.objects.filter(kind="dossier.fees_paid")]
    assert told["type"] == "vn.congvu.dossier.fees_paid"
    assert told["data"] == {
        "code": code,
        "reference": charge["reference"],
        "amount": charge["amount"],
        "receipt": charge["receipt"],
        "at": told["data"]["at"],
    }
    described = partner.client.get("/api/v1/openapi.json").json()["webhooks"]["dossier.fees_paid"]
    shape = described["post"]["requestBody"]["content"]["application/cloudevents+json"]["schema"]
    assert jsonschema_rs.is_valid(shape, told)
    assert jsonschema_rs.is_valid(shape, shape["examples"][0])
    assert partner.post(f"/dossiers/{code}/pay", body, "tra-2").status_code == 409


def test_a_gateway_that_is_down_is_a_problem_and_keeps_no_key(partner, sample, gateway, settings):
    code = partner.post("/dossiers", sample).json()["code"]
    settings.PAYMENT_URL = "http://127.0.0.1:9"
    down = partner.post(f"/dossiers/{code}/pay", {"gateway": SLUG}, "tra-1")
    assert down.status_code == 422
    assert "Cổng thanh toán chưa trả lời" in down.json()["detail"]
    settings.PAYMENT_URL = gateway.address
    assert partner.post(f"/dossiers/{code}/pay", {"gateway": SLUG}, "tra-1").status_code == 201
