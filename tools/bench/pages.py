"""The pages that are opened most, on many dossiers, over real HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests.scenes import Commune
from congvu.kit.actors import Actor
from tools.bench import catalogue, load, scene
from tools.bench.figures import Figures, QueryCount

PUBLIC = (
    "portal: search of the catalogue",
    "portal: procedure of the list",
    "portal: statistics",
    "portal: statistics by procedure",
)
"""What everybody opens, asked for by 16 who never pause: logged in, and as visitors, who share what was made."""
LISTS = ("reception queue", "my work", "search a name")
"""The lists and the search of the aims."""
DAILY = (*LISTS, "dossier in work")
"""What many open at once."""
MANY = (300, 1000)
"""Users who open a page every 5 s."""


def measure(commune: Commune, figures: Figures, base: str, *, times: int, seconds: float) -> None:
    """Measure queries a page, then one user, 16 without a pause, 300 and 1,000 with a page every 5 s."""
    pages = opened_by(commune)
    for page in pages:
        figures.add(f"{page.name}, queries", QueryCount().over(opening(page)), "queries", 1)
    one_user(pages, figures, base, times=times)
    daily = [page for page in pages if page.name in DAILY]
    spent = load.flat_out(base, daily, users=16, seconds=seconds)
    add(figures, spent, "16 flat out")
    public = [page for page in pages if page.name in PUBLIC]
    visited = [replace(page, name=f"{page.name}, not logged in", cookies={}) for page in public]
    one_user(visited, figures, base, times=times)
    for kind in (public, visited):
        add(figures, load.flat_out(base, kind, users=16, seconds=seconds), "16 flat out")
    figures.add("pages, 16 flat out", sum(map(len, spent.values())) / seconds, "a second", 1)
    for users in MANY:
        add(figures, load.with_pauses(base, daily, users=users, every=5, seconds=seconds + 5), f"{users:,} users")


def opened_by(commune: Commune) -> list[load.Page]:
    """Return the pages with the sessions of who opens them."""
    cookies = {name: cookies_of(actor) for name, actor in {**commune.officials, "citizen": commune.citizen}.items()}
    return [load.Page(name, address, cookies[who]) for name, who, address in (*_desk_pages(), *_portal_pages(commune))]


def one_user(pages: list[load.Page], figures: Figures, base: str, *, times: int) -> None:
    """Let one user open each page so many times."""
    add(figures, load.one_after_another(base, pages, times=times), "1 user")


def add(figures: Figures, spent: load.Times, who: str) -> None:
    """Add how long each page took under one load."""
    for name, seconds in spent.items():
        figures.add_times(f"{name}, {who}", seconds)


def opening(page: load.Page) -> Callable[[], None]:
    """Return the opening of a page in this process; opened once already, so that what is kept is there.

    :raises RuntimeError: it is not shown
    """
    client = Client(SERVER_NAME="localhost")
    for name, value in page.cookies.items():
        client.cookies[name] = value

    def open_page() -> None:
        answer = client.get(page.address)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.address} answered {answer.status_code}")

    open_page()
    return open_page


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


def _portal_pages(commune: Commune) -> Iterator[tuple[str, str, str]]:
    mine = Dossier.objects.filter(owner=commune.mother).order_by("-id").first() or commune.submit("of-the-mother")
    wanted: list[tuple[str, str, list[Any]]] = [
        ("portal: home", "portal:home", []),
        ("portal: procedure", "portal:procedure", ["1.001193"]),
        ("portal: procedure of the list", "portal:procedure", [catalogue.code_of(700)]),
        ("portal: statistics", "portal:statistics", []),
        ("portal: scores", "portal:scores", []),
        ("portal: all procedures", "portal:procedures", []),
        ("portal: my dossiers", "portal:dossiers", []),
        ("portal: my dossier", "portal:dossier", [mine.public_id]),
    ]
    for label, view, args in wanted:
        yield label, "citizen", reverse(view, args=args)
    for label, text in (("search of the catalogue", "khai sinh"), ("search with slips", "cap giay phep xay dungg")):
        yield f"portal: {label}", "citizen", f"{reverse('portal:procedures')}?{urlencode({'q': text})}"
    yield "portal: statistics by procedure", "citizen", f"{reverse('portal:statistics')}?theo=thu-tuc"


def _one(state: State) -> Dossier:
    return Dossier.objects.filter(state=state).order_by("-id")[0]


def cookies_of(actor: Actor) -> dict[str, str]:
    """Return the cookies of an official or a citizen who has come in."""
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(scene.account_of(actor), backend="congvu.accounts.adapters.Backend")
    return {name: cookie.value for name, cookie in browser.cookies.items()}
