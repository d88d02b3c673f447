"""Fetching a mailbox: message by message, kept first and marked there afterwards. Each run may end anywhere."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from congvu.connectors.mailbox.accounts import MailAccount
from congvu.connectors.mailbox.client import Inbox, MailboxDown, inbox
from congvu.documents import operations, queries
from congvu.documents.operations import Brought
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.people.models import Agency

SLUG = "mailbox"
MOST_BYTES = operations.MOST_MAIL_BYTES
MOST_A_RUN = 200
"""Messages of one run; more are left to the next, so that other agencies get their turn."""
BACK = timedelta(days=7)
"""How far a first fetch, or one after the server numbered anew, looks back."""


class AgencyUnknown(Exception):
    """No agency of today bears the code that the file of accounts names."""


def agency_of(account: MailAccount, *, on: date) -> Agency:
    """Return whose mailbox it is.

    :raises AgencyUnknown: no agency of that day bears the code
    """
    try:
        return people.agency(code=account.agency_code, on=on)
    except Agency.DoesNotExist as problem:
        raise AgencyUnknown(account.agency_code) from problem


def fetch(account: MailAccount, *, now: Callable[[], datetime] = timezone.now) -> bool:
    """Fetch what is new in a mailbox; return whether more is left. Outside a transaction.

    :raises AgencyUnknown: the account's agency is none
    :raises MailboxDown: the server failed; what came before is kept, the rest is fetched again later
    :raises Refusal: no file can be kept now (disk, scanner)
    """
    agency = agency_of(account, on=timezone.localdate(now()))
    try:
        with inbox(account) as box:
            more = _fetch(box, account, agency.pk, now)
    except (MailboxDown, Refusal, OSError) as problem:
        operations.note_fetched(agency_id=agency.pk, problem=str(problem) or type(problem).__name__, at=now())
        raise
    operations.note_fetched(agency_id=agency.pk, at=now())
    return more


def _fetch(box: Inbox, account: MailAccount, agency_id: int, now: Callable[[], datetime]) -> bool:
    state = operations.open_mailbox(agency_id=agency_id, address=account.user, uid_validity=box.uid_validity, at=now())
    for letter in queries.unfiled_letters(agency_id=agency_id, uid_validity=box.uid_validity):
        box.file(letter.uid)  # kept by a run that broke off before it could say so
        operations.note_filed(letter_id=letter.pk)
    since = timezone.localdate((state.fetched_at or now()) - BACK)
    numbers = box.new(after=state.last_uid, since=since)
    for uid in numbers[:MOST_A_RUN]:
        found = box.fetch(uid, most=MOST_BYTES)
        if found is None:
            continue
        at, content = found
        brought = Brought(uid_validity=box.uid_validity, uid=uid, arrived_at=at, content=content)
        letter = operations.receive_letter(agency_id=agency_id, brought=brought, at=now())
        if letter.state != letter.State.ASIDE:
            box.file(uid)
            operations.note_filed(letter_id=letter.pk)
    return len(numbers) > MOST_A_RUN
