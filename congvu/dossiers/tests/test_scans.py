"""A pile scanned at once is cut into papers, turned, signed by the agency; what is too coarse is told; it stays."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import DigitisedCopy
from congvu.files import queries as files
from congvu.kit.errors import NotAllowed
from congvu.printing.marks import marks
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db


def scanned(*dots, size=(8.27, 11.69)):
    """A pile as a scanner sends it: one picture a page, in so many dots an inch."""
    whole = PdfWriter()
    for number, resolution in enumerate(dots):
        wide, high = (round(side * resolution) for side in size)
        sheet, sink = Image.new("RGB", (wide, high), (250 - number * 60, 240, 230)), io.BytesIO()
        sheet.save(sink, "PDF", resolution=resolution)
        whole.append(PdfReader(sink))
    sink = io.BytesIO()
    whole.write(sink)
    return sink.getvalue()


@pytest.fixture
def office(commune_with_keys):
    commune = commune_with_keys
    commune.dossier = commune.submit()
    return commune


def keep(commune, content, name="quet.pdf", role="reception"):
    return operations.keep_scan(
        dossier_id=commune.dossier.pk, stream=io.BytesIO(content), name=name, by=commune.officials[role],
        at=commune.now,
    )  # fmt: skip


def digitise(commune, scan, parts, role="reception"):
    return operations.digitise(
        dossier_id=commune.dossier.pk, scan=scan, parts=parts, by=commune.officials[role], at=commune.now
    )


def read(use_id):
    with files.open_use(files.use(use_id)) as stream:
        return stream.read()


def sheets(*numbers, turn=0):
    return [operations.Sheet(number=number, turn=turn) for number in numbers]


def test_dots_are_told_page_by_page():
    pages = files.scan_pages(content=scanned(200, 96), mime="application/pdf")
    assert [(page.number, page.dots, page.is_poor) for page in pages] == [(1, 200, False), (2, 96, True)]
    photo = io.BytesIO()
    Image.new("RGB", (827, 1169)).save(photo, "JPEG")
    assert [page.dots for page in files.scan_pages(content=photo.getvalue(), mime="image/jpeg")] == [100]
    assert files.scan_pages(content=b"%PDF-1.4 broken", mime="application/pdf") == []


def test_a_pile_becomes_signed_papers_and_stays_as_it_was(office):
    pile = scanned(200, 120, 200)
    scan, (paper, *_more) = keep(office, pile), office.dossier.papers.order_by("id")
    before = paper.file_use
    (copy,) = digitise(office, scan, {paper.pk: [*sheets(3), *sheets(2, turn=90)]})
    paper.refresh_from_db()
    assert (copy.pages, copy.least_dots, paper.file_use) == ([[3, 0], [2, 90]], 120, copy.file_use)
    assert read(copy.original) == pile, "the scan is kept untouched"
    assert before != paper.file_use
    assert read(before), "what was filed before is kept too"
    pdf = read(copy.file_use)
    report = signing.verify(pdf)
    assert report.all_good
    assert marks(pdf).is_good, marks(pdf).problems
    reader = PdfReader(io.BytesIO(pdf))
    assert [round(float(page.mediabox.width) / 72 * 25.4) for page in reader.pages] == [210, 297], "the second lies"
    said = " ".join(reader.pages[0].extract_text().split())
    assert said == f"SAO Y {office.agency.name} Thời gian ký: 20/11/2026 09:05:00 +07:00"
    assert reader.pages[1].extract_text().strip() == ""
    (box,) = [note.get_object()["/Rect"] for note in reader.pages[0]["/Annots"]]
    left, lower, right, upper = (float(side) / 72 * 25.4 for side in box)
    assert (left > 105, lower > 250, right <= 210, upper <= 297) == (True, True, True, True), "upper right"
    assert "/XObject" not in reader.pages[0]["/Annots"][0].get_object()["/AP"]["/N"].get_object().get("/Resources", {})


def test_a_scan_may_be_cut_again(office):
    scan, papers = keep(office, scanned(200, 200)), list(office.dossier.papers.order_by("id"))
    (first,) = digitise(office, scan, {papers[0].pk: sheets(1)})
    (again,) = digitise(office, first.original, {papers[0].pk: sheets(2)})
    assert again.original == first.original
    assert DigitisedCopy.objects.count() == 2


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (lambda paper: {}, "ít nhất một trang"),
        (lambda paper: {paper: []}, "ít nhất một trang"),
        (lambda paper: {paper: sheets(9)}, "chỉ có 1 trang"),
        (lambda paper: {paper: sheets(1, turn=45)}, "chỉ có 1 trang"),
        (lambda paper: {paper: sheets(1, 1)}, "chỉ thuộc một"),
        (lambda paper: {0: sheets(1)}, "không còn trong hồ sơ"),
    ],
)
def test_what_is_not_there_is_not_signed(office, parts, said):
    scan = keep(office, scanned(72))
    with pytest.raises(operations.ScanUnfit, match=said):
        digitise(office, scan, parts(office.dossier.papers.first().pk))
    assert DigitisedCopy.objects.count() == 0


def test_only_the_desk_digitises_and_only_its_own_scan(office):
    scan, paper = keep(office, scanned(72)), office.dossier.papers.first()
    with pytest.raises(NotAllowed):
        digitise(office, scan, {paper.pk: sheets(1)}, role="cashier")
    with pytest.raises(NotAllowed):
        keep(office, scanned(72), role="leader")
    other = office.submit(key="k2")
    with pytest.raises(operations.ScanUnfit, match="Không có bản quét"):
        operations.digitise(
            dossier_id=other.pk, scan=scan, parts={other.papers.first().pk: sheets(1)},
            by=office.officials["reception"], at=office.now,
        )  # fmt: skip
    assert scan in dossiers.scans_of(office.dossier)
