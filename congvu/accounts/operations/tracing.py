"""The lines that operations on accounts leave."""

from datetime import datetime

from congvu.accounts.models import Account
from congvu.audit import operations as audit
from congvu.kit.actors import Actor


def trace(action: str, account: Account, by: Actor, at: datetime, **data: object) -> None:
    """Write what was done to an account."""
    audit.record(action=action, subject=f"account:{account.pk}", by=by, at=at, label=account.username, data=data)


def locked(account_id: int) -> Account:
    """Return the account's row, held until the transaction ends."""
    return Account.objects.select_for_update(of=("self",)).select_related("official").get(pk=account_id)
