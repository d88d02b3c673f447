"""Every address × every kind of visitor. The expected answers stand in access.yaml, written by hand from the rules."""

import datetime as dt
import uuid
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from congvu.accounts import operations as accounts
from congvu.accounts.hooks import Identity, Person
from congvu.accounts.models import Partner
from congvu.catalogue import operations as catalogue
from congvu.catalogue.models import Draft, LegalAct
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.forms import operations as forms
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.notices import queries as notices
from congvu.notices.models import Delivery
from congvu.payments import operations as payments
from congvu.payments.queries import charges
from congvu.payments.queries import receipt as receipt_of
from congvu.people.models import Official
from congvu.signing import operations as signing

TABLE = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text())
CITIZENS = ["other", "owner"]
READERS = [*scenes.STAFF, "auditor"]
OFFICIALS = ["stranger", *READERS, "agency_admin", "province_admin"]
VISITORS = ["nobody", *CITIZENS, *OFFICIALS]
GROUPS = {"everybody": VISITORS, "citizens": CITIZENS, "officials": OFFICIALS, "readers": READERS}
LED_ON, TOLD = {301, 302, 303}, {400, 422}


@lru_cache(None)
def _names() -> frozenset[str]:
    """Return the names of all addresses that the program answers to."""

    def walk(patterns: Any, space: str) -> Any:
        for one in patterns:
            if isinstance(one, URLPattern):
                yield f"{space}{one.name}"
            else:
                yield from walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)

    return frozenset(walk(get_resolver().url_patterns, ""))


def _rows() -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for name, given in TABLE["addresses"].items():
        for row in given if isinstance(given, list) else [given]:
            rows.append((name, {"class": row} if isinstance(row, str) else row))
    return rows


def _expected(answers: dict[str, Any], visitor: str) -> str:
    """Return the answer of the narrowest name that holds the visitor."""
    names = ["everybody", *(name for name in ("citizens", "officials", "readers") if visitor in GROUPS[name]), visitor]
    return str([answers[name] for name in names if name in answers][-1])


def test_every_address_has_a_row_and_every_row_an_address():
    rows = set(TABLE["addresses"])
    assert _names() - rows == set(), "addresses without a row in access.yaml"
    assert rows - _names() == set(), "rows of access.yaml without an address"


def test_every_class_is_used_and_says_something_of_everybody():
    used = {row["class"] for _name, row in _rows()}
    assert used == set(TABLE["classes"])
    for name, methods in TABLE["classes"].items():
        for answers in methods.values():
            assert "everybody" in answers, name
            assert set(answers) <= set(VISITORS) | set(GROUPS), name


@pytest.fixture
def town(db, settings, tmp_path):
    settings.VAR = tmp_path
    return open_town(scenes.EVERY)


def open_town(folders: Any) -> tuple[dict[str, Client], dict[str, Dossier], uuid.UUID]:
    """Return visitors with their accounts, a dossier in each state that the rows ask for, and a citizen's draft."""
    commune, elsewhere = (
        scenes.open_commune(folders=folders),
        scenes.open_commune("H24.901", "Ủy ban nhân dân phường Khác"),
    )
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    staff = {role: commune.officials[role] for role in scenes.STAFF}
    for role in ("auditor", "agency_admin", "province_admin"):
        staff[role] = scenes.hire(commune.agency, role, f"Người giữ quyền {role.replace('_', ' ')}", "Công chức")
    staff["stranger"] = elsewhere.officials["leader"]
    accounts.open_partner(code="thi-du", name="Công ty Thí Dụ", by=SYSTEM, at=commune.now)
    people = {name: _official_account(actor, name) for name, actor in staff.items()}
    people["owner"] = _citizen_account(commune.mother.identifier, commune.mother.name, 1990)
    people["other"] = _citizen_account("031192001234", "Nguyễn Thị Hoa", 1992)
    clients = {"nobody": Client(raise_request_exception=False)}
    for name, account in people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(account)
    catalogue.begin_draft(version_id=commune.version.pk, by=staff["province_admin"], at=commune.now)
    return clients, _dossiers(commune), _draft(commune)


def _official_account(actor: Actor, name: str) -> Any:
    return accounts.open_account(
        official_id=actor.id or 0,
        username=name,
        password="mua-xuan-tren-song-cam",
        by=SYSTEM,
        at=scenes.at("2026-11-20 08:00"),
    )


def _citizen_account(number: str, name: str, year: int) -> Any:
    born = dt.date(1990, 5, 4) if year == 1990 else dt.date(1992, 5, 14)
    person = Person(number=number, name=name, birth_date=born, sex="female")
    identity = Identity(system="vneid", subject=number, assurance=2, person=person)
    return accounts.enter_citizen(identity=identity, by=SYSTEM, at=scenes.at("2026-11-20 08:00"))


