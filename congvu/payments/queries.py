"""Questions about what is owed, paid and received."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from congvu.kit.paging import SIZE, Page, keyset
from congvu.kit.text import clean, fold
from congvu.kit.vietqr import payload
from congvu.payments import cashbook
from congvu.payments.cashbook import CashSheet as CashSheet
from congvu.payments.hooks import gateways
from congvu.payments.models import (
    CashDay,
    Charge,
    CollectingAccount,
    Discrepancy,
    GatewayMessage,
    Payment,
    Receipt,
    TransferClaim,
)
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.places.models import valid_on

NUMBER_DIGITS = 8
"""Digits of a receipt's number as printed."""
READERS = ("cashier", "reception", "return_desk", "case_officer", "leader", "auditor", "agency_admin", "province_admin")
"""To whom the charges and receipts of their agency are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """How to pay a charge from a bank app: the text of the VietQR, its picture, and the same in words."""

    payload: str
    svg: str
    account: CollectingAccount
    reference: str


def charges(*, subject: str) -> list[Charge]:
    """Return the charges of a subject with their lines and receipts, oldest first, cancelled ones left out."""
    rows = Charge.objects.filter(subject=subject).exclude(state=Charge.State.CANCELLED)
    return people.with_agencies(rows.prefetch_related("lines", "receipts").order_by("id"))


def is_due(*, subject: str) -> bool:
    """Tell whether anything is owed for a subject."""
    return Charge.objects.filter(subject=subject, state=Charge.State.DUE).exists()


def charged_subjects(*, subjects: Iterable[str]) -> set[str]:
    """Return which of these subjects have a charge that was not cancelled."""
    rows = Charge.objects.filter(subject__in=list(subjects)).exclude(state=Charge.State.CANCELLED)
    return set(rows.values_list("subject", flat=True))


def disputed(*, charge: Charge) -> Discrepancy | None:
    """Return money that came for a charge, did not agree, and waits for somebody; the newest."""
    rows = Discrepancy.objects.filter(charge=charge, settled_at=None, received__gt=0)
    return rows.order_by("-found_at", "-id").first()


def charge(*, public_id: uuid.UUID) -> Charge | None:
    """Return a charge with its lines."""
    rows = Charge.objects.select_related("agency", "payer").prefetch_related("lines", "receipts")
    return rows.filter(public_id=public_id).first()


def charge_by(*, id: int) -> Charge:
    """Return a charge with its receipts, as :class:`~congvu.payments.events.ChargePaid` names it.

    :raises Charge.DoesNotExist: when there is none
    """
    return Charge.objects.prefetch_related("receipts").get(pk=id)


def receipt(*, charge: Charge) -> Receipt | None:
    """Return the valid receipt of a charge, None while there is none."""
    return next((row for row in charge.receipts.all() if row.voided_at is None), None)


def receipt_by(*, public_id: uuid.UUID) -> Receipt | None:
    """Return a receipt with its charge."""
    return Receipt.objects.select_related("charge", "agency", "replaced_by").filter(public_id=public_id).first()


def account_of(*, agency_id: int, on: dt.date) -> CollectingAccount | None:
    """Return the account into which an agency is paid: its own, else that of the nearest agency above it."""
    seen: set[int] = set()
    wanted: int | None = agency_id
    while wanted is not None and wanted not in seen:
        seen.add(wanted)
        found = CollectingAccount.objects.filter(valid_on(on), agency_id=wanted).first()
        if found is not None:
            return found
        wanted = Agency.objects.filter(pk=wanted).values_list("parent_id", flat=True).first()
    return None


def transfer(*, charge: Charge, on: dt.date) -> Transfer | None:
    """Return how to pay by a bank app, None when the agency has no account."""
    account = account_of(agency_id=charge.agency_id, on=on)
    if account is None:
        return None
    text = payload(bank_bin=account.bank_bin, account=account.number, amount=charge.amount, purpose=charge.reference)
    svg = segno.make(text, micro=False, error="m").svg_inline(svgclass=None, lineclass=None, omitsize=True, border=2)
    return Transfer(payload=text, svg=str(svg), account=account, reference=charge.reference)


def gateway_choices() -> list[tuple[str, str]]:
    """Return slug and name of the gateways that are switched on."""
    return [(slug, str(gateway.name)) for slug, gateway in gateways.items()]


def try_out(*, payload: str, back: str) -> str:
    """Return where the demo's invented bank scans a code, empty with real gateways."""
    return next((address for gateway in gateways if (address := gateway.try_out(payload, back))), "")


