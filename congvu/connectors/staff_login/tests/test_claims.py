import pytest

from congvu.connectors.staff_login.checks import staff_login_is_safe
from congvu.connectors.staff_login.connector import ClaimsIncomplete, identity_of


def test_staff_code_names_the_official(settings):
    settings.STAFF_OIDC_CODE_CLAIM = "ma_can_bo"
    who = identity_of({"sub": "1", "ma_can_bo": " nq-hotich ", "email": "a@b.vn", "email_verified": True})
    assert (who.staff_code, who.email, who.second_factor) == ("nq-hotich", "a@b.vn", False)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_address_that_is_not_verified_names_nobody(verified):
    with pytest.raises(ClaimsIncomplete, match="mã cán bộ"):
        identity_of({"sub": "1", "email": "a@b.vn", "email_verified": verified})


@pytest.mark.parametrize(
    ("claims", "stated"),
    [
        ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["pwd", "otp"]}, False),
        ({"amr": "mfa"}, False),
        ({"acr": "cao"}, True),
        ({"acr": "1"}, False),
        ({}, False),
    ],
)
def test_two_factors_count_only_when_stated(settings, claims, stated):
    settings.STAFF_OIDC_ACR = ["cao"]
    assert identity_of({"sub": "1", "staff_code": "x", **claims}).second_factor is stated


def test_plain_address_and_sandbox_secret_are_errors_outside_the_demo(settings):
    settings.DEMO, settings.STAFF_OIDC_URL, settings.STAFF_OIDC_SECRET = False, "http://sso.vn", "sandbox"
    assert {found.id for found in staff_login_is_safe(None)} == {"congvu.E111", "congvu.E112"}
    settings.STAFF_OIDC_URL = ""
    assert staff_login_is_safe(None) == []
