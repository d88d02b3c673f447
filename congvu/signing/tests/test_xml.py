"""XML signed by an agency (XAdES B-B): good, changed, wrapped, hostile."""

import hashlib
from base64 import b64decode, b64encode
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from congvu.kit.actors import SYSTEM
from congvu.signing.models import Credential, SignatureRecord, TrustAnchor
from congvu.signing.operations import NotSignable, sign_xml
from congvu.signing.queries import verify_xml

from .conftest import AT

XML = "<File><Title>Hồ sơ <b>cưới</b> &amp; hỏi</Title><Number>15</Number></File>".encode()


@pytest.fixture
def signed(people, keys):
    return sign_xml(xml=XML, agency_id=people.agency.id, reason="Xuất hồ sơ", at=AT, by=SYSTEM, subject="test:1")


def said(xml, at=AT):
    report = verify_xml(xml, at=at)
    return report.all_good, " ".join(
        [*report.sentences, *(line for one in report.signatures for line in one.sentences)]
    )


def test_agency_signs_xml_and_the_report_says_who_and_when(people, signed):
    report = verify_xml(signed, at=AT)
    assert report.all_good, report
    (one,) = report.signatures
    assert (one.who, one.kind, one.signed_at, one.level) == (people.agency.name, "agency", AT, "B-B")
    assert one.trusted_by == "Chứng thư thử nghiệm"
    assert "cưới" in signed.decode()
    assert SignatureRecord.objects.get().subject == "test:1"


def test_it_holds_by_the_standard_without_our_library(signed):
    ds = "{http://www.w3.org/2000/09/xmldsig#}"
    root = etree.fromstring(signed)
    signature = root.find(f"{ds}Signature")
    info, der = signature.find(f"{ds}SignedInfo"), signature.findtext(f".//{ds}X509Certificate")
    key = x509.load_der_x509_certificate(b64decode(der)).public_key()
    raw = b64decode(signature.findtext(f"{ds}SignatureValue"))
    half = len(raw) // 2
    value = encode_dss_signature(int.from_bytes(raw[:half]), int.from_bytes(raw[half:]))
    key.verify(value, etree.tostring(info, method="c14n"), ec.ECDSA(hashes.SHA256()))
    for reference in info.findall(f"{ds}Reference"):
        name = reference.get("URI").removeprefix("#")
        if name:
            part = etree.tostring(root.xpath(f"//*[@Id='{name}']")[0], method="c14n", with_tail=False)
        else:
            part = etree.tostring(etree.fromstring(XML), method="c14n")
        assert b64encode(hashlib.sha256(part).digest()).decode() == reference.findtext(f"{ds}DigestValue")


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace("cưới".encode(), "ly hôn".encode()),
        lambda xml: xml.replace(b"15", b"16"),
        lambda xml: xml.replace(b"SigningTime>2026", b"SigningTime>2025"),
        lambda xml: xml.replace(b"<?xml version='1.0' encoding='UTF-8'?>\n", b"<Khac>") + b"</Khac>",  # wrapped whole
    ],
)
def test_changed_xml_is_told(signed, change):
    changed = change(signed)
    assert changed != signed
    good, words = said(changed)
    assert not good
    assert "Nội dung đã bị sửa đổi" in words


def test_days_lists_and_revocation_count_as_in_pdf(signed):
    assert "chưa chứng minh được" in said(signed, AT + timedelta(days=6 * 365))[1]
    Credential.objects.filter(agency__isnull=False).update(state="revoked", ended_at=AT - timedelta(days=1))
    assert "đã bị thu hồi" in said(signed)[1]
    TrustAnchor.objects.all().delete()
    assert "không có trong danh sách tin cậy" in said(signed)[1]


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b"<a/>", "không có chữ ký số nào"),
        (b"<a>", "Không đọc được"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "Không đọc được"),
        (b'<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></a>', "bị hỏng"),
    ],
)
def test_hostile_xml_is_told(db, xml, words):
    assert words in said(xml)[1]


def test_what_is_no_xml_or_signed_already_is_not_signed(people, signed):
    for xml in (b"xin chao", signed, "<Số/>".encode()):
        with pytest.raises(NotSignable, match="không phải là XML"):
            sign_xml(xml=xml, agency_id=people.agency.id, reason="", at=AT, by=SYSTEM)


def test_citizens_page_tells_each_signature_of_an_xml_file(people, signed, client):
    sent = SimpleUploadedFile("ho-so.xml", signed, content_type="application/xml")
    page = client.post("/xac-minh/", {"van_ban": sent}).content.decode()
    for words in ("Chữ ký 1: Ủy ban nhân dân phường Ngô Quyền", "Chứng thư thử nghiệm", "nguyên vẹn từ khi ký", "B-B"):
        assert words in page, words
