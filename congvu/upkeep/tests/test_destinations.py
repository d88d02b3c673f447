"""Which machines the installation calls: all that is set, nothing that is off, and rules for them alone."""

import datetime as dt
import io
import socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings as real
from django.core.management import call_command
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.documents.tests.arriving import open_office
from congvu.exchange.models import Subscription
from congvu.kit.actors import SYSTEM
from congvu.kit.selfcheck import connectors
from congvu.signing.models import Credential, TrustAnchor
from congvu.upkeep.destinations import Destination, as_nftables, destinations

pytestmark = pytest.mark.django_db
NAMES = ("CSC", "VNEID", "STAFF_OIDC", "PAYMENT", "POLICE", "SOCIAL_INSURANCE", "POST", "SMS", "ZALO", "ZALO_OAUTH")


@pytest.fixture
def nothing_set(settings, monkeypatch):
    for name in (*NAMES, "SIGNING_TSA"):
        setattr(settings, f"{name}_URL", "")
    settings.EMAIL_HOST = settings.MAILBOX_SANDBOX = settings.MAILBOX_ACCOUNTS = ""
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "/run/postgresql")
    TrustAnchor.objects.update(crl_url="")
    return settings


def hosts():
    return {(one.host, one.port) for one in destinations()}


def test_what_is_not_set_is_not_called(nothing_set):
    assert destinations() == []


@pytest.mark.parametrize("name", NAMES)
def test_every_connector_that_is_set_is_named_with_its_machine(nothing_set, name):
    setattr(nothing_set, f"{name}_URL", f"https://{name.lower().replace('_', '-')}.vi-du.gov.vn:8443/api")
    (found,) = destinations()
    assert (found.host, found.port) == (f"{name.lower().replace('_', '-')}.vi-du.gov.vn", 8443)
    assert found.purpose in {str(one.name) for _key, one in connectors.items()}


def test_mail_bucket_and_databases_are_named(nothing_set, monkeypatch):
    nothing_set.EMAIL_HOST, nothing_set.EMAIL_PORT = "thu.vi-du.gov.vn", 587
    monkeypatch.setitem(nothing_set.DATABASES["default"], "HOST", "db1,db2")
    monkeypatch.setitem(nothing_set.DATABASES["default"], "PORT", "5000,5001")
    bucket = {"BACKEND": "x", "OPTIONS": {"endpoint_url": "https://s3.vi-du.gov.vn"}}
    nothing_set.STORAGES = {**real.STORAGES, "default": bucket}
    assert hosts() == {("thu.vi-du.gov.vn", 587), ("db1", 5000), ("db2", 5001), ("s3.vi-du.gov.vn", 443)}


def test_mailboxes_are_named(nothing_set):
    nothing_set.DEMO, nothing_set.MAILBOX_SANDBOX = True, "hop-thu.vi-du.gov.vn:1143"
    assert hosts() == {("hop-thu.vi-du.gov.vn", 1143)}


def certificate():
    """A certificate that names where its issuer answers and lists the revoked."""
    key, now = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Nơi cấp")])
    ocsp = x509.AccessDescription(
        x509.AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ocsp.ca.vn/")
    )
    crl = x509.DistributionPoint([x509.UniformResourceIdentifier("http://crl.ca.vn/all.crl")], None, None, None)
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + dt.timedelta(days=9))
    made = made.add_extension(x509.AuthorityInformationAccess([ocsp]), critical=False)
    made = made.add_extension(x509.CRLDistributionPoints([crl]), critical=False)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def test_issuers_of_certificates_and_time_stamps_are_named(nothing_set):
    nothing_set.SIGNING_TSA_URL = "http://tsa.ca.vn/tsr"
    now = timezone.now()
    Credential.objects.create(
        agency=open_office().agency,
        issuer="Nơi cấp",
        serial="7",
        certificate=certificate(),
        fingerprint="f" * 64,
        driver="agent",
        key_reference="",
        valid_from=now,
        valid_to=now + dt.timedelta(days=9),
    )
    assert hosts() == {("tsa.ca.vn", 80), ("ocsp.ca.vn", 80), ("crl.ca.vn", 80)}


def test_webhooks_of_partners_are_named(nothing_set):
    now = timezone.now()
    partner = accounts.open_partner(code="doi-tac", name="Đối tác", by=SYSTEM, at=now)
    given = {"partner": partner, "kinds": [], "secret": "s", "made_at": now}
    Subscription.objects.create(url="https://doi-tac.vn/nhan", **given)
    Subscription.objects.create(url="https://da-thoi.vn/nhan", state=Subscription.State.ENDED, **given)
    assert hosts() == {("doi-tac.vn", 443)}


def test_rules_let_a_user_reach_these_machines_alone_and_say_which_name_is_lost(monkeypatch):
    known = {"a.vn": [(socket.AF_INET, 1, 6, "", ("10.0.0.1", 443))]}
    known["b.vn"] = [*known["a.vn"], (socket.AF_INET6, 1, 6, "", ("fd00::1", 25, 0, 0))]

    def look_up(host, port, **_more):
        if host not in known:
            raise socket.gaierror
        return known[host]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = [Destination("a.vn", 443, ""), Destination("b.vn", 25, ""), Destination("mat.vn", 80, "")]
    rules, lost = as_nftables(found, user="congvu")
    assert lost == ["mat.vn"]
    assert "elements = { 10.0.0.1 . 25, 10.0.0.1 . 443 }" in rules
    assert "elements = { fd00::1 . 25 }" in rules
    assert 'meta skuid != "congvu" accept' in rules
    assert rules.index("@of_ip6 accept") < rules.index("    reject")


def test_command_prints_a_line_for_each_machine_with_all_that_it_is_for(nothing_set):
    nothing_set.SMS_URL = nothing_set.ZALO_URL = "https://cong.vn"
    out = io.StringIO()
    call_command("destinations", stdout=out)
    assert out.getvalue() == "cong.vn:443\tTin nhắn SMS (eSMS); Tin nhắn Zalo (ZNS)\n"
