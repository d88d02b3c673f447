"""From the appointment to the ticket to the dossier, through the pages of citizen, kiosk and counter."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.hooks import Identity, Person
from congvu.audit.models import Reading
from congvu.dossiers.models import Dossier
from congvu.kit.actors import SYSTEM
from congvu.queueing import operations as queueing
from congvu.queueing import queries
from congvu.queueing.lifecycle import State
from congvu.queueing.models import Appointment, Hall, Ticket
from congvu.sites.desk.tests.test_competence import typed
from congvu.workdays import operations as workdays
from congvu.workdays import queries as calendar

CODE = "1.001193"


@pytest.fixture
def hall(commune):
    """A hall whose counter is reception's; today and tomorrow are worked, whatever day it is."""
    now = timezone.now()
    for day in (timezone.localdate(now), timezone.localdate(now) + dt.timedelta(days=1)):
        if not calendar.calendar().is_working(day):
            workdays.set_day(day=day, kind="worked", reason="Làm bù", legal_basis="Thử", by=SYSTEM, at=now)
    line = queueing.set_line(
        agency_id=commune.agency.pk, letter="A", name="Hộ tịch", places=3, slot_minutes=30, by=SYSTEM, at=now
    )
    counter = queueing.set_counter(agency_id=commune.agency.pk, number=4, line_ids=[line.pk], by=SYSTEM, at=now)
    return line, counter


def citizen(commune):
    person = Person(
        number=commune.mother.identifier, name=commune.mother.name, birth_date=dt.date(1990, 5, 4), sex="female"
    )
    identity = Identity(system="vneid", subject=person.number, assurance=2, person=person)
    client = Client()
    client.force_login(accounts.enter_citizen(identity=identity, by=SYSTEM, at=timezone.now()))
    return client


def booked_on_the_portal(commune):
    """Book tomorrow's first free hour on the portal's page, and let tomorrow be today."""
    client, address = citizen(commune), reverse("portal:book", args=[CODE])
    assert address in client.get(reverse("portal:procedure", args=[CODE])).content.decode()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    page = client.get(f"{address}?ngay={tomorrow.isoformat()}")
    slot = next(one for one in page.context["slots"] if one.left)
    answer = client.post(address, {"noi": page.context["line"].pk, "gio": slot.starts_at.isoformat()})
    assert answer.url == reverse("portal:appointments")
    appointment = Appointment.objects.get()
    assert appointment.code in client.get(answer.url).content.decode()
    Appointment.objects.update(starts_at=timezone.now())
    return client, appointment


def test_appointment_becomes_ticket_at_the_kiosk_and_the_counter_begins_the_entry_with_its_person(commune, hall, sit):
    citizens, appointment = booked_on_the_portal(commune)
    key = Hall.objects.get().kiosk_key
    kiosk = Client()
    refused = kiosk.post(reverse("portal:kiosk", args=[key]), {"ma": "ZZZZZZ"})
    assert (refused.status_code, "Không có lịch hẹn" in refused.content.decode()) == (422, True)
    answer = kiosk.post(reverse("portal:kiosk", args=[key]), {"ma": appointment.code.lower()}, follow=True)
    ticket = Ticket.objects.get()
    page = answer.content.decode()
    assert ticket.code in page
    assert commune.mother.name not in page, "no name in the hall"
    assert kiosk.get(reverse("portal:ticket_print", args=[ticket.public_id])).content.startswith(b"%PDF")
    desk = sit(commune, "reception")
    assert desk.get(reverse("desk:hall")).templates[0].name == "desk/hall_seats.html"
    desk.post(reverse("desk:hall_deed", args=["ngoi"]), {"quay": hall[1].pk})
    desk.post(reverse("desk:hall_deed", args=["goi"]))
    board = kiosk.get(reverse("portal:hall_board", args=[commune.agency.code])).content.decode()
    assert ticket.code in board
    assert "4</td>" in board
    assert commune.mother.name not in board
    assert commune.mother.name in desk.get(reverse("desk:hall")).content.decode()
    assert Reading.objects.filter(party_id=commune.mother.pk, purpose="hall").exists()
    begun = desk.post(reverse("desk:hall_deed", args=["bat-dau"]), {"nhap": "1"})
    assert begun.url == f"{reverse('desk:entry_fill', args=[CODE])}?luot={ticket.pk}"
    entry = desk.get(begun.url).content.decode()
    assert f'value="{commune.mother.identifier}"' in entry
    assert f'name="luot" value="{ticket.pk}"' in entry
    taken = desk.post(reverse("desk:entry_fill", args=[CODE]), typed(commune, luot=str(ticket.pk)))
    assert taken.status_code == 302, taken.content.decode()
    ticket.refresh_from_db()
    dossier = Dossier.objects.get()
    assert (ticket.state, ticket.subjects) == (State.DONE, [dossier.subject]), "from appointment to ticket to dossier"
    assert citizens.post(reverse("portal:appointment_cancel", args=[appointment.code])).status_code == 302
    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.ARRIVED, "what was used cannot be called off"


def test_desk_gives_numbers_and_says_why_a_press_did_nothing(commune, hall, sit):
    desk = sit(commune, "reception")

    def press(deed, **more):
        return desk.post(reverse("desk:hall_deed", args=[deed]), more, follow=True).content.decode()

    assert "Bạn chưa ngồi quầy nào" in press("goi")
    press("ngoi", quay=hall[1].pk)
    assert "Không còn ai chờ" in press("goi")
    assert "Đã phát số A001" in press("phat-so", hang=hall[0].pk, uu_tien="elderly")
    press("goi")
    assert "lần thứ 2" in press("goi-lai")
    press("vang")
    absent = Ticket.objects.get()
    assert "Vào lại hàng" in press("khong-co")
    press("vao-lai", luot=absent.pk)
    press("goi")
    press("bat-dau")
    press("de-cho")
    press("goi-so", luot=absent.pk)
    assert "Tiếp xong khách" in press("roi")
    press("xong")
    press("roi")
    assert queries.counter_of(official_id=commune.officials["reception"].id, on=timezone.localdate()) is None


def test_number_of_pages_questions_does_not_grow_with_the_line(commune, hall, sit, django_assert_max_num_queries):
    desk = sit(commune, "reception")
    desk.post(reverse("desk:hall_deed", args=["ngoi"]), {"quay": hall[1].pk})
    counts = []
    for _n in range(2):
        desk.post(reverse("desk:hall_deed", args=["phat-so"]), {"hang": hall[0].pk})
        desk.get(reverse("desk:hall"))
        with django_assert_max_num_queries(60) as asked:
            desk.get(reverse("desk:hall"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_who_serves_nobody_has_no_counter(commune, hall, sit):
    assert sit(commune, "clerk").get(reverse("desk:hall")).status_code == 403
