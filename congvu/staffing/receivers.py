"""Reactions: officials are sent the links to their accounts, and told when somebody changed their way in."""

from django.utils import timezone

from congvu.accounts.events import AccessChanged, Invited
from congvu.accounts.models import Account, Invitation
from congvu.accounts.queries import invitation_path, invitation_state
from congvu.kit.outbox import listen
from congvu.notices.operations import notify

LINK = "invitation"
"""Kind of the links that set a password: what is kept of a letter does not hold them."""


class InvitationLink:
    """The link to the page where an invited official sets a password."""

    def path(self, number: str) -> str:
        """Return the address while the link opens something."""
        found = Invitation.objects.select_related("account").filter(pk=number).first()
        return "" if found is None or invitation_state(found, at=timezone.now()) else invitation_path(found)


@listen(Invited, name="staffing.send_link")
def send_link(event: Invited) -> None:
    """Send the link, unless it is void already."""
    found = Invitation.objects.select_related("account__official").get(pk=event.invitation_id)
    official = found.account.official
    if found.used_at or found.withdrawn_at or official is None:
        return
    notify(
        template=f"account_{found.purpose}",
        official_id=official.id,
        subject=f"account:{found.account_id}",
        data={
            "name": official.full_name,
            "username": found.account.username,
            "until": found.expires_at,
            "path": f"{LINK}:{found.pk}",
        },
        key=f"invitation:{found.pk}",
        at=event.at,
    )


@listen(AccessChanged, name="staffing.tell_change")
def tell_change(event: AccessChanged) -> None:
    """Tell the official who changed what."""
    account = Account.objects.select_related("official").get(pk=event.account_id)
    if account.official is None:
        return
    notify(
        template=f"account_{event.what}",
        official_id=account.official_id,
        subject=f"account:{account.pk}",
        data={"name": account.official.full_name, "by": event.by, "at": event.at},
        key=f"account:{account.pk}:{event.what}:{event.at.isoformat()}",
        at=event.at,
    )
