"""The timer that fetches agencies' mailboxes, and the job for each."""

import logging

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from congvu.connectors.mailbox import connector
from congvu.connectors.mailbox.accounts import AccountsUnreadable, accounts
from congvu.connectors.mailbox.client import MailboxDown
from congvu.kit.errors import Refusal

_log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="mailbox.look", queueing_lock="mailbox.look")
def look(timestamp: int) -> None:
    """Give each mailbox a job, every five minutes."""
    try:
        found = accounts()
    except AccountsUnreadable as problem:
        _log.error("mailboxes are not fetched: %s", problem)  # the self-check says it on a page
        return
    for account in found:
        ask(account.agency_code)


@app.task(name="mailbox.fetch", queue="slow")
def fetch(agency_code: str) -> None:
    """Fetch one mailbox; a server that is away is asked again at the next turn."""
    account = next((one for one in accounts() if one.agency_code == agency_code), None)
    if account is None:
        return
    try:
        if connector.fetch(account):
            ask(agency_code)
    except (MailboxDown, Refusal, connector.AgencyUnknown) as problem:
        _log.warning("mailbox of %s: %s", agency_code, problem)


def ask(agency_code: str) -> None:
    """Queue a fetch, unless one waits already; two never run at once."""
    key = f"mailbox.fetch:{agency_code}"
    try:
        with transaction.atomic():
            app.configure_task("mailbox.fetch", queue="slow", lock=key, queueing_lock=key).defer(
                agency_code=agency_code
            )
    except AlreadyEnqueued:
        return
