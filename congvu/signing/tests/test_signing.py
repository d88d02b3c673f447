"""A leader signs, the agency seals, everybody can check."""

import io
import shutil
import subprocess
from datetime import timedelta

import pytest
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.people.models import Agency
from congvu.printing.operations import print_paper
from congvu.printing.queries import marks
from congvu.signing.hooks import KeyNotUsable, Look
from congvu.signing.models import Credential, SignatureRecord
from congvu.signing.operations import (
    CredentialNotUsable,
    NotSignable,
    NotSignedYet,
    make_demo_keys,
    seal_paper,
    sign_paper,
    stamp_paper,
)
from congvu.signing.queries import Coverage, CredentialMissing, verify

from .conftest import AT, actor


@pytest.fixture
def signed(people, keys, paper):
    return sign_paper(pdf=paper, official_id=people.leader.id, reason="Ký kết quả", at=AT, by=actor(people.leader))


@pytest.fixture
def sealed(people, signed):
    return seal_paper(pdf=signed, agency_id=people.agency.id, at=AT, by=actor(people.clerk))


def rectangles(pdf):
    fields = PdfFileReader(io.BytesIO(pdf)).root["/AcroForm"]["/Fields"]
    return {str(f["/T"]): [float(side) for side in list(f["/Rect"])] for f in (ref.get_object() for ref in fields)}


def test_leader_signs_and_agency_seals(people, sealed):
    report = verify(sealed, at=AT)
    leader, agency = report.signatures
    assert report.all_good, report
    assert (leader.who, leader.title, leader.body, leader.kind) == (
        "Nguyễn Thị Bích Hạnh",
        "Phó Chủ tịch",
        "Ủy ban nhân dân phường Ngô Quyền",
        "personal",
    )
    assert (agency.who, agency.kind) == ("Ủy ban nhân dân phường Ngô Quyền", "agency")
    assert (leader.coverage, agency.coverage) == (Coverage.PERMITTED, Coverage.WHOLE)
    assert leader.signed_at == agency.signed_at == AT
    assert leader.trusted_by == "Chứng thư thử nghiệm"
    assert "không có giá trị pháp lý" in " ".join(leader.sentences)
    assert report.sentences == ("Cả 2 chữ ký số đều hợp lệ; nội dung không bị sửa đổi sau khi ký.",)


def test_pdfsig_finds_both_signatures_good_too(sealed, tmp_path):
    if not shutil.which("pdfsig"):
        pytest.skip("poppler-utils is not installed")
    file = tmp_path / "result.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert "Total document signed" in said


def test_paper_stays_pdfa_after_signature_and_seal(paper, signed, sealed):
    for pdf in (paper, signed, sealed):
        assert marks(pdf).problems == ()
    assert marks(sealed).fonts == marks(paper).fonts
    assert sealed.startswith(paper)  # updates only: every earlier byte is there


def test_a_stamped_drawing_keeps_its_designers_signature(people, signed):
    red = io.BytesIO()
    Image.new("RGBA", (70, 30), "red").save(red, "PNG")
    look = Look(picture=red.getvalue(), width_mm=70, height_mm=30)
    stamped = stamp_paper(pdf=signed, agency_id=people.agency.id, look=look, at=AT, by=actor(people.clerk))
    report = verify(stamped, at=AT)
    assert report.all_good
    assert [one.kind for one in report.signatures] == ["personal", "agency"]
    page = PdfFileReader(io.BytesIO(stamped)).root["/Pages"]["/Kids"][0].get_object()
    _left, _bottom, width, height = (float(side) for side in list(page["/MediaBox"]))
    left, lower, right, upper = rectangles(stamped)["seal"]
    assert max(abs(width - right - 22.7), abs(height - upper - 22.7)) < 1
    assert (round((right - left) / 72 * 25.4), round((upper - lower) / 72 * 25.4)) == (70, 30)
    with pytest.raises(NotSignable):
        stamp_paper(pdf=b"%PDF-", agency_id=people.agency.id, look=look, at=AT, by=actor(people.clerk))


def test_seal_covers_the_left_third_of_the_signature(sealed):
    where = rectangles(sealed)
    left, lower, right, upper = where["signature"]
    seal_left, seal_lower, seal_right, seal_upper = where["seal"]
    assert abs(seal_right - (left + (right - left) / 3)) <= 1
    assert abs((seal_lower + seal_upper) / 2 - (lower + upper) / 2) <= 1
    assert round((seal_right - seal_left) / 72 * 25.4) == 35  # real size, millimetres