def gateway_name(slug: str) -> str:
    """Return the name of a gateway, its slug when it is switched off."""
    gateway = gateways.find(slug)
    return str(gateway.name) if gateway else slug


def due_page(*, agency_ids: Iterable[int], text: str = "", after: str | None = None, size: int = SIZE) -> Page[Charge]:
    """Return what is owed to these agencies, newest first, ``told`` where the payer says it was transferred.

    :param text: a code or reference, or its beginning
    """
    rows = Charge.objects.filter(agency_id__in=list(agency_ids), state=Charge.State.DUE)
    if wanted := clean(text).upper():
        rows = rows.filter(code__startswith=wanted) | rows.filter(reference__startswith=wanted)
    rows = rows.annotate(told=Exists(TransferClaim.objects.filter(charge=OuterRef("pk"))))
    return keyset(rows, order=("-charged_at", "-id"), after=after, size=size)


def cash_sheet(*, agency_id: int, day: dt.date) -> CashSheet:
    """Return a day of an agency's cash book, closed or as it stands."""
    return cashbook.sheet(agency_id=agency_id, day=day)


def first_open_cash_day(*, agency_id: int, before: dt.date) -> CashDay | None:
    """Return the first day before this one that was not closed: its balance is carried over, so it is closed first."""
    return cashbook.first_open(agency_id=agency_id, before=before)


def cash_days(*, agency_id: int) -> list[CashDay]:
    """Return the last month's days of an agency's cash book, the newest first."""
    return cashbook.days(agency_id=agency_id)


def taken_on(*, agency_ids: Iterable[int], start: dt.datetime, end: dt.datetime) -> list[dict[str, object]]:
    """Return number and sum of the valid receipts between two moments by method: the cashier's day."""
    rows = Receipt.objects.filter(
        agency_id__in=list(agency_ids), issued_at__gte=start, issued_at__lt=end, voided_at=None
    )
    return [dict(row) for row in rows.values("method").annotate(n=Count("id"), total=Sum("amount")).order_by("method")]


def receipts_page(
    *,
    agency_ids: Iterable[int] | None = None,
    text: str = "",
    voided: bool = False,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    after: str | None = None,
    size: int = SIZE,
) -> Page[Receipt]:
    """Return receipts, newest first; ``agency_ids`` None asks for every agency.

    :param text: words without accents; one of at most eight digits is the receipt's number
    """
    rows: QuerySet[Receipt] = Receipt.objects.select_related("agency", "charge", "replaced_by")
    if agency_ids is not None:
        rows = rows.filter(agency_id__in=list(agency_ids))
    for word in fold(text).split():
        numbered = word.isdecimal() and len(word) <= NUMBER_DIGITS
        rows = rows.filter(number=int(word)) if numbered else rows.filter(search_text__contains=word)
    if voided:
        rows = rows.exclude(voided_at=None)
    if since:
        rows = rows.filter(issued_at__gte=since)
    if until:
        rows = rows.filter(issued_at__lt=until)
    return keyset(rows, order=("-issued_at", "-id"), after=after, size=size)


def payments_page(*, text: str = "", after: str | None = None, size: int = SIZE) -> Page[Payment]:
    """Return tries to pay through gateways, newest first; ``text`` is the beginning of a reference."""
    rows = Payment.objects.select_related("charge__agency")
    if wanted := clean(text).upper():
        rows = rows.filter(reference__startswith=wanted)
    return keyset(rows, order=("-opened_at", "-id"), after=after, size=size)


def messages_page(
    *, text: str = "", outcome: str = "", after: str | None = None, size: int = SIZE
) -> Page[GatewayMessage]:
    """Return what gateways told us, newest first."""
    rows = GatewayMessage.objects.all()
    if wanted := clean(text).upper():
        rows = rows.filter(reference__startswith=wanted)
    if outcome:
        rows = rows.filter(outcome=outcome)
    return keyset(rows, order=("-received_at", "-id"), after=after, size=size)


def discrepancies_page(*, settled: bool = False, after: str | None = None, size: int = SIZE) -> Page[Discrepancy]:
    """Return what does not agree, newest first: open ones, or those settled."""
    rows = Discrepancy.objects.select_related("charge__agency").filter(settled_at__isnull=not settled)
    return keyset(rows, order=("-found_at", "-id"), after=after, size=size)


def open_discrepancies() -> int:
    """Count what does not agree and waits for somebody."""
    return Discrepancy.objects.filter(settled_at=None).count()


def accounts() -> list[CollectingAccount]:
    """Return every collecting account, newest first under its agency."""
    return list(CollectingAccount.objects.select_related("agency").order_by("agency__sort_key", "-valid_from"))
