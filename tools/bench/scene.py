"""The scene of the bench: communes with their people, built through operations as in the tests."""

from django.core.management import call_command
from django.db import connection

from congvu.accounts.models import Account
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people.models import Agency, Official
from congvu.signing import operations as signing
from tools.bench.lives import deliver_all

STATES = {
    (): 1,
    ("accept",): 1,
    ("accept", "take"): 1,
    ("accept", "register_result"): 1,
    ("accept", "register_result", "sign_result", "seal_result"): 6,
}
"""How far each original goes, and how many go so far: of ten, one waits at reception, one for the leader."""
WHO = {
    "accept": "reception",
    "take": "case_officer",
    "register_result": "case_officer",
    "sign_result": "leader",
    "seal_result": "clerk",
}
CODE = "H24.{number}"
FIRST = 900


def build(communes: int) -> list[scenes.Commune]:
    """Make tables and open the communes with the demo's keys."""
    with connection.cursor() as cursor:
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    call_command("migrate", verbosity=0, interactive=False)
    opened = []
    for number in range(FIRST, FIRST + communes):
        commune = scenes.open_commune(CODE.format(number=number), f"Ủy ban nhân dân phường Thí Dụ {number - FIRST + 1}")
        leader = commune.officials["leader"].id or 0
        signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
        opened.append(commune)
    return opened


def commune(number: int) -> scenes.Commune:
    """Return the n-th commune as another process has opened it, with a mother of its own."""
    agency = Agency.objects.get(code=CODE.format(number=FIRST + number))
    staff = {row.staff_code: row for row in Official.objects.filter(staff_code__startswith=f"{agency.code}-")}
    officials = {}
    for role in scenes.STAFF:
        official = staff[f"{agency.code}-{role}"]
        officials[role] = Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=official.full_name)
    return scenes.Commune(agency, officials, scenes.mother(f"03119008{number:04}", f"Nguyễn Thị Mẫu {number}"))


def few_real_ones(commune: scenes.Commune) -> list[int]:
    """File ten dossiers of ten mothers and bring them as far as ``STATES`` says; return their ids."""
    first = commune.mother
    made: list[int] = []
    for way, number in STATES.items():
        for _ in range(number):
            commune.mother = scenes.mother(f"0311900{90000 + len(made)}", f"Nguyễn Thị Mẫu {len(made)}")
            commune.__dict__.pop("citizen", None)
            dossier = commune.submit(f"original-{len(made)}")
            for operation in way:
                commune.does(WHO[operation], operation, dossier)
            made.append(dossier.pk)
    deliver_all()
    commune.mother = first
    commune.__dict__.pop("citizen", None)
    return made


def account_of(actor: Actor) -> Account:
    """Return the account by which an official or a citizen comes in."""
    kind = Account.Kind.OFFICIAL if actor.kind == ActorKind.OFFICIAL else Account.Kind.CITIZEN
    who = {"official_id" if kind == Account.Kind.OFFICIAL else "party_id": actor.id}
    defaults = {"kind": kind, "assurance": 2, "password": "!", **who}
    return Account.objects.get_or_create(username=f"bench-{kind}-{actor.id}", defaults=defaults)[0]
