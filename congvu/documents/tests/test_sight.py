"""What the rows of sight say is what holdings, permissions and drafters say; lists show all of it, in order, once."""

import pytest

from congvu.documents import operations, queries, rules
from congvu.documents.models import AccessGrant, Document, Holding, Sight
from congvu.documents.tests.drafts import Sending, open_sending
from congvu.people import queries as people
from congvu.people.models import Official, Role

pytestmark = pytest.mark.django_db
ROLES = ("clerk", "leader", "head", "officer", "colleague", "other_head")


@pytest.fixture
def sending(settings, tmp_path) -> Sending:
    settings.VAR = tmp_path
    return open_sending()


def sees(document: Document, held, official_id: int) -> bool:
    """Say the rule anew, from the tasks, permissions and the drafter themselves."""
    here = {grant.agency_id for grant in held}
    units = {grant.unit_id for grant in held if grant.unit_id}
    if AccessGrant.objects.filter(document=document, official_id=official_id, ended_at=None).exists():
        return True
    if AccessGrant.objects.filter(document=document, unit_id__in=units, ended_at=None).exists():
        return True
    if document.agency_id not in here:
        return False
    for grant in held:
        if grant.role in rules.READERS and grant.unit_id is None and not document.is_restricted:
            return True
        if grant.role == Role.UNIT_HEAD and grant.unit_id == document.unit_id and not document.is_restricted:
            return True
    if document.drafter_id == official_id:
        return True
    for row in Holding.objects.filter(document=document):
        if row.official_id == official_id:
            return True
        for grant in held:
            mine = row.official_id is None and row.role == grant.role
            if mine and (grant.unit_id is None or row.unit_id in (None, grant.unit_id)):
                return True
            if row.official_id is None and grant.role == Role.UNIT_HEAD and row.unit_id in units:
                return True
    return False


def test_each_sees_what_was_in_hand_given_or_drawn_up(sending):
    office = sending.office
    made = [
        office.arrival(code="1/SGĐ"),
        office.registered(code="2/SGĐ"),
        office.in_progress(code="3/SGĐ"),
        sending.begun(),
        sending.delivered(),
    ]
    colleague = office.people["colleague"].id
    operations.let_see(document_id=made[0].pk, official_id=colleague, **office.by("leader"))
    ended = operations.let_see(document_id=made[1].pk, official_id=colleague, **office.by("leader"))
    operations.stop_seeing(grant_id=ended.pk, **office.by("leader"))
    operations.let_see(document_id=made[3].pk, unit_id=office.units["VP"].pk, **office.by("leader"))
    for document in (made[2], made[3]):
        operations.limit_document(document_id=document.pk, is_limited=True, **office.by("leader"))
    everybody = list(Official.objects.order_by("pk"))
    documents = list(Document.objects.order_by("-sort_at", "-id"))
    seen_by_somebody = 0
    for official in everybody:
        held = people.grants(official_id=official.pk, at=office.now)
        expected = [one.pk for one in documents if sees(one, held, official.pk)]
        seen_by_somebody += len(expected)
        found = Document.objects.filter(rules.visible(held, official_id=official.pk)).order_by("-sort_at", "-id")
        assert [one.pk for one in found] == expected, official
        listed, after = [], None
        while True:
            page = queries.search(queries.Wanted(), held=held, official_id=official.pk, size=2, after=after)
            listed += [one.pk for one in page.rows]
            if not (after := page.next):
                break
        assert listed == expected, official
    assert seen_by_somebody > len(documents) * 2
    moments = Sight.objects.values_list("sort_at", "document__sort_at", "direction", "document__direction")
    assert all(row[0] == row[1] and row[2] == row[3] for row in moments)
