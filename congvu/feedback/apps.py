"""Django application of feedback."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Registers feedback."""

    name = "congvu.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"
