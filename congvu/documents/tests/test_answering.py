"""An answer begins with what its arrival says: subject, first sentence, receiver."""

import datetime as dt

import pytest

from congvu.documents import queries
from congvu.documents.models import Kind
from congvu.documents.tests.arriving import open_office
from congvu.people.models import Agency

pytestmark = pytest.mark.django_db
LETTER, REPORT, DECISION = 18, 14, 2


@pytest.fixture
def arrival():
    office = open_office()
    return office.registered(
        code="1523/SNV-CCHC",
        organ_name="Sở Nội vụ",
        issued_on=dt.date(2026, 11, 18),
        subject="V/v báo cáo kết quả số hoá hồ sơ",
    )


def propose(arrival, code):
    kind = Kind.objects.get(code=code, realm=Agency.Realm.STATE)
    return queries.proposed_answer(arrival, kind=kind, agency="Ủy ban nhân dân phường A")


def test_a_letter_names_what_it_answers_and_goes_to_who_wrote(arrival):
    begun = propose(arrival, LETTER)
    assert begun.subject == "báo cáo kết quả số hoá hồ sơ"
    assert begun.opening == (
        f"Thực hiện {arrival.kind.name} số 1523/SNV-CCHC ngày 18 tháng 11 năm 2026 của Sở Nội vụ về việc báo cáo kết "
        "quả số hoá hồ sơ, Ủy ban nhân dân phường A trả lời như sau:"
    )
    assert (begun.receiver, begun.is_outside) == ("Sở Nội vụ", True)


def test_a_report_does_not_call_itself_so_twice(arrival):
    begun = propose(arrival, REPORT)
    assert begun.subject == "Kết quả số hoá hồ sơ"
    assert begun.opening.endswith("phường A báo cáo như sau:")


def test_a_decision_begins_with_its_articles(arrival):
    assert propose(arrival, DECISION).opening == ""


def test_an_agency_of_the_province_is_answered_within_the_system(arrival):
    arrival.organ = arrival.agency
    begun = propose(arrival, LETTER)
    assert (begun.receiver, begun.is_outside) == (arrival.agency.name, False)
