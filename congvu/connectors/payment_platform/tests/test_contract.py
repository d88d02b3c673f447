"""The contract of a gateway, against the sandbox over real HTTP: what it opens, tells and states."""

import datetime as dt
import json
import threading

import pytest

from congvu.connectors.payment_platform import protocol
from congvu.connectors.payment_platform.checks import check
from congvu.connectors.payment_platform.connector import SLUG, PaymentPlatform
from congvu.connectors.payment_platform.sandbox import WAYS, Platform, serve
from congvu.kit.selfcheck import Part, State
from congvu.payments import operations, queries
from congvu.payments.hooks import Forged, GatewayDown, Order, Unreadable, gateways
from congvu.payments.models import Charge, Discrepancy, GatewayMessage, Receipt
from congvu.payments.tests import scene
from congvu.payments.tests.scene import NOW

ORDER = Order(
    reference="CV0123456789" + "01", amount=24000, words="CV0123456789 KHAI SINH", code="H24", payer_name="A",
    return_address="http://localhost/ve",
)  # fmt: skip


@pytest.fixture
def platform(settings):
    """The sandbox as a server of its own; it tells results to nobody but the test."""
    sandbox = Platform("http://127.0.0.1:9/")
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.PAYMENT_URL = sandbox.address
    yield sandbox
    server.shutdown()


def body_of(sandbox, reference, amount, way, monkeypatch):
    """Let the sandbox settle; return the messages it would post."""
    said = []
    monkeypatch.setattr(sandbox, "tell", said.append)
    monkeypatch.setattr(sandbox, "delay", 0)
    sandbox.settle(reference, amount, way)
    return said


def as_bytes(message):

    return json.dumps(message).encode()


def test_a_payment_is_opened_and_its_result_read(platform, monkeypatch):
    gateway = PaymentPlatform()
    opened = gateway.open(ORDER, at=NOW)
    assert opened.address.startswith(platform.address)
    (message,) = body_of(platform, ORDER.reference, 24000, "once", monkeypatch)
    told = gateway.read(as_bytes(message), {})
    assert (told.reference, told.amount, told.succeeded) == (ORDER.reference, 24000, True)


def test_the_statement_names_what_was_settled(platform, monkeypatch):

    gateway = PaymentPlatform()
    body_of(platform, ORDER.reference, 24000, "once", monkeypatch)
    body_of(platform, ORDER.reference, 24000, "failed", monkeypatch)
    today = dt.datetime.now(NOW.tzinfo).date()
    assert [(line.reference, line.amount) for line in gateway.statement(today)] == [(ORDER.reference, 24000)]
    assert gateway.statement(NOW.date()) == []


@pytest.mark.parametrize("field", protocol.RESULT)
def test_a_result_changed_in_any_field_is_forged(platform, monkeypatch, field):
    (message,) = body_of(platform, ORDER.reference, 24000, "once", monkeypatch)
    with pytest.raises(Forged):
        PaymentPlatform().read(as_bytes({**message, field: "1"}), {})


@pytest.mark.parametrize("change", [{"SoTien": "-5"}, {"SoTien": "1.5"}, {"MaTienTe": "USD"}, {"MaGiaoDich": " "}])
def test_a_signed_result_that_makes_no_sense_is_unreadable(settings, platform, monkeypatch, change):
    (message,) = body_of(platform, ORDER.reference, 24000, "once", monkeypatch)
    again = protocol.signed({**message, **change}, protocol.RESULT, settings.PAYMENT_SECRET)
    with pytest.raises(Unreadable):
        PaymentPlatform().read(as_bytes(again), {})


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"a": 1}', b"[" * 10_000])
def test_what_is_no_message_is_unreadable(body):
    with pytest.raises(Unreadable):
        PaymentPlatform().read(body, {})


