"""Whose is what, by property: in random worlds every list, page and file opens to exactly those whom the rule names.

The rule is said twice: in the program, and here over bare rows (tests/worlds.py). Whatever a list shows opens, and
whatever may be opened by search is found by it.
"""

import io
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from congvu.documents import operations as documents
from congvu.documents import queries as document_queries
from congvu.documents.lifecycle import Direction, State
from congvu.documents.models import AccessGrant, Document, DocumentFile, Holding
from congvu.documents.operations import sight
from congvu.documents.tests.arriving import letter, pdf
from congvu.dossiers import operations as dossiers
from congvu.dossiers import queries as dossier_queries
from congvu.dossiers.models import Dossier, Leg, WorkItem
from congvu.dossiers.tests import scenes
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed, NotThere
from congvu.people import queries as people
from tests import worlds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FEW = settings(max_examples=12, deadline=None, database=None)
WORKING = {"reception", "case_officer", "unit_head", "leader", "clerk", "cashier", "return_desk", "auditor"}


@contextmanager
def undone():
    """Let what is written inside be as if it never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def opens(doing, **more):
    """Tell whether an operation lets somebody in."""
    try:
        with transaction.atomic():
            doing(**more)
    except (NotAllowed, NotThere):
        return False
    return True


# Dossiers


LEGS = st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=2, unique_by=lambda row: row[0])
ITEM = st.none() | st.tuples(
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["reception", "case_officer", "leader"]),
    worlds.pick(3, none=True),
)


def parts_of(dossier):
    """Return the agencies of a dossier: the two it names, and those of its legs."""
    here = {dossier.receiving_agency_id, dossier.competent_agency_id}
    return here, here | set(dossier.legs.values_list("agency_id", flat=True))


def works_on(power, item):
    """Tell whether a row of work waits for who has this power."""
    in_unit = power.unit is None or item.unit_id in {None, power.unit}
    placed = (power.agency, power.role) == (item.agency_id, item.role)
    return placed and in_unit and item.assignee_id in {None, power.holder}


def test_a_dossier_opens_to_those_whose_agency_has_a_part_in_it_and_to_nobody_else(client):
    commune = scenes.open_commune()
    filed = commune.submit()
    stage, at = worlds.open_stage(), timezone.now()
    commune.does("reception", "accept", filed)
    paper, slip = filed.papers.exclude(file_use=None)[0].file_use, filed.slips.first().file_use
    page = reverse("desk:dossier", args=[filed.public_id])

    def world(drawn, places, legs, item):
        worlds.let_hold(stage, drawn, at)
        receiving, competent = (stage.agencies[place].pk for place in places)
        WorkItem.objects.all().delete()
        Dossier.objects.update(receiving_agency=receiving, competent_agency=competent)
        for place, is_done in legs:
            Leg.objects.create(
                dossier=filed, agency=stage.agencies[place], duty="coordinator", limit_text="P2D", received_at=at,
                done_at=at if is_done else None,
            )  # fmt: skip
        if item:
            place, in_unit, role, assignee = item
            WorkItem.objects.create(
                dossier=filed, agency=stage.agencies[place], unit=stage.units[place] if in_unit else None, role=role,
                assignee=None if assignee is None else stage.officials[assignee], kind="work", step_name="Thụ lý",
                code=filed.code, title=filed.title, owner_name="A", origin="online", ready_at=at, sort_at=at,
            )  # fmt: skip

    def judge(number):
        by, powers = stage.actor(number), worlds.held(stage.officials[number], at)
        dossier = Dossier.objects.get()
        named, all_parts = parts_of(dossier)
        reading = {power.agency for power in powers if power.role in WORKING}
        whole, in_part = bool(reading & named), bool(reading & all_parts)
        asked = {"public_id": filed.public_id, "by": by, "at": at}
        assert opens(dossiers.read, purpose="work", **asked) == whole
        assert opens(dossiers.read, purpose="work", in_part=True, **asked) == in_part
        roles = {power.role for power in powers if power.agency in named}
        handles = bool(roles & {"reception", "case_officer", "unit_head", "leader", "auditor"})
        assert opens(dossiers.read_file, use_id=paper, **asked) == handles, "a birth has no step for coordinators"
        assert opens(dossiers.read_file, use_id=slip, **asked) == (handles or "return_desk" in roles)
        writes = {"dossier_id": dossier.pk, "text": "Mời đến nhận kết quả.", "by": by, "at": at}
        assert opens(dossiers.write_message, **writes) == (handles or "return_desk" in roles)
        grants = people.grants(official_id=by.id, at=at)
        found = {row.pk for row in dossier_queries.search(text="", grants=grants).rows}
        assert found == ({dossier.pk} if whole else set())
        waiting = {row.pk for row in dossier_queries.work_list(grants=grants, now=at).rows}
        mine = {row.pk for row in WorkItem.objects.all() if any(works_on(power, row) for power in powers)}
        assert waiting == mine
        client.force_login(stage.accounts[number])
        assert client.get(page).status_code == (200 if in_part else 403)

    @FEW
    @given(worlds.powers(), st.tuples(st.integers(0, 2), st.integers(0, 2)), LEGS, ITEM)
    def every_world(drawn, places, legs, item):
        with undone():
            world(drawn, places, legs, item)
            for number in range(len(stage.officials)):
                judge(number)

    every_world()


def test_a_citizen_opens_what_is_theirs_alone(client):
    """Random owners, doubles of a person joined into one, and organisations that a person acts for."""
    commune = scenes.open_commune()
    filed = [commune.submit(key=f"k{n}") for n in range(3)]
    accounts = [scenes.mother(f"0311900012{n:02}", f"Người Dân {n}") for n in range(3)]
    doors = [_citizen(party) for party in accounts]

    @settings(max_examples=8, deadline=None, database=None)
    @given(st.lists(st.integers(0, 2), min_size=3, max_size=3), st.none() | st.tuples(*[st.integers(0, 2)] * 2))
    def every_world(owners, joined):
        with undone():
            for dossier, owner in zip(filed, owners, strict=True):
                Dossier.objects.filter(pk=dossier.pk).update(owner=accounts[owner])
            same = {n: {n} for n in range(3)}
            if joined and joined[0] != joined[1]:
                double, kept = joined
                type(accounts[double]).objects.filter(pk=accounts[double].pk).update(joined_into=accounts[kept])
                same[double] = same[kept] = {double, kept}
            for number, door in enumerate(doors):
                client.force_login(door)
                listed = client.get(reverse("portal:dossiers")).content.decode()
                for dossier, owner in zip(filed, owners, strict=True):
                    is_mine = owner in same[number]
                    page = client.get(reverse("portal:dossier", args=[dossier.public_id]))
                    assert page.status_code == (200 if is_mine else 404)
                    assert (dossier.code in listed) == is_mine

    every_world()


def _citizen(party):
    from congvu.accounts.models import Account

    return Account.objects.create(
        username=f"vneid:{party.identifier}", kind="citizen", party=party, assurance=2, password="!"
    )


# Documents


def sees(powers, official_id, document):
    """Say again who sees a document (documents/rules.py), over bare rows."""
    persons = {official_id} | {power.holder for power in powers}
    here = {power.agency for power in powers}
    if document.drafter_id in persons and document.agency_id in here:
        return True
    units = {power.unit for power in powers} - {None}
    for row in AccessGrant.objects.filter(document=document, ended_at=None).values("official_id", "unit_id"):
        if row["official_id"] in persons or row["unit_id"] in units:
            return True
    if any(_in_hand(powers, persons, row) for row in Holding.objects.filter(document=document)):
        return True
    if document.is_restricted:
        return False
    for power in powers:
        own = power.agency == document.agency_id
        if own and power.role in {"clerk", "leader"} and power.unit is None:
            return True
        if own and power.role == "unit_head" and power.unit and power.unit == document.unit_id:
            return True
        if power.role == "auditor" and power.realm == document.agency.realm:
            return True
    return False


def _in_hand(powers, persons, row):
    if row.official_id in persons:
        return row.agency_id in {power.agency for power in powers}
    for power in powers:
        if power.role == "unit_head" and power.unit and row.official_id is None and row.unit_id == power.unit:
            return True
        placed = (power.agency, power.role) == (row.agency_id, row.role)
        if placed and (power.unit is None or row.unit_id in {None, power.unit}):
            return True
    return False


def opens_limited(powers, official_id, document, file):
    """Say again who opens a limited file of a document that they see."""
    persons = {official_id} | {power.holder for power in powers}
    if document.drafter_id in persons:
        return True
    if any((power.role, power.agency) == ("leader", document.agency_id) for power in powers):
        return True
    for row in Holding.objects.filter(document=document):
        if row.official_id in persons:
            return True
        for power in powers:
            placed = (power.agency, power.role) == (row.agency_id, row.role)
            if placed and row.official_id is None and (power.unit is None or row.unit_id in {None, power.unit}):
                return True
    units = {power.unit for power in powers} - {None}
    named = AccessGrant.objects.filter(document=document, file=file, ended_at=None).values_list(
        "official_id", "unit_id"
    )
    return any(official in persons or unit in units for official, unit in named)


HOLDINGS = st.lists(
    st.tuples(
        st.booleans(),
        worlds.pick(3, none=True),
        st.sampled_from(["clerk", "leader", "case_officer"]),
        st.booleans(),
    ),
    max_size=2,
)
NAMED = st.lists(st.tuples(worlds.pick(3, none=True), st.integers(0, 2), st.booleans(), st.booleans()), max_size=2)
FACTS = st.fixed_dictionaries(
    {
        "agency": st.integers(0, 2),
        "in_unit": st.booleans(),
        "drafter": worlds.pick(3, none=True),
        "is_restricted": st.booleans(),
        "is_limited": st.booleans(),
    }
)


def test_a_document_and_its_files_open_to_those_whom_the_rule_names_and_to_nobody_else(client, settings, tmp_path):
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path
    stage, at = worlds.open_stage(), timezone.now()
    document, file = _one_document(stage, at)
    page = reverse("desk:document", args=[document.public_id])

    def world(drawn, facts, holdings, named):
        worlds.let_hold(stage, drawn, at)
        place = facts["agency"]
        Document.objects.update(
            agency=stage.agencies[place],
            unit=stage.units[place] if facts["in_unit"] else None,
            drafter=None if facts["drafter"] is None else stage.officials[facts["drafter"]],
            is_restricted=facts["is_restricted"],
        )
        DocumentFile.objects.update(is_limited=facts["is_limited"])
        now = Document.objects.get()
        if now.drafter_id:
            sight.let_in([sight.of_drafter(now)])
        for in_unit, official, role, is_done in holdings:
            row = Holding.objects.create(
                document=document, agency=stage.agencies[place], unit=stage.units[place] if in_unit else None,
                role="" if official is not None else role,
                official=None if official is None else stage.officials[official],
                task="read", begun_at=at, sort_at=at, done_at=at if is_done else None,
            )  # fmt: skip
            sight.let_in(sight.of_holding(row, now))
        for official, unit, of_file, is_over in named:
            who = {"unit": stage.units[unit]} if official is None else {"official": stage.officials[official]}
            let = AccessGrant.objects.create(
                document=document, file=file if of_file else None, by={}, at=at, ended_at=at if is_over else None, **who
            )
            if not is_over:
                sight.let_in([sight.of_grant(let, now)])

    def judge(number):
        by, powers = stage.actor(number), worlds.held(stage.officials[number], at)
        now = Document.objects.select_related("agency").get()
        row = DocumentFile.objects.get()
        seen = sees(powers, by.id, now)
        file_seen = seen and (not row.is_limited or opens_limited(powers, by.id, now, row))
        asked = {"public_id": now.public_id, "by": by, "at": at}
        assert documents.can_see(now, by=by, at=at) == seen
        assert opens(documents.open_document, **asked) == seen
        assert opens(documents.open_file, use_id=row.use_id, **asked) == file_seen
        grants = people.grants(official_id=by.id, at=at)
        wanted = document_queries.Wanted()
        found = document_queries.search(wanted, held=grants, official_id=by.id).rows
        assert bool(found) == seen
        for held in document_queries.in_hand(grants=grants, official_id=by.id):
            assert seen, f"a list shows what does not open: {held}"
        client.force_login(stage.accounts[number])
        assert client.get(page).status_code == (200 if seen else 404)

    @FEW
    @given(worlds.powers(), FACTS, HOLDINGS, NAMED)
    def every_world(drawn, facts, holdings, named):
        with undone():
            world(drawn, facts, holdings, named)
            for number in range(len(stage.officials)):
                judge(number)

    every_world()


def _one_document(stage, at):
    """A document that was issued, with one annex."""
    agency = stage.agencies[0]
    document = Document.objects.create(
        agency=agency, organ=agency, organ_name=agency.name, direction=Direction.OUTGOING, state=State.ISSUED,
        kind=letter(), code="7/SM", number=7, notation="SM", subject="Trả lời", issued_on=at.date(), sort_at=at,
        created_at=at, folded="7/sm so mot tra loi",
    )  # fmt: skip
    use = files.store(stream=io.BytesIO(pdf().read()), name="Phụ lục.pdf", owner=document.key, by=SYSTEM, at=at)
    return document, DocumentFile.objects.create(document=document, role="annex", use=use, added_at=at)
