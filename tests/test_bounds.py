"""Every page that can be looked at, in a world copied many times: few queries, few rows, no table from end to end.

What is bounded does not depend on the machine. Each visitor opens every page of theirs and goes on by its links:
filters, next pages, what a row opens. What a page needs beyond the bounds stands in bounds.yaml with its reason, as
does each address that is not opened here.
"""

from collections import Counter
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import many
from tests.plans import is_whole, of_tables, reads, rows_of
from tests.test_access import TABLE, _rows
from tests.test_axe import _pages, _portal, town
from tests.test_crawl import links_of, name_of, words_of

__all__ = ["town"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BOUNDS = yaml.safe_load((Path(__file__).parent / "bounds.yaml").read_text())
COPIES = 400
MOST_QUERIES = 40
"""Of a page."""
MOST_ROWS = 2_000
"""Of growing tables that a page reads, what it then leaves out among them."""
NEVER_FOLLOWED = {"account_logout", "vneid_login", "staff_oidc_login"}


def test_every_page_asks_little_and_finds_it_by_an_index(town):
    pages = [*_pages(town), *_portal(town)]
    many.multiply(COPIES)
    growing, plans = set(many.growing()), {}
    opened, wrong, used = set(), set(), set()
    for visitor in dict.fromkeys(visitor for visitor, _address in pages):
        client = Client(raise_request_exception=False)
        if town[visitor] is not None:
            client.force_login(town[visitor])
        for address, name, status, queries in crawl(client, [address for who, address in pages if who == visitor]):
            place = f"{name}: {address} as {visitor}"
            if status == 200:
                opened.add(name)
            most = BOUNDS["queries"].get(name, {}).get("most", MOST_QUERIES)
            used |= {("queries", name)} if len(queries) > MOST_QUERIES else set()
            wrong |= {f"{place}: {len(queries)} queries"} if len(queries) > most else set()
            scanned, rows = looked_at(queries, plans, growing)
            known = BOUNDS["whole"].get(name, {}).get("of", [])
            read = sum(number for table, number in rows.items() if table not in known)
            most = BOUNDS["rows"].get(name, {}).get("most", MOST_ROWS)
            wrong |= {f"{place}: {read} rows"} if read > most else set()
            used |= {("whole", name)} if scanned else set()
            wrong |= {f"{place}: {table} from end to end" for table in scanned.difference(known)}
    named = {(kind, name) for kind in ("queries", "whole") for name in BOUNDS[kind]}
    wrong |= {
        f"{name}: no longer beyond its bound of {kind}: take it out of bounds.yaml" for kind, name in named - used
    }
    left = {name for names in BOUNDS["not_opened"].values() for name in names}
    to_open = {name for name, row in _rows() if shown(row)}
    wrong |= {f"{name}: no page of it is opened, so nobody tries its bounds" for name in to_open - opened - left}
    wrong |= {f"{name}: opened after all, or no page: take it out of bounds.yaml" for name in left - (to_open - opened)}
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(wrong))


def shown(row):
    """Tell whether somebody gets a page from an address, by access.yaml: not what is only pressed, or leads on."""
    answers = TABLE["classes"][row["class"]].get("get", {})
    return any(answer not in {403, 405, "staff", "vneid", "go"} for answer in answers.values())


def crawl(client, addresses):
    """Yield what the visitor opens: address, name, status and queries. A linked page once for each kind of question."""
    waiting, met = [(address, True) for address in addresses], Counter()
    while waiting:
        address, is_named = waiting.pop(0)
        path, _mark, query = address.partition("?")
        name = name_of(path)
        kind = (name, tuple(sorted(part.partition("=")[0] for part in query.split("&") if part)))
        if not name or name in NEVER_FOLLOWED or (met[kind] and not is_named):
            continue
        met[kind] += 1
        cache.clear()
        with CaptureQueriesContext(connection) as sent:
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)
        yield address, name, answer.status_code, [query["sql"] for query in sent.captured_queries]
        if answer.status_code in {301, 302}:
            to = urlsplit(urljoin(path, answer.url))
            if to.netloc in {"", "testserver"}:
                waiting.append((f"{to.path}?{to.query}" if to.query else to.path, False))
        waiting += [(f"{to}?{asked}" if asked else to, False) for to, asked in links_of(words_of(answer), path)]


def looked_at(queries, plans, growing):
    """Return which growing tables the queries read from one end to the other, and how many rows of each."""
    scanned, read = set(), Counter()
    for sql in filter(reads, queries):
        if sql not in plans:
            steps = [(many.whole_name(node["Relation Name"]), node) for node in of_tables(sql)]
            steps = [(table, node) for table, node in steps if table in growing]
            plans[sql] = {table for table, node in steps if is_whole(node)}, Counter()
            for table, node in steps:
                plans[sql][1][table] += rows_of(node)
        scanned |= plans[sql][0]
        read += plans[sql][1]
    return scanned, read
