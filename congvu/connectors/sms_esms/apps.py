"""Django application of the SMS connector."""

from django.apps import AppConfig


class SmsEsmsConfig(AppConfig):
    """Registers the SMS connector."""

    name = "congvu.connectors.sms_esms"
    label = "connector_sms_esms"

    def ready(self) -> None:
        """Put the channel where notices look for it."""
        from congvu.connectors.sms_esms.connector import EsmsChannel  # noqa: PLC0415  notices has its models by now
        from congvu.notices.hooks import channels  # noqa: PLC0415

        channels.register("sms_esms", EsmsChannel())
