"""The scene of the bench: a commune with its people, built through operations as in the tests."""

from django.core.management import call_command
from django.db import connection

from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
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


def build() -> scenes.Commune:
    """Make tables and open the commune with the demo's keys."""
    with connection.cursor() as cursor:
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    call_command("migrate", verbosity=0, interactive=False)
    commune = scenes.open_commune()
    leader = commune.officials["leader"].id or 0
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    return commune


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


def dossier_count() -> int:
    """Count the dossiers that are kept."""
    return Dossier.objects.count()
