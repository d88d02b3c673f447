"""The inventory of certificates: what comes in, what is refused, how it ends; and 5,900 of them."""

import io
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw

from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, Stale
from congvu.signing import operations, queries
from congvu.signing.models import Credential

from .conftest import AT, actor

CA = ec.generate_private_key(ec.SECP256R1())


def issued(name="Nguyễn Thị Bích Hạnh", *, key=None, starts=-9, days=900):
    key = key or ec.generate_private_key(ec.SECP256R1())

    def named(words):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    certificate = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named("CA phục vụ các cơ quan nhà nước"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT + timedelta(days=starts))
        .not_valid_after(AT + timedelta(days=days))
        .sign(CA, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def bring(people):
    def register(pem=None, **more):
        given = {"official_id": people.leader.id, "driver": "pkcs11", "key_reference": "phuong/hanh", "by": SYSTEM}
        return operations.register_certificate(pem=pem or issued(), **{**given, "at": AT, **more})

    return register


def test_certificate_comes_in_and_replaces_the_earlier_one(people, bring):
    first, second = bring(), bring()
    first.refresh_from_db()
    assert (first.state, first.why_ended) == ("revoked", "Đã thay bằng chứng thư mới.")
    assert queries.credential_of(official_id=people.leader.id) == second
    assert second.issuer == "CA phục vụ các cơ quan nhà nước"
    assert Entry.objects.filter(action="signing.register_certificate").count() == 2


def test_devices_of_an_agency_stand_beside_its_seal(people, bring):
    owner = {"official_id": None, "agency_id": people.agency.id}
    seal = bring(**owner)
    gates = [bring(device=name, **owner) for name in ("Cổng dịch vụ công", "Máy chủ thư")]
    assert Credential.objects.filter(state="active").count() == 3
    assert queries.credential_of(agency_id=people.agency.id) == seal
    assert gates[0].owner.startswith("Cổng dịch vụ công · ")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pem": b"khong phai"}, "PEM"),
        ({"pem": b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}, "PEM"),
        ({"pem": b"x" * 200_000}, "PEM"),
        ({"pem": issued(days=-1)}, "hết hạn"),
        ({"pem": issued(starts=5)}, "chưa đến hạn"),
        ({"pem": issued(key=rsa.generate_private_key(65537, 1024))}, "quá yếu"),
        ({"driver": "khong-co"}, "nơi giữ khóa"),
        ({"key_reference": " "}, "nơi giữ khóa"),
        ({"agency_id": 1}, "một người hoặc của một cơ quan"),
        ({"official_id": None}, "một người hoặc của một cơ quan"),
    ],
)
def test_what_is_not_fit_is_told(bring, given, words):
    with pytest.raises(operations.CertificateUnfit, match=words):
        bring(**given)


def test_same_certificate_comes_in_once_and_only_by_the_province(people, bring):
    pem = issued()
    bring(pem)
    with pytest.raises(operations.CertificateUnfit, match="đã có"):
        bring(pem)
    with pytest.raises(NotAllowed):
        bring(by=actor(people.clerk))


def test_suspended_is_taken_up_again_and_revoked_is_for_ever(people, bring):
    one = bring()

    def end(state, reason="Mất thiết bị"):
        return operations.end_certificate(credential_id=one.pk, state=state, reason=reason, by=SYSTEM, at=AT)

    end("suspended")
    with pytest.raises(queries.CredentialMissing):
        queries.credential_of(official_id=people.leader.id)
    end("active")
    assert queries.credential_of(official_id=people.leader.id).ended_at is None
    with pytest.raises(operations.CertificateUnfit, match="lý do"):
        end("revoked", " ")
    end("revoked")
    with pytest.raises(Stale):
        end("active")


def test_lists_of_5900_certificates_are_quick(people, django_assert_num_queries):
    rows = [
        Credential(
            agency=people.agency, device=f"Thiết bị {number}", serial=f"{number:x}", issuer="CA", certificate="",
            fingerprint=f"{number:064x}", driver="pkcs11", key_reference="x", valid_from=AT,
            valid_to=AT + timedelta(days=number % 900),
        )
        for number in range(5900)
    ]  # fmt: skip
    Credential.objects.bulk_create(rows, batch_size=1000)
    soon = AT + timedelta(days=60)
    with django_assert_num_queries(3):
        began = time.perf_counter()
        counts = queries.certificate_counts(at=AT)
        first = list(queries.certificates(ends_before=soon)[:50])
        found = list(queries.certificates(text="thiết bị 58", state="active")[:50])
        took = time.perf_counter() - began
    assert counts["in_60"] == sum(row.valid_to < soon for row in rows)
    assert first[0].valid_to == AT
    assert len(found) == 50
    assert took < 1


def drawing(colour, size=(200, 80), background=(0, 0, 0, 0), form="PNG"):
    image = Image.new("RGBA", size, background)
    ImageDraw.Draw(image).line([(10, 10), (150, 60)], fill=(*colour, 255), width=6)
    sink = io.BytesIO()
    image.convert("RGB" if form == "JPEG" else "RGBA").save(sink, form)
    return sink.getvalue()


BLUE, RED = (20, 60, 180), (214, 24, 31)


def test_certificate_comes_with_its_image_and_the_next_one_takes_it_over(people, bring):
    first = bring(image=drawing(BLUE), image_width_mm=Decimal(45))
    second = bring()
    assert (bytes(second.image), second.image_width_mm) == (bytes(first.image), Decimal(45))
    assert bytes(second.image).startswith(b"\x89PNG")
    given = {"credential_id": second.pk, "by": SYSTEM, "at": AT}
    operations.change_image(image=drawing(BLUE, size=(300, 90)), image_width_mm=Decimal(50), **given)
    second.refresh_from_db()
    assert second.image_width_mm == 50
    seal = bring(official_id=None, agency_id=people.agency.id, image=drawing(RED), image_width_mm=Decimal(36))
    assert seal.image_width_mm == 36
    with pytest.raises(NotAllowed):
        operations.change_image(
            credential_id=second.pk, image=b"", image_width_mm=Decimal(30), by=actor(people.clerk), at=AT
        )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"image": b"x"}, "tệp PNG"),
        ({"image": drawing(BLUE, form="JPEG")}, "tệp PNG"),
        ({"image": drawing(BLUE, size=(3001, 10))}, "tệp PNG"),
        ({"image": drawing(BLUE, background=(255, 255, 255, 255))}, "nền trong suốt"),
        ({"image": drawing(RED)}, "màu xanh"),
        ({"image": drawing(BLUE), "official_id": None}, "màu đỏ"),
        ({"image": drawing(BLUE), "image_width_mm": Decimal(90)}, "Chiều rộng"),
    ],
)
def test_image_that_may_not_stand_on_a_document_is_told(people, bring, given, words):
    if "official_id" in given:
        given = {**given, "agency_id": people.agency.id}
    with pytest.raises(operations.ImageUnfit, match=words):
        bring(**{"image_width_mm": Decimal(30), **given})
