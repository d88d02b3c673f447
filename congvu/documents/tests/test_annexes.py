"""Annexes in files of their own: signed by the agency, never left bare, seen by the receiver."""

import io

import pytest
from PIL import Image

from congvu.documents import operations, queries
from congvu.documents.models import DocumentFile
from congvu.documents.tests.arriving import pdf, shares
from congvu.documents.tests.drafts import Sending, deliver, open_sending
from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.printing import operations as printing
from congvu.signing import queries as signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR = tmp_path
    return open_sending()


def content(row: DocumentFile) -> bytes:
    with files.open_use(row.use) as stream:
        return stream.read()


def with_annex(sending, until):
    document = sending.begun()
    officer = sending.office.by("officer")
    operations.attach(document_id=document.pk, stream=pdf(), name="Danh sách.pdf", role="annex", **officer)
    return sending.brought(until, document)


def test_annex_gets_number_and_time_top_right_and_the_receiver_is_told(sending):
    document = with_annex(sending, "issue")
    annex = document.files.get(role="annex", replaced_at=None)
    signed = content(annex)
    report = signing.verify(signed, at=sending.office.now)
    assert report.all_good
    assert [one.kind for one in report.signatures] == ["agency"]
    said = " ".join(printing.words_of(printing.flat_pages(signed)).split())
    assert said.startswith("01/QĐ-STD 20-11-2026; 09:")
    assert said.endswith("; +07:00")
    deliver()
    arrival = document.deliveries.get().arrival
    told = {one.title: one for one in queries.arrival_checks(arrival, at=sending.office.now)}
    assert told["Phụ lục “Danh sách.pdf”"].state == "ok"
    assert content(arrival.files.get(role="annex")) == signed


def test_document_does_not_leave_with_a_bare_annex(sending):
    document = with_annex(sending, "seal")
    row = document.files.get(role="annex", replaced_at=None)
    bare = document.files.filter(role="annex", replaced_at__isnull=False)[0]
    assert queries.signed_files(document) >= {row.pk}
    bare.replaced_at = None
    bare.save()
    with pytest.raises(operations.AnnexUnsigned, match="Danh sách"):
        operations.issue(document_id=document.pk, **sending.office.by("clerk"))
    assert not document.deliveries.exists()


def test_annex_changed_on_the_way_is_bad_in_the_receivers_eyes(sending):
    document = with_annex(sending, "issue")
    deliver()
    arrival = document.deliveries.get().arrival
    bare = document.files.filter(role="annex", replaced_at__isnull=False)[0]
    arrival.files.filter(role="annex").update(use=bare.use)
    told = {one.title: one.state for one in queries.arrival_checks(arrival, at=sending.office.now)}
    assert told["Phụ lục “Danh sách.pdf”"] == "bad"


def test_picture_becomes_a_pdf_and_a_table_of_excel_is_refused_with_the_way_out(sending):
    document, officer = sending.begun(), sending.office.by("officer")
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(picture, "PNG")
    picture.seek(0)
    operations.attach(document_id=document.pk, stream=picture, name="so-do.png", role="annex", **officer)
    row = document.files.get(role="annex")
    assert (row.use.name, row.use.kind) == ("so-do.pdf", "pdf")
    assert FileUse.objects.filter(owner=document.key, released_at=None).count() == 1, "the picture itself is let go"
    with pytest.raises(operations.DraftRefused, match="Lưu tệp ấy thành PDF"):
        operations.attach(document_id=document.pk, stream=io.BytesIO(b"PK"), name="a.xlsx", role="annex", **officer)
    with pytest.raises(files.FileRefused):
        operations.attach(document_id=document.pk, stream=io.BytesIO(b"text"), name="a.pdf", role="annex", **officer)
    document = sending.brought("issue", document)
    assert signing.verify(content(document.files.get(role="annex", replaced_at=None)), at=sending.office.now).all_good


def test_issued_with_a_bare_annex_counts_as_unsigned(sending):
    document = with_annex(sending, "issue")
    now = sending.office.now

    def unsigned() -> tuple[int, int]:
        return shares(document.agency, now)["unsigned"]

    assert unsigned() == (0, 1)
    bare = document.files.filter(role="annex", replaced_at__isnull=False)
    bare.update(replaced_at=None)
    assert unsigned() == (1, 1)
