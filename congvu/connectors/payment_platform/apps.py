"""Django application of the payment platform's connector."""

from django.apps import AppConfig


class PaymentPlatformConfig(AppConfig):
    """Registers the gateway, when it is configured, and the checks of its settings."""

    name = "congvu.connectors.payment_platform"
    label = "connector_payment_platform"

    def ready(self) -> None:
        """Let payments know the gateway."""
        from django.conf import settings  # noqa: PLC0415  settings are read when the apps are

        from congvu.connectors.payment_platform import checks  # noqa: F401, PLC0415
        from congvu.connectors.payment_platform.connector import SLUG, PaymentPlatform  # noqa: PLC0415
        from congvu.payments.hooks import gateways  # noqa: PLC0415

        if settings.PAYMENT_URL:
            gateways.register(SLUG, PaymentPlatform())
