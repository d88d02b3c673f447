"""Assignments and work files at the desk."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from congvu.assignments import operations as assignments
from congvu.assignments.models import Assignment
from congvu.documents import operations as documents
from congvu.documents.models import DocumentFile
from congvu.documents.tests.arriving import open_office, pdf
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM
from congvu.printing import operations as printing
from congvu.signing import operations as signing
from congvu.signing import queries as signatures
from congvu.workfiles import operations as workfiles
from congvu.workfiles.models import Handover, Retention, Workfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db, settings, tmp_path):
    settings.VAR = tmp_path
    found = open_office()
    found.now = timezone.now()
    return found


@pytest.fixture
def sit(desk, office):
    return lambda role: desk(office, role)


def test_a_task_goes_from_the_form_to_the_grade(office, sit):
    document = office.in_progress()
    client, give = sit("leader"), reverse("desk:assignment_give")
    assert document.subject in client.get(give, {"van-ban": str(document.public_id)}).content.decode()
    empty = client.post(give, {"van-ban": str(document.public_id), "lead": f"u{office.units['KT'].pk}"})
    assert empty.status_code == 422
    typed = {"van-ban": str(document.public_id), "content": "Tổng hợp báo cáo", "lead": f"u{office.units['KT'].pk}"}
    client.post(give, {**typed, "days": "5", "with": [f"u{office.units['VP'].pk}"]})
    task = Assignment.objects.get()
    assert (task.source, task.document, task.partners.count()) == ("document", document, 1)
    page = reverse("desk:assignment", args=[task.public_id])
    deed = lambda name: reverse("desk:assignment_deed", args=[task.public_id, name])  # noqa: E731
    client = sit("head")
    assert "Tổng hợp báo cáo" in client.get(reverse("desk:assignments")).content.decode()
    client.post(deed("pass-down"), {"official": office.people["officer"].id})
    client = sit("officer")
    assert "Báo cáo kết quả" in client.get(page).content.decode()
    assert client.post(deed("report"), {"words": ""}).status_code == 422
    client.post(deed("extend"), {"until": "2099-01-01", "reason": "x"})
    client.post(deed("report"), {"words": "Đã xong."})
    assert client.post(deed("judge"), {"accepted": "1", "grade": "5"}).status_code == 403
    assert sit("colleague").get(page).status_code == 404
    client = sit("leader")
    client.post(deed("judge"), {"accepted": "1", "grade": "5"})
    task.refresh_from_db()
    assert (task.state, task.grade) == ("done_in_time", 5)
    board = client.get(reverse("desk:assignments_board"))
    assert [(line.name, line.done_in_time) for line in board.context["lines"]] == [("Phòng Kinh tế", 1)]
    sheet = client.get(reverse("desk:assignments_excel"), {"muc": "all"})
    assert sheet.content.startswith(b"PK")


def test_a_file_goes_from_the_list_of_the_year_to_the_archive(office, sit):
    workfiles.load_retentions(by=SYSTEM, at=office.now)
    printing.load_papers(by=SYSTEM, at=office.now)
    client = sit("clerk")
    begun = client.post(reverse("desk:file_list_begin"), {"year": office.now.year})
    row = begun["Location"]
    client.post(f"{row}viec/heading/", {"title": "Kinh tế", "letters": "KT", "unit": f"u{office.units['KT'].pk}"})
    heading = client.get(row).context["headings"][0]
    facts = {"heading": heading.pk, "title": "Cải cách hành chính", "retention": Retention.objects.first().pk}
    assert client.post(f"{row}viec/file/", {**facts, "retention": ""}).status_code == 422
    client.post(f"{row}viec/file/", {**facts, "keeper": office.people["officer"].id})
    assert client.post(f"{row}viec/issue/", {"act": "12/QĐ"}).status_code == 403
    client = sit("leader")
    client.post(f"{row}viec/issue/", {"act": "12/QĐ"})
    assert client.get(f"{row}in/").content.startswith(b"%PDF")
    document = office.in_progress()
    use = files.store(stream=pdf(2), name="a.pdf", owner=document.key, by=SYSTEM, at=office.now)
    DocumentFile.objects.create(document=document, use=use, added_at=office.now)
    file, client = Workfile.objects.get(), sit("officer")
    page = reverse("desk:workfile", args=[file.public_id])
    assert document in client.get(page, {"q": "cai cach"}).context["found"]
    deed = lambda name: reverse("desk:workfile_deed", args=[file.public_id, name])  # noqa: E731
    arrival = reverse("desk:arrival", args=[document.public_id])
    choose = reverse("desk:workfiles") + f"?van-ban={document.public_id}"
    assert f'href="{choose}"' in client.get(arrival).content.decode()
    assert f'action="{deed("put-in")}"' in client.get(choose).content.decode()
    client.post(deed("put-in"), {"document": document.pk})
    assert "đã có trong hồ sơ" in client.get(choose).content.decode()
    assert f'href="{page}"' in client.get(arrival).content.decode()
    assert document.code in client.get(page).content.decode()
    printed = client.get(reverse("desk:workfile_pdf", args=[file.public_id])).content
    assert printed.startswith(b"%PDF")
    assert len(PdfReader(io.BytesIO(printed)).pages) == 3
    xml = client.get(reverse("desk:workfile_xml", args=[file.public_id])).content.decode()
    assert "<FileNotation>01.KT</FileNotation>" in xml
    assert "<CodeNotation>SGĐ-VP</CodeNotation>" in xml
    client.post(deed("close"), {"ended_on": timezone.localdate().isoformat()})
    assert sit("colleague").get(page).status_code == 200  # of the same unit
    client = sit("officer")
    handovers = reverse("desk:handovers")
    client.post(handovers, {"agency": office.agency.pk, "file": [str(file.public_id)]})
    made = Handover.objects.get()
    assert client.get(reverse("desk:handover_print", args=[made.pk])).content.startswith(b"%PDF")
    client = sit("clerk")
    sign = reverse("desk:workfile_signed_xml", args=[file.public_id])
    assert sit("officer").post(sign).status_code == 403
    client = sit("clerk")
    signing.make_demo_keys(by=SYSTEM, at=office.now, agency_ids=[office.agency.pk])
    signed = client.post(sign).content
    assert b"<FileNotation>01.KT</FileNotation>" in signed
    assert signatures.verify_xml(signed).all_good
    client.post(reverse("desk:handover_receive", args=[made.pk]), {"condition": "Đủ"})
    file.refresh_from_db()
    assert file.state == "handed"
    assert client.get(reverse("desk:workfiles")).status_code == 200


def test_everything_that_waits_stands_in_one_list_by_due_date(office, sit):
    office.in_progress(code="5/X")
    lead = assignments.Doer(agency_id=office.agency.pk, official_id=office.people["officer"].id)
    given = assignments.AssignmentIn(content="Rà soát", lead=lead, days=1)
    assignments.give(agency_id=office.agency.pk, given=given, **office.by("leader"))
    waiting = ["Bút phê, chỉ đạo", "5/X"]
    for page in ("desk:home", "desk:todo"):
        shown = sit("officer").get(reverse(page))
        assert [one.code for one, _state, _words in shown.context["rows"]] == waiting, "no dossier waits: all else does"
    asked = sit("officer").get(reverse("desk:home"), {"han": "late"})
    assert asked.context["beside"] == [(reverse("desk:todo"), words) for words in ("1 văn bản", "1 nhiệm vụ")]


def test_a_leader_goes_from_the_first_page_to_note_on_one_after_the_other(office, sit):
    office.registered(code="7/X")
    page = sit("leader").get(reverse("desk:home"))
    assert page.context["doors"] == [(reverse("desk:arrival_notes"), "Bút phê lần lượt")]
    assert f'href="{reverse("desk:arrival_notes")}">Bút phê lần lượt</a>' in page.content.decode()
    beside = sit("leader").get(reverse("desk:home"), {"han": "late"}).context["beside"]
    assert beside == [(reverse("desk:arrival_notes"), "Bút phê lần lượt: 1")]


def test_who_is_done_with_a_document_is_led_to_the_next(office, sit):
    first, second = office.in_progress(code="5/X"), office.in_progress(code="6/X")
    client = sit("officer")
    assert client.get(reverse("desk:arrival", args=[first.public_id])).context["next"] is None, "it waits for me"
    documents.complete(document_id=first.pk, note="Đã trả lời miệng.", **office.by("officer"))
    page = client.get(reverse("desk:arrival", args=[first.public_id]))
    assert page.context["next"].address == reverse("desk:arrival", args=[second.public_id])
    assert 'data-key="g"' in page.content.decode()
