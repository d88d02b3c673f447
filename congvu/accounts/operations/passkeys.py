"""A passkey's answer to a challenge of ours: proof that its owner was there and agreed to exactly this.

The log-in by passkey is allauth's. Here the challenge is not random: it stands for what is agreed to (a request to
sign), so that the answer can be checked again later by whoever acts on it.
"""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData, PublicKeyCredentialRpEntity, UserVerificationRequirement

from congvu.kit.errors import Refusal


class PasskeyMissing(Refusal):
    """The account has no passkey."""


class PasskeyRefused(Refusal):
    """The answer is not one of the account's passkeys to this challenge."""


def passkey_question(*, account_id: int, host: str, challenge: bytes) -> dict[str, Any]:
    """Return what the browser is asked (JSON): an answer of one of the account's passkeys, its owner verified.

    :param host: name of the host the browser is at, without the port
    :raises PasskeyMissing: with what to do
    """
    known = _credentials(account_id)
    if not known:
        raise PasskeyMissing(_("Tài khoản chưa có khóa truy cập. Hãy đăng ký khóa truy cập trên điện thoại này trước."))
    options, _state = _server(host).authenticate_begin(
        credentials=known, user_verification=UserVerificationRequirement.REQUIRED, challenge=challenge
    )
    return dict(options)


def check_passkey(*, account_id: int, host: str, challenge: bytes, answer: Mapping[str, Any]) -> str:
    """Return the passkey's id (hexadecimal) when the answer holds: origin, challenge, owner verified, signature.

    :raises PasskeyRefused: in words for the user
    """
    state = {"challenge": websafe_encode(challenge), "user_verification": UserVerificationRequirement.REQUIRED}
    try:
        used = _server(host).authenticate_complete(state, _credentials(account_id), answer)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:  # what a browser sends is hostile
        raise PasskeyRefused(
            _("Khóa truy cập không xác nhận được yêu cầu này. Hãy mở lại trang và thử lại bằng khóa của chính bạn.")
        ) from fault
    return used.credential_id.hex()


def _server(host: str) -> Fido2Server:
    anywhere = (lambda _origin: True) if settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN else None
    return Fido2Server(PublicKeyCredentialRpEntity(name="Công Vụ", id=host), verify_origin=anywhere)


def _credentials(account_id: int) -> list[AttestedCredentialData]:
    kept = Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.WEBAUTHN)
    found = [one.wrap().authenticator_data.credential_data for one in kept]
    return [one for one in found if one]
