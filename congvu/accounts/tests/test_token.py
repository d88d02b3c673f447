import json
import time

import jwt
import pytest
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa

from congvu.accounts.hooks.openid import TokenExpired, verified_claims

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS = {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "k1", "use": "sig"}]}
ASKED = {"keys": KEYS, "issuer": "https://vneid", "client_id": "congvu", "nonce": "n-1"}


def _token(key=KEY, kid="k1", algorithm="RS256", **claims):
    now = int(time.time())
    body = {"iss": "https://vneid", "aud": "congvu", "sub": "s", "iat": now, "exp": now + 300, "nonce": "n-1", **claims}
    return jwt.encode({name: value for name, value in body.items() if value is not None}, key, algorithm, {"kid": kid})


def test_good_token_gives_its_claims():
    assert verified_claims(_token(), **ASKED)["sub"] == "s"


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(lambda: _token(OTHER), id="signed by another key"),
        pytest.param(lambda: _token(kid="k2"), id="unknown key"),
        pytest.param(lambda: _token(key="secret-of-32-characters-or-more!!", algorithm="HS256"), id="symmetric"),
        pytest.param(lambda: _token(key=None, algorithm="none"), id="unsigned"),
        pytest.param(lambda: _token(nonce="n-2"), id="another's nonce"),
        pytest.param(lambda: _token(nonce=None), id="no nonce"),
        pytest.param(lambda: _token(aud="other"), id="for another client"),
        pytest.param(lambda: _token(aud=["congvu", "other"]), id="for two, party not named"),
        pytest.param(lambda: _token(iss="https://other"), id="another issuer"),
        pytest.param(lambda: _token(exp=None), id="never ends"),
        pytest.param(lambda: "no.token.here", id="nonsense"),
        pytest.param(lambda: "", id="empty"),
    ],
)
def test_bad_token_is_refused(token):
    with pytest.raises(OAuth2Error):
        verified_claims(token(), **ASKED)


def test_session_without_nonce_accepts_nothing():
    with pytest.raises(OAuth2Error):
        verified_claims(_token(nonce=""), **{**ASKED, "nonce": ""})


def test_expired_token_is_told_apart():
    with pytest.raises(TokenExpired):
        verified_claims(_token(exp=int(time.time()) - 60), **ASKED)


def test_token_is_used_once():
    token = _token(jti="j-1")
    verified_claims(token, **ASKED)
    with pytest.raises(OAuth2Error, match="used"):
        verified_claims(token, **ASKED)
