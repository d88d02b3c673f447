"""Django application of the portal site."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Registers the portal site."""

    name = "congvu.sites.portal"
    label = "site_portal"
