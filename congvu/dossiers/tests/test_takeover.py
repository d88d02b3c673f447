"""1 July 2025: the districts of Hải Phòng are no more, and every open dossier of theirs goes on somewhere."""

import copy
import datetime as dt
import os
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from congvu.audit import queries as audit
from congvu.dossiers import operations, tasks
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import CLOSED
from congvu.dossiers.models import Dossier, Handover, Leg, Promise, WorkItem
from congvu.dossiers.operations import slips
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.notices.models import Notice
from congvu.numbering.models import CodeFormat
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.places import queries as places
from congvu.printing import operations as printing
from congvu.processes import operations as process_operations
from congvu.processes.models import Run, Step

JUNE = scenes.at("2025-06-24 08:10")
DAY = scenes.at("2025-07-01 00:00")
DISTRICTS = ("H24.304", "H24.306", "H24.311")
ROLES = ("reception", "case_officer", "leader", "clerk", "cashier", "return_desk")
ITEM = {"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Ghi như giấy chứng sinh"}


def staff(agency, since):
    found = {}
    for role in ROLES:
        code = f"{agency.code}-{since:%Y-%m}-{role}"
        official = people_operations.enrol(
            staff_code=code,
            full_name=f"Cán bộ {role}",
            by=SYSTEM,
            at=JUNE,
        )
        people_operations.appoint(
            official_id=official.pk, agency_id=agency.pk, title="Công chức", valid_from=since, by=SYSTEM, at=JUNE
        )
        people_operations.grant_role(
            official_id=official.pk, role=role, agency_id=agency.pk, valid_from=since, by=SYSTEM, at=JUNE
        )
        found[role] = Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=official.full_name)
    return found


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """Hải Phòng as its profile has it, with people in three districts and in the communes that succeed them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_places", verbosity=0)
        with connection.cursor() as cursor:  # nobody else tells the planner how many places there are by now
            cursor.execute("ANALYZE places_place, places_placesuccession")
        call_command("load_profile", profile="haiphong", verbosity=0)
        call_command("load_procedures", str(scenes.FOLDER), verbosity=0)
        printing.load_papers(by=SYSTEM, at=JUNE)
        CodeFormat.objects.filter(kind="dossier", template__contains="{yymmdd}").delete()
        CodeFormat.objects.filter(kind="dossier").update(valid_from=dt.date(2025, 1, 1), valid_to=None)
        mother = scenes.mother()
        found = []
        for code in DISTRICTS:
            district = people.agency(code=code, on=dt.date(2025, 6, 30))
            commune = scenes.Commune(district, staff(district, dt.date(2025, 1, 2)), mother, now=JUNE)
            commune.__dict__["version"] = scenes.catalogue_queries.in_force(code="1.001193", on=dt.date(2026, 11, 1))
            found.append(commune)
        heirs = {heir.pk: heir for one in found for heir in people.successors(one.agency.pk)}
        for heir in heirs.values():
            staff(heir, dt.date(2025, 7, 1))
        yield found
        transaction.set_rollback(True)


@pytest.fixture
def districts(province, db, monkeypatch):
    monkeypatch.setattr(slips.printing, "print_paper", lambda **_: scenes.PDF)
    return [copy.copy(one) for one in province]


def lives(commune):
    """One dossier of the district for each place where it may lie: reception, officer, citizen, cashier, leader."""
    answers = copy.deepcopy(commune.answers())
    answers["child"]["birth_date"] = answers["birth_note"]["date"] = "2025-06-20"
    made = []
    for number, fate in enumerate(("filed", "accepted", "taken", "asked", "paying", "signing", "refused", "closed")):
        dossier = commune.submit(f"{commune.agency.code}-{number}", values=answers, return_by="counter")
        made.append(dossier)
        if fate == "filed":
            continue
        commune.does("reception", "accept", dossier)
        if fate in {"taken", "asked", "paying", "refused", "closed"}:
            commune.does("case_officer", "take", dossier)
        if fate == "asked":
            commune.does("case_officer", "request_supplement", dossier, items=[ITEM], reason="Sai tên", contact="")
        if fate == "paying":
            commune.does("cashier", "require_payment", dossier, amount=8000, reason="Lệ phí bản sao")
        if fate == "signing":
            commune.does("case_officer", "register_result", dossier)
        if fate == "refused":
            commune.does("leader", "refuse", dossier, reason="Không đủ điều kiện")
        if fate == "closed":
            commune.does("leader", "stop", dossier, reason="Có đơn", law="NĐ 61/2018 Đ.19")
    return made


def copies(template, wards, count):
    """Copy a dossier with all its rows, so many times, each from another ward: quick, and no less real to the job."""
    template = Dossier.objects.get(pk=template.pk)
    run = template.run
    new = []
    for number in range(count):
        one = copy.copy(template)
        one.pk, one.public_id = None, uuid.uuid4()
        one.code = f"{template.code[:-7]}{5_000_000 + template.pk * 2000 + number:07d}"
        one.values = copy.deepcopy(template.values)
        one.values["requester"]["residence"]["commune"] = wards[number % len(wards)]
        one.run = None
        new.append(one)
    Dossier.objects.bulk_create(new)
    if run is not None:
        runs = Run.objects.bulk_create(Run(**{**fields(run), "subject": one.subject}) for one in new)
        for one, its in zip(new, runs, strict=True):
            one.run = its
        Dossier.objects.bulk_update(new, ["run"])
        for rows in (run.steps, run.log):
            model = rows.model
            model.objects.bulk_create(
                model(**{**fields(row), "run_id": one.run_id}) for one in new for row in rows.order_by("id")
            )
    for rows in (
        template.promises,
        template.clock_entries,
        template.legs,
        template.moves,
        template.supplement_requests,
    ):
        model = rows.model
        model.objects.bulk_create(
            model(**{**fields(row), "dossier_id": one.pk}) for one in new for row in rows.order_by("id")
        )
    for one in new:
        operations_open_work(one)
    return new


def fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def operations_open_work(dossier):
    from congvu.dossiers.operations import moves

    moves.open_work(dossier, at=JUNE)


def wards_of(commune):
    return [ward.code for ward in places.children(commune.agency.place_id, dt.date(2025, 6, 24))]


def picture():
    return {
        "codes": list(
            Dossier.objects.order_by("pk").values_list("pk", "code", "code_issuer", "due_at", "state", "values")
        ),
        "promises": list(Promise.objects.order_by("pk").values_list("pk", "dossier_id", "due_at", "kind")),
        "slips": list(Dossier.objects.order_by("pk").values_list("pk", "slips__file_use").order_by("pk", "slips__pk")),
        "closed": list(Dossier.objects.filter(state__in=CLOSED).order_by("pk").values()),
    }


def hand_over(commune, at=DAY):
    """Prepare, choose by hand what nobody can decide, confirm, and let the job run."""
    agency_id = commune.agency.pk
    made = operations.prepare_takeover(agency_id=agency_id, by=SYSTEM, at=at)
    undecided = list(made.rows.filter(new_agency=None).values_list("pk", flat=True))
    if undecided:
        main = people.successors(agency_id)[0]
        operations.choose_heir(takeover_id=made.pk, row_ids=undecided, agency_id=main.pk, by=SYSTEM, at=at)
    operations.confirm_takeover(takeover_id=made.pk, by=SYSTEM, at=at)
    operations.take_over_all(takeover_id=made.pk, at=at)
    return dossiers.takeover_of(agency_id), undecided


def everybody_sees(open_ids):
    """Each open dossier that waits for the office lies with an official of an agency that is."""
    for dossier in Dossier.objects.filter(pk__in=open_ids).select_related("competent_agency", "receiving_agency"):
        assert dossier.competent_agency.valid_to is None, dossier.code
        assert dossier.receiving_agency.valid_to is None, dossier.code
    for item in WorkItem.objects.filter(dossier__in=open_ids).select_related("agency"):
        assert item.agency.valid_to is None
        holders = people.officials_with(role=item.role, agency_id=item.agency_id, at=DAY)
        assert holders, (item.code, item.role, item.agency.name)
        if item.assignee_id:
            assert item.assignee_id in {one.pk for one in holders}


def the_day(districts, copies_each):
    for commune in districts:
        templates, wards = lives(commune), wards_of(commune)
        for template in templates[:6]:
            copies(template, wards, copies_each)
    before = picture()
    open_ids = list(Dossier.objects.exclude(state__in=CLOSED).values_list("pk", flat=True))
    chosen = 0
    for commune in districts:
        made, undecided = hand_over(commune)
        chosen += len(undecided)
        assert made.state == made.State.DONE
        counts = dossiers.takeover_counts(made)
        assert counts["ready"] == counts["open"] == 0
        assert not dossiers.left_open(commune.agency.pk).exists()
    assert picture() == before, "a code, a promise, a paper or a closed dossier was changed"
    everybody_sees(open_ids)
    assert not Leg.objects.filter(done_at=None, agency__valid_to__isnull=False).exists()
    assert not Step.objects.filter(state="open", agency__valid_to__isnull=False).exists()
    moved = Handover.objects.filter(step_name="Bàn giao khi sắp xếp cơ quan", dossier__in=open_ids)
    assert moved.count() == len(open_ids)
    return open_ids, chosen


def test_the_districts_of_1_july_2025_lose_no_dossier_and_no_promise(districts):
    open_ids, chosen = the_day(districts, copies_each=2)
    assert len(open_ids) == 3 * (7 + 6 * 2)
    by_place = Dossier.objects.filter(pk__in=open_ids).values_list("competent_agency", flat=True).distinct().count()
    assert by_place > len(DISTRICTS), "dossiers went to the commune of their ward, not all to the main successor"
    assert 0 < chosen < len(open_ids), "some wards were divided: a person chose; most were decided by rule"
    sample = Dossier.objects.filter(pk__in=open_ids, state=4).first()
    entries = [entry.action for entry in audit.entries(subject=sample.subject)]
    assert entries.count("dossier.take_over") == 1
    assert Notice.objects.filter(template="dossier_moved_agency").count() == len(open_ids)
    for run in Run.objects.filter(pk__in=Dossier.objects.filter(pk__in=open_ids).values("run"), ended_at=None)[:12]:
        process_operations.rebuild(run.pk)
        run.refresh_from_db()
        assert run.variables["superior"] == Agency.objects.get(pk=run.agency_id).parent_id


@pytest.mark.skipif(not os.environ.get("CONGVU_SLOW"), reason="takes many minutes: CONGVU_SLOW=1 runs it")
def test_a_thousand_dossiers_move_on_one_day(districts):
    open_ids, _chosen = the_day(districts, copies_each=56)
    assert len(open_ids) >= 1000


def test_it_goes_on_where_it_fell_and_moves_nothing_twice(districts, monkeypatch):
    commune = districts[0]
    lives(commune)
    made = operations.prepare_takeover(agency_id=commune.agency.pk, by=SYSTEM, at=DAY)
    ids = list(made.rows.values_list("pk", flat=True))
    main = people.successors(commune.agency.pk)[0]
    operations.choose_heir(takeover_id=made.pk, row_ids=ids, agency_id=main.pk, by=SYSTEM, at=DAY)
    operations.confirm_takeover(takeover_id=made.pk, by=SYSTEM, at=DAY)
    with pytest.raises(operations.TakeoverRefused):
        operations.confirm_takeover(takeover_id=made.pk, by=SYSTEM, at=DAY)
    assert operations.take_over(row_id=ids[0], at=DAY)
    assert not operations.take_over(row_id=ids[0], at=DAY)
    monkeypatch.setattr(tasks.timezone, "now", lambda: DAY)
    tasks.take_over(made.pk)
    tasks.take_over(made.pk)
    assert dossiers.takeover_counts(made) == {"ready": 0, "open": 0, "moved": len(ids), "gone": 0}
    assert Handover.objects.filter(step_name="Bàn giao khi sắp xếp cơ quan").count() == len(ids)


def test_a_dossier_goes_on_to_its_end_at_the_successor(districts):
    commune = districts[0]
    dossier = lives(commune)[2]
    hand_over(commune)
    fresh = Dossier.objects.get(pk=dossier.pk)
    heir = copy.copy(commune)
    heir.agency, heir.now = fresh.competent_agency, scenes.at("2025-07-01 08:00")
    with pytest.raises(NotAllowed):
        commune.does("case_officer", "register_result", dossier)
    for role in ROLES:
        holder = people.officials_with(role=role, agency_id=heir.agency.pk, at=heir.now)[0]
        heir.officials = {**heir.officials, role: Actor(kind=ActorKind.OFFICIAL, id=holder.pk, name=holder.full_name)}
    heir.does("case_officer", "take", dossier)
    heir.does("leader", "refuse", dossier, reason="Không đủ điều kiện")
    returned = heir.does("return_desk", "return_result", dossier, receiver="Người nộp")
    assert returned.code_issuer == commune.agency.code


def test_nobody_but_the_provinces_administrator_hands_over_and_nothing_moves_before_the_day(districts):
    commune = districts[0]
    lives(commune)
    with pytest.raises(NotAllowed):
        operations.prepare_takeover(agency_id=commune.agency.pk, by=commune.officials["leader"], at=DAY)
    early = scenes.at("2025-06-27 10:00")
    made = operations.prepare_takeover(agency_id=commune.agency.pk, by=SYSTEM, at=early)
    operations.choose_heir(
        takeover_id=made.pk,
        row_ids=list(made.rows.values_list("pk", flat=True)),
        agency_id=people.successors(commune.agency.pk)[0].pk,
        by=SYSTEM,
        at=early,
    )
    operations.confirm_takeover(takeover_id=made.pk, by=SYSTEM, at=early)
    assert operations.take_over_all(takeover_id=made.pk, at=early) == 0
    assert operations.take_over_all(takeover_id=made.pk, at=DAY) > 0