def test_answers_that_are_not_signed_open_nothing(settings, platform):
    platform.secret = "another"
    with pytest.raises(GatewayDown):
        PaymentPlatform().open(ORDER, at=NOW)
    with pytest.raises(GatewayDown):
        PaymentPlatform().statement(NOW.date())


def test_a_silent_platform_is_told_in_words(settings):
    settings.PAYMENT_URL = "http://127.0.0.1:9"
    with pytest.raises(GatewayDown, match="chưa trả lời"):
        PaymentPlatform().open(ORDER, at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("way", "statuses", "state", "receipts", "disputes"),
    [
        ("once", [200], "paid", 1, 0),
        ("twice", [200, 200], "paid", 1, 0),
        ("late", [200], "paid", 1, 0),
        ("short", [200], "due", 0, 1),
        ("failed", [200], "due", 0, 0),
        ("forged", [403], "due", 0, 0),
    ],
)
def test_whatever_the_bank_does_the_door_takes_it_in_once(
    platform, monkeypatch, client, way, statuses, state, receipts, disputes
):
    if SLUG not in gateways:
        gateways.register(SLUG, PaymentPlatform())
    charge = scene.open_office().charge()
    said = body_of(platform, charge.reference, charge.amount, way, monkeypatch)
    for _n in range(100):
        if len(said) == len(statuses):
            break
        threading.Event().wait(0.02)
    answers = [
        client.post("/thanh-toan/nen-tang/ket-qua/", as_bytes(one), content_type="application/json") for one in said
    ]
    assert [answer.status_code for answer in answers] == statuses
    assert Charge.objects.get().state == state
    assert (Receipt.objects.count(), Discrepancy.objects.count()) == (receipts, disputes)
    assert GatewayMessage.objects.count() == len(statuses)


def states_of(found):
    return {finding.part: finding.state for finding in found}


def test_self_check_says_that_all_is_well(platform):
    assert set(states_of(check()).values()) == {State.GOOD}
    assert len(states_of(check())) == len(Part)


def test_self_check_tells_a_wrong_key_from_a_platform_that_is_away(platform, settings):
    platform.secret = "another"
    assert states_of(check())[Part.CREDENTIALS] == State.BROKEN
    settings.PAYMENT_URL = "http://127.0.0.1:9"
    assert states_of(check()) == {Part.SETTINGS: State.GOOD, Part.REACH: State.BROKEN}


def test_self_check_names_what_is_missing(settings):
    settings.PAYMENT_URL = ""
    [finding] = check()
    assert (finding.state, "tại quầy" in finding.sentence) == (State.OFF, True)


def test_self_check_wants_tls_and_a_long_key_outside_the_demo(platform, settings):
    settings.DEMO = False
    assert [found.state for found in check() if found.part == Part.SETTINGS] == [State.BROKEN, State.BROKEN]


def test_every_way_to_pay_is_tried():
    assert set(WAYS) == {"once", "twice", "late", "short", "failed", "forged"}


def test_the_invented_bank_reads_our_code(platform):
    page = platform.ask_scanned("00020101", "")
    assert "không hợp lệ" in page
    assert "Trả 75.000 đồng" in platform.ask_scanned(
        "00020101021238570010A00000072701270006970436011300110019324180208QRIBFTTA"
        "53037045405750005802VN62290825000.00.00.H26-260105-00016304898D",
        "",
    )


def test_a_real_platform_has_no_invented_bank(settings):
    settings.DEMO = False
    assert PaymentPlatform().try_out("x", "y") == ""


@pytest.mark.django_db
def test_a_payment_opened_for_a_citizen_leads_to_the_platform(platform):
    if SLUG not in gateways:
        gateways.register(SLUG, PaymentPlatform())
    office = scene.open_office()
    payment = operations.open_payment(charge_id=office.charge().pk, gateway=SLUG, by=office.citizen, at=NOW)
    assert payment.address.startswith(platform.address)
    assert SLUG in dict(queries.gateway_choices())
