"""Django application of feedback."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Registers feedback and its listeners."""

    name = "congvu.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the listeners be known."""
        from congvu.feedback import receivers  # noqa: F401, PLC0415  listeners register on import
