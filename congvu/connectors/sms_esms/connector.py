"""The channel to telephones by SMS."""

from django.conf import settings

from congvu.connectors.sms_esms.client import EsmsClient
from congvu.notices.hooks import Message
from congvu.notices.queries import plain

LONGEST = 459
"""Letters of three segments; a message is never longer, whatever the template says."""


class EsmsChannel:
    """Hands messages to the gateway, without accents unless the province pays for them."""

    kind = "sms"

    @property
    def is_on(self) -> bool:
        """Tell whether address, account and brand name are set."""
        return bool(settings.SMS_URL and settings.SMS_KEY and settings.SMS_SECRET and settings.SMS_BRANDNAME)

    def send(self, message: Message) -> str:
        """Hand the message over; return the gateway's number for it.

        :raises NotSent: it was not taken
        """
        accents = bool(settings.SMS_ACCENTS)
        content = (message.text if accents else plain(message.text))[:LONGEST]
        return client().send(phone=message.phone, content=content, accents=accents, request_id=message.key)


def client() -> EsmsClient:
    """Return the account as it is set."""
    return EsmsClient(
        url=settings.SMS_URL.rstrip("/"),
        key=settings.SMS_KEY,
        secret=settings.SMS_SECRET,
        brand=settings.SMS_BRANDNAME,
    )
