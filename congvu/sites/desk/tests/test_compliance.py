"""The report on how agencies keep the rules: a clerk sees the own agency, who oversees the province sees all."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from congvu.documents.tests.arriving import SINCE, delivered, open_office
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.printing import operations as printing

pytestmark = pytest.mark.django_db
REPORT, FILE = "desk:documents_compliance", "desk:documents_compliance_file"


@pytest.fixture
def office():
    """A department that left two of another's documents unanswered for a month; its director oversees the province."""
    office, sender = open_office(), open_office("H24.78", "Sở Gửi")
    office.sender, office.now = sender, office.now - dt.timedelta(days=30)
    for number in (1, 2):
        delivered(sender, office, code=f"{number}/SG", subject=f"Việc thứ {number}", pages=3)
    office.now += dt.timedelta(days=30)
    people.grant_role(
        official_id=sender.people["leader"].id,
        role="province_admin",
        agency_id=sender.agency.pk,
        valid_from=SINCE,
        by=SYSTEM,
        at=sender.now,
    )
    return office


def told(page):
    return {str(words): (one.count, one.of) for words, one in page.context["whole"]}


def test_clerk_sees_the_shares_of_the_agency_and_the_documents_behind_them(office, desk):
    client = desk(office, "clerk")
    page = client.get(reverse(REPORT), {"nam": 2026})
    assert told(page)["Không xác nhận trong ngày"] == (2, 2)
    assert page.context["rows"] == [], "one agency needs no table"
    behind = reverse("desk:documents_compliance_behind", args=[office.agency.pk, "no_acknowledgement"])
    assert behind in page.content.decode()
    listed = client.get(behind, {"nam": 2026}).content.decode()
    assert "Việc thứ 1" in listed
    assert "Việc thứ 2" in listed
    assert "hạn 17:00 21/10/2026" in listed
    assert "Không có văn bản nào" in client.get(behind, {"nam": 2024}).content.decode()


def test_documents_of_another_agency_and_unknown_shares_are_not_listed(office, desk):
    for client in (desk(office, "clerk"), desk(office.sender, "leader")):
        for agency, fault in ((office.agency, "electronic"), (office.agency, "no_such")):
            address = reverse("desk:documents_compliance_behind", args=[agency.pk, fault])
            assert client.get(address).status_code == 404
    overseer = desk(office.sender, "leader")
    address = reverse("desk:documents_compliance_behind", args=[office.agency.pk, "no_acknowledgement"])
    assert overseer.get(address).status_code == 404, "the figures of all agencies are open, their documents are not"
    assert desk(office, "officer").get(reverse(REPORT)).status_code == 403
    assert desk(office, "officer").get(reverse(FILE)).status_code == 403


def test_who_oversees_the_province_sees_all_agencies_the_worst_first_and_one_by_itself(office, desk):
    client = desk(office.sender, "leader")
    page = client.get(reverse(REPORT), {"nam": 2026})
    assert told(page)["Không xác nhận trong ngày"] == (2, 2)
    assert told(page)["Lượt gửi điện tử"] == (2, 2)
    assert [one.name for one, _shares in page.context["rows"]] == ["Sở Gửi", "Sở Thí Dụ"]
    page = client.get(reverse(REPORT), {"nam": 2026, "co-quan": office.agency.pk})
    assert told(page)["Lượt gửi điện tử"] == (0, 0)
    assert "Sở Thí Dụ" in page.content.decode()
    for odd in ({"co-quan": "x"}, {"co-quan": "9" * 30}, {"nam": "1"}, {"thang": "13"}):
        assert client.get(reverse(REPORT), odd).status_code == 200


def test_files_have_every_agency_and_the_sum(office, desk):
    printing.load_papers(by=SYSTEM, at=office.now)
    client = desk(office.sender, "leader")
    excel = client.get(reverse(FILE), {"nam": 2026, "dang": "excel"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(excel.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["Cơ quan", "Vào sổ sau ngày đến", "Vào sổ sau ngày đến: trên tổng số"]
    assert [row[0] for row in rows[3:]] == ["Sở Gửi", "Sở Thí Dụ", "Cộng"]
    silent = rows[2].index("Không xác nhận trong ngày")
    assert [row[silent : silent + 2] for row in rows[3:]] == [[0, 0], [2, 2], [2, 2]]
    paper = client.get(reverse(FILE), {"nam": 2026}).content
    assert "100,0 % (2/2)" in " ".join(printing.words_of(paper).split())
