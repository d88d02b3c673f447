"""Work files: a list of the year, documents collected without copies, closed, handed over, exported."""

import datetime as dt
import io

import pytest
from PIL import Image
from pypdf import PdfReader

from congvu.documents.models import DocumentFile
from congvu.documents.tests.arriving import open_office, outgoing, pdf
from congvu.files import operations as files
from congvu.files.queries import StateSecret
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.notices.models import Notice
from congvu.people import queries as people
from congvu.workfiles import exporting, operations, queries, tasks
from congvu.workfiles.models import FileItem, Retention, Workfile

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = open_office()
    operations.load_retentions(by=SYSTEM, at=found.now)
    return found


def planned(office, **more):
    made = operations.begin_list(agency_id=office.agency.pk, year=2026, **office.by("clerk"))
    heading = operations.add_heading(
        list_id=made.pk, title="Kinh tế", letters="kt", unit_id=office.units["KT"].pk, **office.by("clerk")
    )
    given = {
        "heading_id": heading.pk,
        "title": "Hồ sơ cải cách hành chính năm 2026",
        "retention_id": Retention.objects.get(code="41").pk,
        "keeper_id": office.people["officer"].id,
        **more,
    }
    return made, operations.add_file(given=operations.FileIn(**given), **office.by("clerk"))


def opened(office, **more):
    made, file = planned(office, **more)
    operations.issue_list(list_id=made.pk, act="12/QĐ-STD", **office.by("leader"))
    file.refresh_from_db()
    return file


def test_a_list_is_drawn_up_put_in_force_and_drawn_after_next_year(office):
    made, file = planned(office)
    assert (file.code, file.state, file.years) == ("01.KT", "planned", 10)
    with pytest.raises(NotAllowed):
        operations.issue_list(list_id=made.pk, act="12/QĐ-STD", **office.by("clerk"))
    operations.issue_list(list_id=made.pk, act="12/QĐ-STD", **office.by("leader"))
    file.refresh_from_db()
    assert file.state == "open"
    following = operations.begin_list(agency_id=office.agency.pk, year=2027, like=2026, **office.by("clerk"))
    assert [(one.code, one.title) for one in queries.files_of_list(following)] == [
        ("01.KT", "Hồ sơ cải cách hành chính năm 2027")
    ]
    with pytest.raises(operations.FileRefused, match="đã có"):
        operations.begin_list(agency_id=office.agency.pk, year=2027, **office.by("clerk"))


def test_a_document_stands_in_many_files_without_a_copy(office):
    file = opened(office)
    other = operations.add_file(
        given=operations.FileIn(heading_id=file.heading_id, title="Hồ sơ báo cáo", retention_id=file.retention_id),
        **office.by("head"),
    )
    assert other.code == "02.KT"
    document = outgoing(office, pages=3, drafter_id=office.people["officer"].id)
    for one in (file, other):
        operations.put_in(workfile_id=one.pk, document_id=document.pk, **office.by("officer"))
    with pytest.raises(operations.FileRefused, match="đã có trong hồ sơ"):
        operations.put_in(workfile_id=file.pk, document_id=document.pk, **office.by("officer"))
    officer = office.people["officer"].id
    held = people.grants(official_id=officer, at=office.now)
    seen = queries.files_of(document, grants=held, official_id=officer)
    assert [one.code for one in seen] == ["01.KT", "02.KT"]
    assert queries.files_of(document, grants=[], official_id=0) == []
    file.refresh_from_db()
    assert (file.documents, file.pages, file.started_on) == (1, 3, document.issued_on)


def test_an_ordinal_is_never_given_twice(office):
    file = opened(office)
    first, second = (outgoing(office, pages=2, code=f"{n}/STD") for n in (1, 2))
    item = operations.put_in(workfile_id=file.pk, document_id=first.pk, **office.by("clerk"))
    operations.take_out(item_id=item.pk, reason="Bản trùng.", **office.by("clerk"))
    again = operations.put_in(workfile_id=file.pk, document_id=second.pk, **office.by("clerk"))
    assert (item.ordinal, again.ordinal) == (1, 2)
    assert FileItem.objects.filter(removed_at=None).count() == 1


