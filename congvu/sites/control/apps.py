"""Django application of the control site."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    """Registers the control site."""

    name = "congvu.sites.control"
    label = "site_control"
