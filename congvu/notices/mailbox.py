"""The demo's mail: letters stay in a table, where a page shows them."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from congvu.notices.models import Letter


class MailboxBackend(BaseEmailBackend):
    """Keeps letters instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the letters and return how many."""
        letters = [
            Letter(
                at=timezone.now(),
                sender=message.from_email,
                recipients=message.recipients(),
                title=str(message.subject)[:300],
                text=str(message.body),
            )
            for message in email_messages
        ]
        return len(Letter.objects.bulk_create(letters))
