"""What a browser is told with every page, and that no page needs what it is forbidden."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from congvu.kit.security import HEADERS, POLICY

TEMPLATES = sorted(Path(settings.ROOT, "congvu").rglob("templates/**/*.html"))
INLINE = (
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    r"<style",
    r"\sstyle=",
    r"\son[a-z]+=[\"']",
    r"(href|src|action)=[\"']?javascript:",
    r"<(script|link|img|iframe)[^>]*(src|href)=[\"']https?://",
)


@pytest.mark.parametrize("address", ["/", "/tra-cuu/", "/staff/login/", "/api/v1/", "/no/such/page", "/desk/"])
@pytest.mark.django_db
def test_every_answer_carries_the_headers(client, address):
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert answer[name] == value
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_policy_lets_nothing_inline_and_nothing_from_elsewhere():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"):
        assert directive in POLICY


def test_no_template_has_what_the_policy_forbids():
    wrong = []
    for path in TEMPLATES:
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
        wrong += [f"{path.relative_to(settings.ROOT)}: {pattern}" for pattern in INLINE if re.search(pattern, text)]
    assert not wrong


def test_cookies_are_for_this_host_alone_once_there_is_tls():
    source = Path(settings.ROOT, "config", "settings.py").read_text()
    assert 'HOST_ONLY = "__Host-" if SESSION_COOKIE_SECURE else ""' in source
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_HTTPONLY
    assert {settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE} == {"Lax"}


def test_who_found_a_hole_is_told_where_to_write(client, settings):
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.search(r"^Contact: mailto:", answer.content.decode(), re.M)
    assert re.search(r"^Expires: \d{4}-\d\d-01T00:00:00Z|^Expires: \d{4}-\d\d-\d\dT", answer.content.decode(), re.M)
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
