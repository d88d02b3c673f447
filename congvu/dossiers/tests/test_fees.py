"""Fees of a dossier: what was shown is what is charged and what the receipt says; paid, it goes on."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, State, WorkItem
from congvu.dossiers.operations import charging
from congvu.dossiers.tests import scenes
from congvu.kit.text import clean
from congvu.notices.models import Notice
from congvu.payments import operations as payments
from congvu.payments import queries
from congvu.payments.models import Charge, Receipt


def let_out():
    while scenes.outbox.deliver_due(limit=20):
        pass


def paid_first(commune):
    """Let the procedure be one whose fees are paid before reception."""
    version = ProcedureVersion.objects.get(pk=commune.version.pk)
    version.sheet["pay"] = "before"
    version.save(update_fields=["sheet"])


def take(commune, dossier):
    charge = queries.charges(subject=dossier.subject)[0]
    return payments.take_cash(charge_id=charge.pk, by=commune.officials["cashier"], at=commune.now)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(copies=st.integers(0, 50), counter=st.booleans())
def test_shown_charged_and_receipted_are_one(commune, copies, counter):
    answers = commune.answers()
    answers = {**answers, "request": {**answers["request"], "copies": copies}}
    values = commune.version.form.clean(answers).values
    channel = "counter" if counter else "online"
    shown = catalogue.fees_due(version=commune.version, answers=values, on=commune.now.date(), channel=channel)
    more = {"origin": "counter", "by": commune.officials["reception"]} if counter else {}
    dossier = commune.submit(key=f"{copies}-{counter}-{Dossier.objects.count()}", values=answers, **more)
    charges = queries.charges(subject=dossier.subject)
    assert [(line.code, line.amount) for one in charges for line in one.lines.all()] == [
        (fee.code, fee.amount) for fee in shown
    ]
    if charges:
        receipt = take(commune, dossier)
        assert receipt.amount == sum(fee.amount for fee in shown) == sum(row["amount"] for row in receipt.data["lines"])


def test_a_dossier_paid_first_waits_for_its_money_and_then_for_reception(commune):
    paid_first(commune)
    dossier = commune.submit()
    assert dossier.state == State.PAYMENT_REQUIRED
    assert WorkItem.objects.get(dossier=dossier).role == "cashier"
    take(commune, dossier)
    let_out()
    assert Dossier.objects.get(pk=dossier.pk).state == State.REGISTERED
    assert WorkItem.objects.get(dossier=dossier).role == "reception"
    accepted = commune.does("reception", "accept", dossier)
    assert accepted.state == State.ACCEPTED


def test_the_receipt_of_the_dossier_says_whether_it_was_paid(commune):
    dossier = commune.submit()
    assert [row["paid"] for row in charging.fee_lines(dossier)] == [False]
    take(commune, dossier)
    assert [row["paid"] for row in charging.fee_lines(dossier)] == [True]


def test_the_owner_is_told_once_that_the_money_has_come(commune):
    dossier = commune.submit()
    receipt = take(commune, dossier)
    let_out()
    told = Notice.objects.get(template="payment_received")
    assert told.party_id == dossier.owner_id
    assert told.path == f"/ho-so-cua-toi/{dossier.public_id}/nop-tien/"
    assert f"{receipt.symbol} {receipt.digits}" in told.body_vi
    charging.tell_paid(dossier_id=dossier.pk, charge_id=receipt.charge_id, at=commune.now)
    assert Notice.objects.filter(template="payment_received").count() == 1


def test_paid_while_a_withdrawal_is_thought_over_it_does_not_wait_again(commune):
    paid_first(commune)
    dossier = commune.submit()
    operations.request_withdrawal(dossier_id=dossier.pk, by=commune.citizen, at=commune.now)
    take(commune, dossier)
    let_out()
    commune.does("reception", "decide_withdrawal", dossier, granted=False, reason="Đã có kết quả")
    assert Dossier.objects.get(pk=dossier.pk).state == State.REGISTERED


def test_what_is_withdrawn_or_refused_owes_nothing(commune):
    refused, withdrawn = commune.submit("a"), commune.submit("b")
    commune.does("reception", "refuse_reception", refused, reason="Không đúng nơi")
    operations.request_withdrawal(dossier_id=withdrawn.pk, by=commune.citizen, at=commune.now)
    commune.does("reception", "decide_withdrawal", withdrawn, granted=True)
    assert set(Charge.objects.values_list("state", flat=True)) == {"cancelled"}


def test_a_duty_laid_on_by_an_officer_is_paid_to_the_cashier_and_the_clock_goes_on(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    take(commune, dossier)
    commune.does("case_officer", "require_payment", dossier, amount=50000, reason="Phí thẩm định")
    owed = [one for one in queries.charges(subject=dossier.subject) if one.state == "due"]
    assert [one.amount for one in owed] == [50000]
    payments.take_cash(charge_id=owed[0].pk, by=commune.officials["cashier"], at=commune.now)
    let_out()
    found = Dossier.objects.get(pk=dossier.pk)
    assert found.state == State.PROCESSING
    assert [entry.kind for entry in found.clock_entries.order_by("id")] == ["start", "stop", "resume"]


def test_paid_elsewhere_has_their_receipt_and_none_of_ours(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    commune.does("case_officer", "require_payment", dossier, amount=50000, reason="Tiền sử dụng đất")
    commune.does("cashier", "record_payment", dossier, receipt=clean("KB 0012"))
    assert set(Charge.objects.values_list("state", "method", "outside_receipt")) == {("paid", "elsewhere", "KB 0012")}
    assert not Receipt.objects.exists()
