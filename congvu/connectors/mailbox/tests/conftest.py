"""A mail server behind TLS, an office, and messages."""

import datetime as dt
import ipaddress
import ssl
import threading
from email.message import EmailMessage

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from congvu.connectors.mailbox.accounts import MailAccount
from congvu.connectors.mailbox.sandbox import Post, serve
from congvu.documents.tests.arriving import open_office, pdf

USER = "vanthu@sothidu.example"


@pytest.fixture(scope="session")
def trust(tmp_path_factory):
    """A certificate of our own for localhost; its file, and what a server needs of it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    home = tmp_path_factory.mktemp("mail")
    public, private = home / "server.pem", home / "server.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def account(post, trust):
    """How the office's mailbox is opened, behind TLS."""
    public, context = trust
    server = serve(0, post, trust=context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    port = server.server_address[1]
    yield MailAccount("H24.77", "localhost", USER, post.secret, port, "tls", filed="Cong vu", ca=str(public))
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def office(db, settings, tmp_path):
    settings.VAR = tmp_path
    found = open_office()
    found.now = timezone.now()
    return found


def message(number=1, *, subject="Mời họp", text="Gửi kèm giấy mời.", pages=1, **headers):
    """A letter of a department with a PDF."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Sở Xa <vanthu@soxa.example>", USER, subject
    mail["Message-ID"], mail["Date"] = f"<{number}@soxa.example>", "Fri, 20 Nov 2026 08:00:00 +0700"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if pages:
        mail.add_attachment(
            pdf(pages).getvalue(), maintype="application", subtype="pdf", filename=f"giay-moi-{number}.pdf"
        )
    return mail.as_bytes()
