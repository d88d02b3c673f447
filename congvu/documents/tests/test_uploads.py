"""A draft that was written elsewhere: Word is laid out anew, a PDF is signed as it is; secrets never come in."""

import io
import zipfile

import pytest

from congvu.documents import operations
from congvu.documents.operations import papers
from congvu.documents.tests.drafts import open_sending
from congvu.files.queries import FileRefused, StateSecret
from congvu.printing import operations as printing
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def sending(settings, tmp_path):
    settings.VAR = tmp_path
    return open_sending()


def docx(*lines, left=1701, font="Times New Roman"):
    """A Word file with these paragraphs; margins in twentieths of a point."""
    body = "".join(
        f"<w:p><w:r><w:rPr><w:rFonts w:ascii='{font}'/></w:rPr><w:t>{one}</w:t></w:r></w:p>" for one in lines
    )
    size = "<w:pgSz w:w='11906' w:h='16838'/>"
    margins = f"<w:pgMar w:top='1134' w:bottom='1134' w:left='{left}' w:right='1020'/>"
    text = f"<w:document xmlns:w='{W}'><w:body>{body}<w:sectPr>{size}{margins}</w:sectPr></w:body></w:document>"
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as folder:
        folder.writestr("word/document.xml", text)
    sink.seek(0)
    return sink


def upload(sending, document, stream, name="du-thao.docx"):
    by = sending.office.by("officer")
    return operations.upload_version(document_id=document.pk, stream=stream, name=name, **by)


def test_words_of_a_word_file_go_into_the_layout(sending):
    document = sending.begun()
    version = upload(sending, document, docx("Điều 1. Một.", "Điều 2. Hai."))
    assert version.parts["body"] == "Điều 1. Một.\nĐiều 2. Hai."
    assert version.deviations == []
    assert document.versions.count() == 2
    assert papers.print_version(document, version, at=sending.office.now).startswith(b"%PDF")


def test_word_file_with_wrong_margin_and_font_is_told(sending):
    version = upload(sending, sending.begun(), docx("Điều 1. Một.", left=1000, font="Arial"))
    found = " ".join(one["found"] for one in version.deviations)
    assert "lề trái 18 mm" in found
    assert "Arial" in found


def test_pdf_gets_places_for_number_and_signature_and_is_signed_as_it_is(sending):
    document = sending.begun()
    made = papers.print_version(document, document.versions.get(), at=sending.office.now)
    plain = made[: made.index(b"%%EOF") + 5]  # before the fields were added
    upload(sending, document, io.BytesIO(plain), "quyet-dinh.pdf")
    document = sending.brought("issue", document)
    paper = papers.read_main(document)
    assert printing.word_fields(paper) == {"stamp": "Số: 01/QĐ-STD, ngày 20 tháng 11 năm 2026"}
    report = signing.verify(paper, at=sending.office.now)
    assert report.all_good, report.sentences
    assert paper.startswith(plain), "nothing of the page itself was touched"


def test_secret_file_is_stopped_and_nothing_of_it_kept(sending):
    document = sending.begun()
    with pytest.raises(StateSecret):
        upload(sending, document, docx("TUYỆT MẬT", "Kế hoạch"))
    assert document.versions.count() == 1
    assert document.files.count() == 0


def test_other_files_are_no_draft(sending):
    with pytest.raises(FileRefused):
        upload(sending, sending.begun(), io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"0" * 40), "anh.png")
