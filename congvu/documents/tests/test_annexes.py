"""Annexes in files of their own: signed by the agency, never left bare, seen by the receiver."""

import pytest

from congvu.documents import operations, queries
from congvu.documents.models import DocumentFile
from congvu.documents.tests.arriving import pdf
from congvu.documents.tests.drafts import Sending, deliver, open_sending
from congvu.files import queries as files
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


def test_annex_is_a_pdf(sending):
    document = sending.begun()
    with pytest.raises(files.FileRefused):
        operations.attach(
            document_id=document.pk, stream=open(__file__, "rb"), name="a.xlsx", role="annex",  # noqa: SIM115
            **sending.office.by("officer"),
        )  # fmt: skip


def test_issued_with_a_bare_annex_counts_as_unsigned(sending):
    document = with_annex(sending, "issue")
    now = sending.office.now

    def unsigned() -> tuple[int, int]:
        shares = queries.compliance(
            agency_ids=[document.agency_id], since=now.replace(day=1), until=now.replace(day=28), now=now
        )
        return next((one.count, one.of) for one in shares if one.key == "unsigned")

    assert unsigned() == (0, 1)
    bare = document.files.filter(role="annex", replaced_at__isnull=False)
    bare.update(replaced_at=None)
    assert unsigned() == (1, 1)
