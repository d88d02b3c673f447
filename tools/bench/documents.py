"""Documents at size: an office with many of them, and how long its lists and searches take for each kind of account."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from congvu.documents import queries
from congvu.documents.tests.arriving import hire
from congvu.documents.tests.drafts import Sending, open_sending
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.paging import SIZE
from congvu.people import queries as people
from congvu.people.models import Official
from tools.bench import load, pages, scale
from tools.bench.figures import Figures, timed
from tools.bench.load import Page

COLLEAGUES = 99
CODE = "H24.77"
"""Of the office that ``open_sending`` opens."""
ACCOUNTS = {"clerk": "clerk", "leader": "leader", "ordinary account": "officer"}
LISTS = {"arrivals": "desk:arrivals_all", "in hand": "desk:arrivals", "issued": "desk:documents_issued"}
SEARCHES = {"one word of many": "cai cach", "a name": "hoang ngoc mai", "nothing found": "khong co tu nay"}


def few_real_ones(sending: Sending) -> list[int]:
    """Take in, register, give out, draw up and issue a few documents; return their ids."""
    office = sending.office
    made = [office.registered(code=f"{n}/SGĐ-VP", organ_name=f"Sở Giả Định {n}") for n in (1, 2)]
    made.append(office.in_progress(code="3/SGĐ-VP", organ_name="Sở Giả Định 3"))
    made += [sending.begun(subject="Về việc kiện toàn Tổ công tác"), sending.brought("issue")]
    return [one.pk for one in made]


@dataclass(frozen=True)
class Many:
    """An office, and what its many documents are copied from."""

    sending: Sending
    originals: list[int]
    officials: list[int]
    """The officer and the colleagues, who draw up and have in hand half of the documents in turn."""

    def copies(self, number: int) -> int:
        """Return how many copies of each original make so many documents."""
        return max(1, number // len(self.originals) - 1)

    def copy(self, copies: range) -> None:
        """Add the copies of these numbers."""
        scale.copy_documents(originals=self.originals, copies=copies, officials=self.officials)


def open_office(*, colleagues: int = COLLEAGUES) -> Many:
    """Open an office with a few documents and many officials."""
    sending = open_sending()
    office, officials = sending.office, [sending.office.people["officer"].id or 0]
    for n in range(colleagues):
        hired = hire(office.agency, office.units, f"c{n}", f"Cán Bộ Thứ {n}", "Chuyên viên", "case_officer", "KT")
        officials.append(hired.id or 0)
    return Many(sending, few_real_ones(sending), officials)


def staff() -> dict[str, Actor]:
    """Return by role the officials of the office that ``open_office`` opened, as another process finds them."""
    known = {row.staff_code: row for row in Official.objects.filter(staff_code__startswith=f"{CODE}-")}
    return {
        role: Actor(kind=ActorKind.OFFICIAL, id=known[f"{CODE}-{role}"].pk, name=known[f"{CODE}-{role}"].full_name)
        for role in ACCOUNTS.values()
    }


DAILY = tuple(
    f"documents: {what}, {account}"
    for what in ("arrivals", "search a name", "search one word of many")
    for account in ACCOUNTS
)
"""What sixteen open without a pause."""


def opened_by(staff: Mapping[str, Actor]) -> list[Page]:
    """Return the pages of lists and searches with the sessions of who opens them: clerk, leader, ordinary account."""
    found = []
    for account, role in ACCOUNTS.items():
        cookies = pages.cookies_of(staff[role])
        addresses = {name: reverse(view) for name, view in LISTS.items()}
        addresses |= {
            f"search {name}": f"{reverse('desk:document_search')}?{urlencode({'q': text})}"
            for name, text in SEARCHES.items()
        }
        found += [Page(f"documents: {name}, {account}", address, cookies) for name, address in addresses.items()]
    return found


def measure_pages(sending: Sending, figures: Figures, base: str, *, times: int, seconds: float) -> None:
    """Add how long the pages of lists and searches take for one user, and some of them for sixteen who never pause."""
    opened = opened_by(sending.office.people)
    pages.one_user(opened, figures, base, times=times)
    often = [page for page in opened if page.name in DAILY]
    pages.add(figures, load.flat_out(base, often, users=16, seconds=seconds), "16 flat out")


def measure(sending: Sending, figures: Figures, *, times: int) -> None:
    """Add median and 95th percentile of each list and search, by kind of account, without the page around it."""
    for name, work in lists(sending):
        work()
        figures.add_times(f"documents: {name}", [timed(work) for _ in range(times)])


def lists(sending: Sending, size: int = SIZE) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every list and search of documents as each kind of account opens it."""
    office = sending.office
    for account, role in ACCOUNTS.items():
        who = office.people[role]
        held = people.grants(official_id=who.id or 0, at=office.now)
        common: dict[str, Any] = {"official_id": who.id or 0, "size": size}
        yield f"arrivals, {account}", partial(queries.arrivals, grants=held, **common)
        yield f"in hand, {account}", partial(queries.in_hand, grants=held, **common)
        issued = {"held": held, "agency_ids": [office.agency.pk], **common}
        yield f"issued, {account}", partial(queries.issued, **issued)
        by_code = queries.Wanted(code="11/SGĐ-VP")
        yield f"search by code, {account}", partial(queries.search, by_code, held=held, **common)
        for words, text in SEARCHES.items():
            yield f"search {words}, {account}", partial(queries.search, queries.Wanted(text=text), held=held, **common)
