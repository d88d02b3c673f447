"""Django application of audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers audit."""

    name = "congvu.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
