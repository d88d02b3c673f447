"""Whatever file a visitor brings, the answer is sentences."""

import io
import random
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, FloatObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from congvu.signing.models import Credential, TrustAnchor
from congvu.signing.operations import NotSignable, NotSignedYet, seal_paper, sign_paper
from congvu.signing.queries import Coverage, verify

from .conftest import AT, actor


@pytest.fixture
def sealed(people, keys, paper):
    pdf = sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))
    return seal_paper(pdf=pdf, agency_id=people.agency.id, at=AT, by=actor(people.clerk))


def said(report):
    return " ".join([*report.sentences, *(line for one in report.signatures for line in one.sentences)])


def later_update(pdf, change):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def test_one_changed_byte_breaks_both_signatures(sealed):
    place = sealed.index(b"stream") + 40
    report = verify(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], at=AT)
    assert not report.all_good
    assert [one.is_intact for one in report.signatures] == [False, False]
    assert "đã bị sửa đổi sau khi ký" in said(report)
    assert "Không nên tin tệp này" in said(report)


def test_page_changed_by_a_later_update_is_seen_though_the_signed_bytes_are_whole(sealed):
    def crop(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        page["/CropBox"] = ArrayObject([FloatObject(side) for side in (0, 0, 300, 300)])
        writer.update_container(page)

    report = verify(later_update(sealed, crop), at=AT)
    assert [one.is_intact for one in report.signatures] == [True, True]
    assert {one.coverage for one in report.signatures} == {Coverage.CHANGED}
    assert not report.all_good
    assert "không được phép" in said(report)


def test_issuer_in_no_list_is_not_trusted(sealed):
    TrustAnchor.objects.all().delete()
    report = verify(sealed, at=AT)
    assert all(one.is_intact for one in report.signatures)
    assert not report.all_good
    assert "không có trong danh sách tin cậy" in said(report)


def test_demo_issuer_is_not_trusted_outside_the_demo(sealed, settings):
    settings.DEMO = False
    assert not verify(sealed, at=AT).all_good


def test_issuer_no_longer_trusted_on_the_day_is_not_trusted(sealed):
    TrustAnchor.objects.update(valid_to=AT.date())
    assert not verify(sealed, at=AT).all_good


def test_certificate_that_ended_since_is_told(sealed):
    report = verify(sealed, at=AT + timedelta(days=6 * 365))
    assert not report.all_good
    assert "đã hết hạn ngày" in said(report)


def test_signature_from_the_future_is_told(sealed):
    assert "ở tương lai" in said(verify(sealed, at=AT - timedelta(hours=1)))


def test_revoked_certificate_counts_from_its_day(sealed):
    Credential.objects.filter(official__isnull=False).update(state="revoked", ended_at=AT + timedelta(days=1))
    assert verify(sealed, at=AT + timedelta(days=2)).all_good
    Credential.objects.filter(official__isnull=False).update(ended_at=AT - timedelta(days=1))
    report = verify(sealed, at=AT + timedelta(days=2))
    assert [one.is_good for one in report.signatures] == [False, True]
    assert "đã bị thu hồi" in said(report)


def test_unsigned_paper_is_told(keys, paper):
    report = verify(paper, at=AT)
    assert report.sentences == ("Tệp này không có chữ ký số nào.",)
    assert not report.all_good


@pytest.mark.parametrize(
    "data",
    [b"", b"xin chao", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04" + b"\0" * 100, "Họ tên".encode()],
)
def test_what_is_no_pdf_is_told(db, data):
    assert verify(data, at=AT).sentences == ("Đây không phải là tệp PDF. Hãy chọn tệp PDF đã ký số.",)


LOOP = b"""%PDF-1.7
1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>endobj
2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj
3 0 obj<</FT/Sig/T(a)/Kids[3 0 R]/Parent 3 0 R/V<</ByteRange[0 9 9 -1]/Contents<00>>>>>endobj
trailer<</Root 1 0 R/Size 4>>
startxref
0
%%EOF"""


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-" + b"(" * 100_000, b"%PDF-1.4\n" + b"[" * 50_000, LOOP]
)
def test_hostile_pdf_is_told(db, data):
    report = verify(data, at=AT)
    assert not report.all_good
    assert report.sentences


def test_cut_and_scrambled_files_are_told(sealed):
    chance = random.Random(7)
    for _turn in range(25):
        spoilt = bytearray(sealed[: chance.randrange(100, len(sealed))] if chance.random() < 0.4 else sealed)
        for _hit in range(chance.randrange(1, 60)):
            spoilt[chance.randrange(8, len(spoilt))] = chance.randrange(256)
        report = verify(bytes(spoilt), at=AT)
        assert report.sentences
        assert not report.all_good


def test_what_is_no_pdf_is_neither_signed_nor_sealed(people, keys):
    with pytest.raises(NotSignable, match="Hãy in lại"):
        sign_paper(pdf=b"%PDF-1.7 gia", official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))
    with pytest.raises(NotSignedYet):
        seal_paper(pdf=b"gia", agency_id=people.agency.id, at=AT, by=actor(people.clerk))
