"""How agencies keep the rules on documents: what is counted, for one agency as for all, and which documents it is."""

import datetime as dt

import pytest

from congvu.documents import operations, queries
from congvu.documents.models import Document, ImportedDocument, OfficeImport
from congvu.documents.tests.arriving import delivered, open_office, outgoing, shares
from congvu.people import queries as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """An agency to which one document was sent, that registered two letters, one too late, and is behind with one."""
    office, sender = open_office(), open_office("H24.78", "Sở Gửi")
    delivered(sender, office, pages=4)
    late = office.arrival(arrived_at=office.now - dt.timedelta(days=2), code="1/X")
    operations.register(document_id=late.pk, **office.by("clerk"))
    office.in_progress(code="2/X")
    office.sender = sender
    return office


def later(office):
    return office.now + dt.timedelta(days=20)


def test_late_silent_overdue_and_unsigned_are_counted_with_their_whole(office):
    found = shares(office.agency, later(office))
    assert found["late_registration"] == (1, 2)
    assert found["no_acknowledgement"] == (1, 1)
    assert found["overdue"] == (1, 1)
    assert found["digitised"] == (0, 2)
    assert found["pages"] == found["electronic"] == (0, 0), "it sent nothing"
    sent = shares(office.sender.agency, later(office))
    assert sent["unsigned"] == sent["electronic"] == sent["electronic_documents"] == (1, 1)
    assert sent["pages"] == (4, 4)
    assert sent["no_acknowledgement"] == (0, 0), "the receiver's silence is not the sender's"


def test_all_agencies_are_counted_at_once_and_their_sums_are_right(office, django_assert_num_queries):
    span = {"since": office.now - dt.timedelta(days=30), "until": later(office), "now": later(office)}
    third = open_office("H24.79", "Sở Thứ Ba")
    for number in (1, 2):
        delivered(office.sender, third, code=f"{number}/T", pages=1)
    everyone = [one.agency.pk for one in (office, office.sender, third)]
    with django_assert_num_queries(4):
        found = queries.compliance(agency_ids=everyone, **span)
    assert set(found) == {office.agency.pk, office.sender.agency.pk, third.agency.pk}
    for agency_id, row in found.items():
        assert queries.compliance(agency_ids=[agency_id], **span) == {agency_id: row}
    whole = {one.key: one for one in queries.sum_of_shares(found.values())}
    assert (whole["no_acknowledgement"].count, whole["no_acknowledgement"].of) == (3, 3)
    assert (whole["late_registration"].percent, whole["pages"].count) == (50.0, 6)
    assert queries.sum_of_shares([])[0].percent is None


def test_other_times_and_what_an_older_system_issued_are_left_out(office):
    sender = office.sender
    before = shares(sender.agency, later(office))
    outgoing(sender, sort_at=office.now - dt.timedelta(days=400), issued_at=office.now - dt.timedelta(days=400))
    old = outgoing(sender, code="8/STD", number=8)
    assert shares(sender.agency, later(office))["unsigned"] == (2, 2)
    load = OfficeImport.objects.create(name="Hệ thống cũ", by={}, started_at=office.now)
    ImportedDocument.objects.create(document=old, agency=sender.agency, key="8", digest="", made_by=load)
    assert shares(sender.agency, later(office)) == before, "it was signed and sent there"


@pytest.mark.parametrize(
    ("fault", "codes"),
    [("late_registration", ["1/X"]), ("no_acknowledgement", ["7/STD-KT"]), ("overdue", ["2/X"]), ("unsigned", [])],
)
def test_documents_behind_a_share_are_those_that_it_counts(office, fault, codes):
    def behind(role):
        who = office.people[role]
        page = queries.at_fault(
            fault,
            agency_id=office.agency.pk,
            since=office.now - dt.timedelta(days=30),
            until=later(office),
            now=later(office),
            held=people.grants(official_id=who.id, at=office.now),
            official_id=who.id,
        )
        return [one.code for one in page.rows]

    assert behind("clerk") == codes
    assert len(codes) == shares(office.agency, later(office))[fault][0]
    Document.objects.filter(agency=office.agency).update(is_restricted=True)
    assert behind("other_head") == [], "who does not see them is not shown them here"
