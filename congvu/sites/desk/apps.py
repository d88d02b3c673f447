"""Django application of the desk site."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Registers the desk site."""

    name = "congvu.sites.desk"
    label = "site_desk"
