"""Documents at size: an office with many of them, and how long its lists and searches take for each kind of account."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from congvu.documents import queries
from congvu.documents.tests.drafts import Sending, open_sending
from congvu.people import queries as people
from tools.bench import scale
from tools.bench.figures import Figures, timed

ACCOUNTS = {"clerk": "clerk", "leader": "leader", "ordinary account": "officer"}
SEARCHES = {"one word of many": "cai cach", "a name": "hoang ngoc mai", "nothing found": "khong co tu nay"}


def few_real_ones(sending: Sending) -> list[int]:
    """Take in, register, give out and draw up a few documents; return their ids."""
    office = sending.office
    made = [office.registered(code=f"{n}/SGĐ-VP", organ_name=f"Sở Giả Định {n}") for n in (1, 2)]
    made.append(office.in_progress(code="3/SGĐ-VP", organ_name="Sở Giả Định 3"))
    made.append(sending.begun())
    return [one.pk for one in made]


def build(number: int) -> Sending:
    """Open an office that holds so many documents."""
    sending = open_sending()
    originals = few_real_ones(sending)
    scale.copy_documents(originals=originals, copies=max(1, number // len(originals) - 1))
    return sending


def measure(sending: Sending, figures: Figures, *, times: int) -> None:
    """Add median and 95th percentile of each list and search, by kind of account, without the page around it."""
    for name, work in lists(sending):
        work()
        figures.add_times(f"documents: {name}", [timed(work) for _ in range(times)])


def lists(sending: Sending, size: int = 50) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield every list and search of documents as each kind of account opens it."""
    office = sending.office
    for account, role in ACCOUNTS.items():
        who = office.people[role]
        held = people.grants(official_id=who.id or 0, at=office.now)
        common: dict[str, Any] = {"official_id": who.id or 0, "size": size}
        yield f"arrivals, {account}", partial(queries.arrivals, grants=held, **common)
        yield f"in hand, {account}", partial(queries.in_hand, grants=held, **common)
        for words, text in SEARCHES.items():
            yield f"search {words}, {account}", partial(queries.search, queries.Wanted(text=text), held=held, **common)
