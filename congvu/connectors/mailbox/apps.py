"""Django application of the mailbox connector."""

from django.apps import AppConfig


class MailboxConfig(AppConfig):
    """Registers the checks of its settings; its timer is found by itself."""

    name = "congvu.connectors.mailbox"
    label = "connector_mailbox"

    def ready(self) -> None:
        """Let the settings be checked."""
        from congvu.connectors.mailbox import checks  # noqa: F401, PLC0415  settings are read when the apps are
