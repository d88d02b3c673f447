"""The search reads what stands in the files: of what came from outside, of a draft, of what lies beside it."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from congvu.documents import operations, queries
from congvu.documents.tests.drafts import deliver, open_sending
from congvu.documents.word_drafts import W, has_tables, word_parts
from congvu.files.tests import contents
from congvu.people import queries as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(settings, tmp_path):
    settings.VAR = settings.MEDIA_ROOT = tmp_path
    return open_sending()


def found(office, role, text):
    who = office.people[role].id
    held = people.grants(official_id=who, at=office.now)
    return [one.pk for one in queries.search(queries.Wanted(text=text), held=held, official_id=who).rows]


def test_pdf_that_came_by_mail_is_found_by_its_words(sending):
    office, paper = sending.office, contents.pdf("Kinh phí bảo trì hồ chứa nước Đồng Mô.")
    use = operations.keep_upload(
        stream=io.BytesIO(paper), name="gui.pdf", agency_id=office.agency.pk, **office.by("clerk")
    )
    document = office.arrival(files=[str(use.pk)], came_by="email")
    assert found(office, "clerk", "ho chua nuoc") == []
    deliver()
    assert found(office, "clerk", "ho chua nuoc dong mo") == [document.pk]


def test_last_word_may_be_begun_unless_it_is_a_word_itself(sending):
    office = sending.office
    bridge = office.arrival(subject="Sửa cầu Niệm")
    others = office.arrival(subject="Sửa cầu Niệ Xá")
    assert set(found(office, "clerk", "sua cau ni")) == {bridge.pk, others.pk}, "typed so far"
    assert found(office, "clerk", "sua cau nie") == [others.pk], "a word that somebody wrote"
    assert found(office, "clerk", "sua xuong ni") == []


@pytest.mark.parametrize("few", [0, 2000])
def test_words_and_number_narrow_each_other_however_common_the_words_are(sending, monkeypatch, few):
    monkeypatch.setattr("congvu.documents.queries.searching.FEW", few)
    office = sending.office
    wanted = office.arrival(subject="Sửa cầu Niệm", code="7/SXD-VP")
    office.arrival(subject="Sửa đường", code="7/SXD-KT")
    office.arrival(subject="Sửa cầu Rào", code="8/SXD-VP")
    who = office.people["clerk"].id
    held = people.grants(official_id=who, at=office.now)
    asked = queries.Wanted(text="sua cau", code="7/SXD-VP")
    for oldest in (False, True):
        page = queries.search(asked, held=held, official_id=who, oldest=oldest)
        assert [one.pk for one in page.rows] == [wanted.pk]
    assert len(found(office, "clerk", "sua cau")) == 2
    assert len(found(office, "clerk", "sua")) == 3


def test_uploaded_draft_its_attachment_and_its_number_are_found_at_the_receiver_too(sending):
    office, document = sending.office, sending.begun()
    officer = office.by("officer")
    operations.upload_version(
        document_id=document.pk,
        stream=io.BytesIO(contents.pdf("Cống ngăn mặn sông Thái Bình")),
        name="a.pdf",
        **officer,
    )
    assert found(office, "officer", "cong ngan man") == [document.pk]
    operations.attach(
        document_id=document.pk, stream=io.BytesIO(contents.pdf("Dự toán trạm bơm Cầu Ghẽ")), name="b.pdf",
        role="attachment", **officer,
    )  # fmt: skip
    sending.brought("submit", document)
    deliver()
    assert found(office, "officer", "tram bom cau ghe") == [document.pk]
    for role, name in sending.STEPS[1:]:
        more = {"accepting": "Tệp của đơn vị"} if name == "approve_format" else {}
        document = getattr(operations, name)(document_id=document.pk, **more, **office.by(role))
    deliver()
    arrival = document.deliveries.get().arrival
    assert found(sending.other, "clerk", "tram bom cau ghe 01 qd std") == [arrival.pk]
    who = sending.other.people["clerk"].id
    held = people.grants(official_id=who, at=sending.other.now)
    by_code = queries.arrivals(grants=held, official_id=who, words="01/qd-std")
    assert [one.pk for one in by_code.rows] == [arrival.pk], "as one types in the list"


def word(*paragraphs, table=()):
    """A Word file: paragraphs, then a table, as an official sends up."""
    lines = "".join(f"<w:p><w:r><w:t>{escape(one)}</w:t></w:r></w:p>" for one in paragraphs)
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>' for cell in row)}</w:tr>"
        for row in table
    )
    body = f"{lines}{f'<w:tbl>{rows}</w:tbl>' if rows else ''}"
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as folder:
        folder.writestr("word/document.xml", f"<w:document xmlns:w='{W[1:-1]}'><w:body>{body}</w:body></w:document>")
    return sink.getvalue()


def test_whole_word_document_gives_its_parts_and_leaves_letterhead_and_signature(sending):
    parts = word_parts(
        word(
            "ỦY BAN NHÂN DÂN",
            "PHƯỜNG THÍ DỤ",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Số:      /UBND-VX",
            "Hải Phòng, ngày    tháng 11 năm 2026",
            "V/v rà soát thủ tục",
            "Kính gửi: Sở Nội vụ",
            "Thực hiện kế hoạch, phường báo cáo như sau.",
            "1. Kết quả.",
            "Nơi nhận:",
            "- Như trên;",
            "TM. ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH",
            "Nguyễn Văn A",
        )
    )
    assert parts == {"body": "Thực hiện kế hoạch, phường báo cáo như sau.\n1. Kết quả.", "addressees": "Sở Nội vụ"}
    decision = word_parts(
        word(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Hải Phòng, ngày 5 tháng 11 năm 2026",
            "QUYẾT ĐỊNH",
            "Về việc thành lập Tổ công tác",
            "Căn cứ Luật Tổ chức chính quyền địa phương;",
            "Theo đề nghị của Trưởng phòng.",
            "QUYẾT ĐỊNH:",
            "Điều 1. Thành lập.",
            "Điều 2. Thi hành./.",
            "Nơi nhận:",
        )
    )
    assert decision["basis"].count("\n") == 1
    assert decision["body"] == "Điều 1. Thành lập.\nĐiều 2. Thi hành./."
    assert word_parts(b"no file") == {"body": ""}


def test_table_of_a_word_file_is_told(sending):
    content = word("Điều 1. Danh sách.", table=[("TT", "Họ tên"), ("1", "Nguyễn Văn A")])
    assert has_tables(content)
    assert word_parts(content)["body"] == "Điều 1. Danh sách.\nTT | Họ tên\n1 | Nguyễn Văn A"
    document = sending.begun()
    version = operations.upload_version(
        document_id=document.pk, stream=io.BytesIO(content), name="a.docx", **sending.office.by("officer")
    )
    assert any("Bảng" in one["box"] for one in version.deviations)
