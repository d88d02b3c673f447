"""The line to the system of social insurance, with the account of the settings."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from congvu.kit.sync.client import Account, Line

SLUG = "social_insurance"


def account() -> Account:
    """Return the account as the settings have it now."""
    return Account(settings.SOCIAL_INSURANCE_URL, settings.SOCIAL_INSURANCE_PARTNER, settings.SOCIAL_INSURANCE_SECRET)


LINE = Line(_("Hệ thống giải quyết thủ tục của Bảo hiểm xã hội"), account)
