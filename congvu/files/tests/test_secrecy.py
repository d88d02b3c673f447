import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from congvu.audit import queries as audit
from congvu.files import operations
from congvu.files.models import Blob
from congvu.files.refusals import StateSecret
from congvu.files.secrecy import stamp_in
from congvu.files.tests import contents
from congvu.kit.actors import SYSTEM

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LETTERHEAD = (
    "#grid(columns: 2, gutter: 3cm, [UBND THÀNH PHỐ], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM], [{left}], [{right}])\n\n"
)


def send(content, kinds=("pdf", "docx")):
    return operations.store(stream=io.BytesIO(content), name="x", owner="draft:1", kinds=kinds, by=SYSTEM, at=NOON)


def noted_pdf():
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(contents.pdf()))), io.BytesIO()
    writer.add_annotation(0, FreeText(text="TỐI MẬT", rect=(50, 550, 200, 650)))
    writer.write(out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "stamp"),
    [
        (contents.pdf("MẬT\n\nBáo cáo"), "MẬT"),
        (contents.pdf("#rect[*TỐI MẬT*]\n\nBáo cáo"), "TỐI MẬT"),
        (contents.pdf(LETTERHEAD.format(left="TUYỆT MẬT", right="Hải Phòng") + "Báo cáo"), "TUYỆT MẬT"),
        (contents.pdf(LETTERHEAD.format(left="Số 12", right="*MẬT*") + "Báo cáo"), "MẬT"),
        (contents.pdf("Báo cáo\n#pagebreak()\nTrang hai\n#pagebreak()\n#text(size: 20pt, tracking: 4pt)[MẬT]"), "MẬT"),
        (contents.pdf("Độ mật: Tối mật\n\nBáo cáo"), "TỐI MẬT"),
        (noted_pdf(), "TỐI MẬT"),
        (contents.docx("UBND", "TUYỆT MẬT", "Báo cáo"), "TUYỆT MẬT"),
    ],
)
def test_a_stamped_paper_is_blocked_with_guidance_and_kept_nowhere(content, stamp, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(StateSecret, match=f"“{stamp}”.*không được lưu lại.*bản giấy"):
        send(content)
    assert list(tmp_path.rglob("*")) == []
    assert not Blob.objects.exists()
    [line] = audit.entries(subject="draft:1")
    assert (line.action, line.label, line.data) == ("files.refuse_secret", "", {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "CHÍNH SÁCH BẢO MẬT",
        "Điều 5. Danh mục bí mật nhà nước độ Tuyệt mật, Tối mật, Mật",
        "BÍ MẬT NHÀ NƯỚC",
        "Mật ong rừng",
        "giữ kín thông tin bí\\ mật",
        "MẶT TRƯỚC",
        "LƯU HÀNH NỘI BỘ",
    ],
)
def test_words_about_secrecy_are_no_stamp(text, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    assert send(contents.pdf(text + "\n\nNội dung")).kind == "pdf"


@pytest.mark.parametrize(
    ("line", "stamp"), [("- M Ậ T -", "MẬT"), ("TỐI  MẬT", "TỐI MẬT"), ("MA\u0302\u0323T", "MẬT"), ("MẬT MÃ", "")]
)
def test_lines(line, stamp):
    assert stamp_in(line) == stamp