def test_seal_is_refused_over_an_unsigned_paper(people, keys, paper):
    with pytest.raises(NotSignedYet, match="chưa có chữ ký số"):
        seal_paper(pdf=paper, agency_id=people.agency.id, at=AT, by=actor(people.clerk))


def test_seal_is_refused_over_a_seal_alone_or_a_changed_paper(people, signed):
    changed = signed.replace(b"/Nguy", b"/Xguy", 1) if b"/Nguy" in signed else flip(signed, 2000)
    with pytest.raises(NotSignedYet):
        seal_paper(pdf=changed, agency_id=people.agency.id, at=AT, by=actor(people.clerk))


def flip(pdf, place):
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_nobody_signs_with_a_colleagues_key(people, keys, paper):
    with pytest.raises(NotAllowed):
        sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.clerk))


def test_official_without_certificate_is_told_what_to_do(people, keys, paper):
    with pytest.raises(CredentialMissing, match="Hãy liên hệ quản trị"):
        sign_paper(pdf=paper, official_id=people.clerk.id, reason="", at=AT, by=actor(people.clerk))


def test_certificate_out_of_time_does_not_sign(people, keys, paper):
    late = AT + timedelta(days=6 * 365)
    with pytest.raises(CredentialNotUsable, match="Hãy xin cấp chứng thư mới"):
        sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=late, by=actor(people.leader))


def test_demo_keys_refuse_outside_the_demo(people, keys, paper, settings):
    settings.DEMO = False
    with pytest.raises(KeyNotUsable, match="ngoài chế độ trình diễn"):
        sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))
    with pytest.raises(KeyNotUsable):
        make_demo_keys(by=SYSTEM, at=AT)


def test_every_signature_leaves_a_record(people, sealed):
    first, second = SignatureRecord.objects.order_by("id")
    assert first.digest_after == second.digest_before
    assert first.signer["name"] == "Nguyễn Thị Bích Hạnh"
    assert (first.credential.official, second.credential.agency) == (people.leader, people.agency)


def test_two_officials_sign_two_fields(people, keys):
    make_demo_keys(by=SYSTEM, at=AT, official_ids=[people.clerk.id])
    source = '#import "/nd30.typ": *\n#show: paper.with(title: "x")\n'
    source += '#signature-block(name: "A")\n#signature-block(name: "B", field: "signature-2")'
    pdf = print_paper(source=source, data={}, at=AT)
    for one in (people.leader, people.clerk):
        pdf = sign_paper(pdf=pdf, official_id=one.id, reason="", at=AT, by=actor(one))
    assert [one.who for one in verify(pdf, at=AT).signatures] == ["Nguyễn Thị Bích Hạnh", "Trần Văn Đức"]
    assert verify(pdf, at=AT).all_good


def test_paper_without_a_field_is_signed_invisibly(people, keys):
    pdf = print_paper(source="Một tờ giấy", data={}, at=AT)
    pdf = sign_paper(pdf=pdf, official_id=people.leader.id, reason="", at=AT, by=SYSTEM)
    pdf = seal_paper(pdf=pdf, agency_id=people.agency.id, at=AT, by=SYSTEM)
    assert verify(pdf, at=AT).all_good
    assert marks(pdf).conformance == "B"


def test_demo_keys_are_made_once_and_again_when_lost(people, keys, tmp_path):
    assert {str(one.official or one.agency) for one in keys} == {"Nguyễn Thị Bích Hạnh", people.agency.name}
    assert make_demo_keys(by=SYSTEM, at=AT) == []
    (tmp_path / "keys" / "official-NQ01.pem").unlink()
    (again,) = make_demo_keys(by=SYSTEM, at=AT)
    assert again.official == people.leader
    assert Credential.objects.filter(official=people.leader, state="revoked").count() == 1
    assert (tmp_path / "keys" / "official-NQ01.pem").stat().st_mode & 0o077 == 0


def test_long_vietnamese_names_stand_in_certificates(people, keys, paper):
    name = "Trung tâm Phục vụ hành chính công phường Nguyễn Bỉnh Khiêm"  # 58 characters, 74 bytes
    Agency.objects.filter(id=people.agency.id).update(name=name)
    Credential.objects.filter(agency=people.agency).update(state="revoked", ended_at=AT)
    make_demo_keys(by=SYSTEM, at=AT, agency_ids=[people.agency.id])
    pdf = sign_paper(pdf=paper, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))
    report = verify(seal_paper(pdf=pdf, agency_id=people.agency.id, at=AT, by=SYSTEM), at=AT)
    assert report.signatures[1].who == name
    assert report.all_good