def _dossiers(commune: scenes.Commune) -> dict[str, Dossier]:
    found = {state: commune.submit(key=state) for state in ("new", "working", "signing", "returned")}
    for state in ("working", "signing", "returned"):
        commune.does("reception", "accept", found[state])
    for state in ("signing", "returned"):
        commune.does("case_officer", "register_result", found[state])
    commune.does("leader", "sign_result", found["returned"])
    commune.does("clerk", "seal_result", found["returned"])
    while scenes.outbox.deliver_due(limit=20):
        pass
    payments.set_account(
        agency_id=commune.agency.pk, bank_bin="970436", bank_name="Vietcombank", number="0011001932418",
        holder="UBND", valid_from=commune.now.date(), by=SYSTEM, at=commune.now,
    )  # fmt: skip
    owed = charges(subject=found["returned"].subject)[0]
    payments.take_cash(charge_id=owed.pk, by=commune.officials["cashier"], at=commune.now)
    return found


def _draft(commune: scenes.Commune) -> uuid.UUID:
    citizen = Actor(kind=ActorKind.CITIZEN, id=commune.mother.pk, name=commune.mother.name)
    return forms.save_draft(
        owner=citizen.key,
        subject=f"procedure_version:{commune.version.pk}",
        title="Đăng ký khai sinh",
        answers={**commune.answers(), "_filing": {"agency_id": commune.agency.pk}},
        page="child",
        by=citizen,
        at=commune.now,
    ).pk


def _address(name: str, row: dict[str, Any], dossier: Dossier, draft: uuid.UUID) -> str:
    paper = dossier.papers.exclude(file_use=None).order_by("id")[0]
    owed = charges(subject=dossier.subject)[0]
    receipt = receipt_of(charge=owed)
    known = {
        "charge_id": owed.public_id,
        "receipt_id": receipt.public_id if receipt else None,
        "public_id": dossier.public_id,
        "use_id": dossier.slips.get(kind=row["slip"]).file_use if "slip" in row else paper.file_use,
        "paper_id": paper.pk,
        "draft_id": draft,
        "written_id": Draft.objects.get().pk,
        "act_id": LegalAct.objects.order_by("id").values_list("pk", flat=True)[0],
        "page": "child",
        "code": dossier.code if name in {"portal:tracked", "api:api-1:lookup"} else "1.001193",
        "pk": 1,
        "partner_id": Partner.objects.get().pk,
        "fact_id": 1,
        "delivery_id": Delivery.objects.order_by("id").values_list("pk", flat=True)[0],
        "agency_id": dossier.receiving_agency_id,
        "official_id": Official.objects.get(staff_code="H24.900-clerk").pk,
        "notice_id": next(iter(notices.inbox(party_id=dossier.owner_id))).pk,
        "token": "1:made-up",
        "import_id": uuid.uuid4(),
        "absence_id": 999_999,
        "rest": "nothing/here",
        **row.get("with", {}),
    }
    if name == "desk:charge":
        known["public_id"] = owed.public_id
    if name in {"desk:receipt", "control:receipt", "control:receipt_void"}:
        known["public_id"] = known["receipt_id"]
    for pattern in _patterns(name):
        asked = f"?{row['ask']}" if "ask" in row else ""
        return reverse(name, kwargs={key: known[key] for key in pattern}) + asked
    raise AssertionError(name)


def _patterns(name: str) -> Any:
    """Yield the names of the parts of an address."""
    resolver = get_resolver()
    for space in name.split(":")[:-1]:
        resolver = resolver.namespace_dict[space][1]
    for possibilities, *_rest in resolver.reverse_dict.getlist(name.split(":")[-1]):
        yield list(possibilities[0][1])


def _sent(name: str, dossier: Dossier) -> dict[str, Any]:
    """Return what is sent: a step to act on and what it needs; everything else empty, to be let in and told."""
    step = scenes.processes.open_steps(dossier.run_id).first() if dossier.run_id else None
    return {
        "noi_dung": "Xin chào",
        "dat": "1",
        "them.child_identifier": "031326000001",
        **({"buoc": step.pk} if step else {}),
    }


def _seen(answer: Any) -> str:
    if answer.status_code in LED_ON:
        to = urlsplit(answer.url).path
        return "staff" if to.startswith("/staff/login") else "vneid" if to == "/vao/vneid/" else "go"
    return str(answer.status_code)


def _fits(seen: str, expected: str) -> bool:
    if expected == "in":
        return seen in {"200", "go", *map(str, TOLD)}
    return seen == expected


@pytest.mark.slow
def test_every_visitor_gets_what_the_table_says(town):
    clients, dossiers, draft = town
    wrong = []
    for name, row in _rows():
        if name not in _names():
            continue  # said by the test above
        dossier = Dossier.objects.get(pk=dossiers[row.get("dossier", "new")].pk)
        address = _address(name, row, dossier, draft)
        for method, answers in TABLE["classes"][row["class"]].items():
            for visitor in VISITORS:
                seen = _ask(clients[visitor], method, address, _sent(name, dossier))
                expected = _expected(answers, visitor)
                if not _fits(seen, expected):
                    wrong.append(f"{method.upper()} {address} ({name}) as {visitor}: {seen}, not {expected}")
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong)


class _Undo(Exception):
    """Takes back what a request has written."""


def _ask(client: Client, method: str, address: str, sent: dict[str, Any]) -> str:
    cache.clear()  # no visitor pays for the tries of another
    cookies = client.cookies.output()
    seen = ""
    try:
        with transaction.atomic():
            seen = _seen(getattr(client, method)(address, sent if method == "post" else None))
            raise _Undo
    except _Undo:
        pass
    if client.cookies.output() != cookies:
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return seen