def test_a_file_is_closed_handed_over_and_the_day_counts_from_the_end_of_the_work(office):
    file = opened(office)
    with pytest.raises(operations.FileRefused, match="chưa có văn bản"):
        operations.close(workfile_id=file.pk, ended_on=office.now.date(), **office.by("officer"))
    document = outgoing(office, drafter_id=office.people["officer"].id)
    operations.put_in(workfile_id=file.pk, document_id=document.pk, **office.by("officer"))
    closed = operations.close(workfile_id=file.pk, ended_on=dt.date(2026, 11, 20), **office.by("officer"))
    assert closed.hand_over_by == dt.date(2027, 11, 20)
    assert queries.to_remind(on=dt.date(2027, 10, 20)) == []
    assert queries.to_remind(on=dt.date(2027, 10, 21)) == [file]
    in_october = int(dt.datetime(2027, 10, 22, tzinfo=dt.UTC).timestamp())
    for _twice in range(2):
        tasks.remind(timestamp=in_october)
    told = Notice.objects.get(official_id=office.people["officer"].id)
    assert "20/11/2027" in told.body_vi
    with pytest.raises(operations.FileRefused):
        operations.put_in(workfile_id=file.pk, document_id=outgoing(office).pk, **office.by("clerk"))
    offered = operations.offer(agency_id=office.agency.pk, public_ids=[file.public_id], **office.by("officer"))
    operations.receive(handover_id=offered.pk, condition="Đủ, tốt.", **office.by("clerk"))
    assert Workfile.objects.get(pk=file.pk).state == "handed"
    with pytest.raises(operations.FileRefused):
        operations.offer(agency_id=office.agency.pk, public_ids=[file.public_id], **office.by("officer"))


def test_files_of_a_building_are_handed_over_after_three_months(office):
    file = opened(office, is_construction=True)
    operations.put_in(workfile_id=file.pk, document_id=outgoing(office).pk, **office.by("clerk"))
    closed = operations.close(workfile_id=file.pk, ended_on=dt.date(2026, 8, 31), **office.by("clerk"))
    assert closed.hand_over_by == dt.date(2026, 11, 30)


def test_strangers_neither_keep_nor_see_a_file(office):
    file, stranger = opened(office), open_office("H24.78", "Sở Lạ")
    with pytest.raises(NotAllowed):
        operations.put_in(workfile_id=file.pk, document_id=outgoing(office).pk, **office.by("colleague"))
    with pytest.raises(NotAllowed):
        operations.put_in(workfile_id=file.pk, document_id=outgoing(stranger).pk, **office.by("clerk"))
    who = stranger.people["leader"]
    grants = people.grants(official_id=who.id, at=office.now)
    with pytest.raises(operations.FileUnknown):
        queries.workfile(public_id=file.public_id, grants=grants, official_id=who.id)


def test_files_are_counted_by_their_keeper(office):
    file = opened(office)
    mate = operations.FileIn(
        heading_id=file.heading_id, title="Hồ sơ khác", retention_id=file.retention_id,
        keeper_id=office.people["colleague"].id,
    )  # fmt: skip
    operations.add_file(given=mate, **office.by("head"))
    operations.put_in(workfile_id=file.pk, document_id=outgoing(office).pk, **office.by("clerk"))
    operations.close(workfile_id=file.pk, ended_on=office.now.date(), **office.by("clerk"))
    who = office.people["head"].id
    held = people.grants(official_id=who, at=office.now)
    assert queries.counts_by_keeper(grants=held, official_id=who) == [
        ("Phạm Thị Chuyên", 0, 1),
        ("Trần Văn Cùng", 1, 0),
    ]


def test_titles_with_a_stamp_of_secrecy_are_kept_nowhere(office):
    with pytest.raises(StateSecret):
        planned(office, title="Hồ sơ tác chiến\nMẬT")
    assert not Workfile.objects.exists()


def test_an_export_has_each_document_before_its_annexes_pictures_too_and_names_the_rest(office):
    document = office.in_progress()
    document.recipients = [{"agency": None, "name": "Sở Thí Dụ"}]
    document.save()
    picture = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(picture, "JPEG")
    came = (
        ("annex", "phu-luc.pdf", pdf(1).getvalue()),
        ("scan", "quet.jpg", picture.getvalue()),
        ("main", "van-ban.pdf", pdf(2).getvalue()),
    )
    for role, name, content in came:
        stream = io.BytesIO(content)
        use = files.store(stream=stream, name=name, owner=document.key, by=SYSTEM, at=office.now)
        DocumentFile.objects.create(document=document, role=role, use=use, added_at=office.now)
    beside = files.keep_own(pdf=b"x", name="so-lieu", owner=document.key, label="", by=SYSTEM, at=office.now)
    DocumentFile.objects.create(document=document, role="attachment", use=beside, added_at=office.now)
    file = opened(office)
    operations.put_in(workfile_id=file.pk, document_id=document.pk, **office.by("officer"))
    (item,) = items = queries.in_time_order(file)
    cover = pdf(1).getvalue()
    assert len(PdfReader(io.BytesIO(queries.as_pdf(items, cover))).pages) == 1 + 2 + 1 + 1
    assert [row.role for row in exporting._uses(item.document)] == ["main", "scan", "annex"]
    assert queries.left_out(item.document) == ["so-lieu.pdf"]
    said = queries.as_xml(file, items).decode()
    assert "<ToPlaces>Sở Thí Dụ</ToPlaces>" in said
    assert "Đào Văn Giám Đốc: Phòng Kinh tế chủ trì tham mưu trả lời." in said
    assert f"<ArrivalNumber>{document.arrival_number}</ArrivalNumber>" in said
