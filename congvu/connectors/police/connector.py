"""The line to the police's system, with the account of the settings."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from congvu.kit.sync.client import Account, Line

SLUG = "police"


def account() -> Account:
    """Return the account as the settings have it now."""
    return Account(settings.POLICE_URL, settings.POLICE_PARTNER, settings.POLICE_SECRET)


LINE = Line(_("Hệ thống giải quyết thủ tục của Công an"), account)
