"""Every page of the desk that shows a citizen's data leaves a reading with body, title and purpose."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.audit.models import Reading


def new_readings(client, address):
    before = Reading.objects.count()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode(), list(Reading.objects.order_by("id")[before:])


def test_each_page_with_a_name_on_it_leaves_a_reading(commune, sit):
    client, dossier = sit(commune, "reception"), commune.submit()
    name = dossier.owner_snapshot["name"]
    pages = {
        reverse("desk:home"): "list",
        reverse("desk:search") + f"?q={dossier.code}": "search",
        reverse("desk:dossier", args=[dossier.public_id]): "work",
        reverse("desk:control_sheet", args=[dossier.public_id]): "work",
        reverse("desk:act", args=[dossier.public_id, "request_supplement"]): "work",
    }
    for address, purpose in pages.items():
        page, [reading] = new_readings(client, address)
        assert (reading.purpose, reading.subject, reading.party_id) == (purpose, dossier.subject, dossier.owner_id)
        assert reading.by.agency_name == commune.agency.name
        assert reading.by.title
        assert name in page or purpose == "work"


def test_lists_are_written_once_a_day(commune, sit):
    client = sit(commune, "reception")
    commune.submit()
    for _time in range(3):
        client.get(reverse("desk:reception"))
    assert Reading.objects.filter(purpose="list").count() == 1


def test_a_list_of_three_costs_what_a_list_of_one_does(commune, sit):
    client = sit(commune, "reception")
    commune.submit(key="a")
    client.get(reverse("desk:returns"))  # what is kept in memory is there by now
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("desk:reception"))
    for key in ("b", "c"):
        commune.submit(key=key)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("desk:reception"))
    assert len(one) == len(three)
