"""Pages through Django's test client: the full way of a request, middleware and templates, on many dossiers."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests.scenes import Commune
from congvu.kit.actors import SYSTEM, Actor
from tools.bench.figures import Figures, QueryCount, timed

WARM = 2


def measure(commune: Commune, figures: Figures, *, n: int) -> None:
    """Measure the pages that are opened most; each opening is a whole request."""
    desk = {role: _at_desk(commune.officials[role]) for role in ("reception", "case_officer", "leader")}
    for name, role, address in _desk_pages():
        _page(figures, f"desk: {name}", desk[role], address, n)
    citizen = _at_home(commune)
    for name, address in _portal_pages(commune):
        _page(figures, f"portal: {name}", citizen, address, n)


def _page(figures: Figures, name: str, client: Client, address: str, n: int) -> None:
    def open_page() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    for _ in range(WARM):
        open_page()
    figures.add(f"{name}, queries", QueryCount().over(open_page), "queries", 1)
    figures.add_times(name, [timed(open_page) for _ in range(n)])


def _desk_pages() -> Iterator[tuple[str, str, str]]:
    yield "reception queue", "reception", reverse("desk:reception")
    yield "my work", "case_officer", reverse("desk:home")
    yield "to sign", "leader", reverse("desk:sign")
    yield "late", "reception", reverse("desk:late")
    for label, text in (("a name", "hoang ngoc mai"), ("one word of many", "khai"), ("nothing found", "khong co ai")):
        yield f"search {label}", "reception", f"{reverse('desk:search')}?{urlencode({'q': text})}"
    yield "search by code", "reception", f"{reverse('desk:search')}?{urlencode({'q': _one(State.RETURNED).code})}"
    for label, state in (("in work", State.PROCESSING), ("returned", State.RETURNED)):
        yield f"dossier {label}", "reception", reverse("desk:dossier", args=[_one(state).public_id])


def _portal_pages(commune: Commune) -> Iterator[tuple[str, str]]:
    mine = Dossier.objects.filter(owner=commune.mother).order_by("-id")[0]
    wanted: list[tuple[str, str, list[Any]]] = [
        ("home", "portal:home", []),
        ("procedure", "portal:procedure", ["1.001193"]),
        ("my dossiers", "portal:dossiers", []),
        ("my dossier", "portal:dossier", [mine.public_id]),
    ]
    for label, view, args in wanted:
        try:
            yield label, reverse(view, args=args)
        except NoReverseMatch:
            continue


def _one(state: State) -> Dossier:
    return Dossier.objects.filter(state=state).order_by("-id")[0]


def _client(account: Account) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(account, backend="congvu.accounts.adapters.Backend")
    return client


def _at_desk(actor: Actor) -> Client:
    account = accounts.open_demo_account(
        official_id=actor.id or 0,
        username=f"bench-{actor.id}",
        password_hash=make_password(None),
        by=SYSTEM,
        at=timezone.now(),
    )
    return _client(account)


def _at_home(commune: Commune) -> Client:
    account, _made = Account.objects.get_or_create(
        username="bench-citizen",
        defaults={
            "kind": Account.Kind.CITIZEN,
            "party_id": commune.mother.pk,
            "assurance": 2,
            "password": make_password(None),
        },
    )
    return _client(account)
