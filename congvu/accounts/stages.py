"""The step of a log-in that asks an official for the second factor."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.stages import AuthenticateStage

from congvu.accounts.hooks import OfficialIdentity


class SecondFactorStage(AuthenticateStage):
    """Asks for it unless the province's own provider states that it has (``acr``, ``amr``)."""

    def handle(self) -> tuple[Any, bool]:
        """Go on, or lead to the page that asks."""
        if _stated(self.login.signal_kwargs):
            record_authentication(self.request, self.login.user, "mfa", type="provider")
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer


def _stated(signal_kwargs: dict[str, Any] | None) -> bool:
    identity = getattr((signal_kwargs or {}).get("sociallogin"), "identity", None)
    return isinstance(identity, OfficialIdentity) and identity.second_factor
