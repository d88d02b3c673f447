"""Django application of the VNeID connector."""

from django.apps import AppConfig


class VneidConfig(AppConfig):
    """Registers the VNeID connector."""

    name = "congvu.connectors.vneid"
    label = "connector_vneid"
