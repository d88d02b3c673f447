"""Django application of the api site."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the api site."""

    name = "congvu.sites.api"
    label = "site_api"
