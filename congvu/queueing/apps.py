"""Django application of queueing."""

from django.apps import AppConfig


class QueueingConfig(AppConfig):
    """Registers queueing."""

    name = "congvu.queueing"
    label = "queueing"
    default_auto_field = "django.db.models.BigAutoField"
