"""The key driver: keys held by the certificate authority's remote signing service."""

import hashlib
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.csc.client import CscClient, ServiceFailed
from congvu.signing.hooks import KeyNotUsable, demo_policy


def client() -> CscClient:
    """Return the service as it is set."""
    return CscClient(settings.CSC_URL, settings.CSC_TOKEN)


@lru_cache(maxsize=1024)
def _algorithms(url: str, reference: str) -> tuple[str, ...]:
    key = client().credential(reference).get("key") or {}
    if key.get("status") != "enabled":
        raise ServiceFailed(f"key {key.get('status')}")
    return tuple(key.get("algo") or ())


class RemoteKeys:
    """Signs through the service; ``reference`` is the credential's id there.

    The service's own policy holds: who confirms, how often, under which certificate policy. Only digests leave here.
    """

    label = gettext_lazy("Dịch vụ ký số từ xa (CSC)")
    demo_only = False

    @property
    def policy(self) -> str:
        """Under whose certificate policy the service holds keys (``CSC_POLICY``): the authority's own words."""
        return settings.CSC_POLICY or demo_policy()

    def sign(self, *, reference: str, data: bytes, digest: str) -> bytes:
        """Sign with the remote key; see ``signing.hooks.KeyDriver``. Waits for the owner up to 200 seconds."""
        if not settings.CSC_URL:
            raise KeyNotUsable(_("Chưa nối dịch vụ ký số từ xa. Hãy báo người quản trị hệ thống."))
        if digest != "sha256":
            raise KeyNotUsable(_("Dịch vụ ký số từ xa chỉ nhận SHA-256."))
        try:
            algorithms = list(_algorithms(settings.CSC_URL, reference))
            return client().sign(reference, hashlib.sha256(data).digest(), algorithms=algorithms)
        except ServiceFailed as fault:
            raise KeyNotUsable(
                _("Dịch vụ ký số từ xa chưa ký được (%(why)s). Hãy thử lại, và xác nhận trên điện thoại nếu được hỏi.")
                % {"why": fault}
            ) from fault
