"""A crawler as each kind of visitor: every link leads to a page they may see, and no page shows another's things."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.urls import Resolver404, resolve

from congvu.dossiers.tests import scenes
from tests.test_access import TABLE, VISITORS, _expected, _fits, _rows, _seen, open_town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LINKS = re.compile(r"<(?:a|iframe|object)\s[^>]*?(?:href|src|data)=\"([^\"]+)\"", re.S)
BEGINNINGS = ("/", "/desk/", "/control/", "/api/v1/", "/vao/phien/", "/staff/2fa/")
NOT_SET_UP = {"vneid_login", "staff_oidc_login"}
"""Doors of others, which the tests do not open."""
OF_A_KIND = 1
"""Pages of one address that are looked at by one visitor, besides those of other questions behind it."""
PROCEDURES = [scenes.FOLDER]


def links_of(page, address):
    """Return where the links of a page lead, of this site alone and without what is only said behind."""
    for found in LINKS.findall(page):
        parts = urlsplit(urljoin(address, unescape(found)))
        if parts.scheme in {"", "http"} and parts.netloc in {"", "testserver"} and parts.path:
            yield parts.path, parts.query


def name_of(path):
    """Return the name of an address; empty for what the program does not answer itself."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return "" if path.startswith(("/static/", "/media/")) else f"nowhere: {path}"


def allowed(name, visitor, seen):
    """Tell whether a row of access.yaml says that this visitor gets this answer there."""
    kinds = [row["class"] for one, row in _rows() if one == name]
    if all(kind.startswith("no_such") for kind in kinds):
        return seen in {"200", "404"}  # the table asks for what is not there; what is has tests of its own
    rows = [TABLE["classes"][kind].get("get", {}) for kind in kinds]
    return any(answers and _fits(seen, _expected(answers, visitor)) for answers in rows)


def words_of(answer):
    if answer.streaming or "text/html" not in answer.get("Content-Type", ""):
        return ""
    return answer.content.decode()


def crawl(client, visitor):
    """Yield each page that the visitor comes to by links: where from, its address, name and answer."""
    waiting = [("", path, "") for path in BEGINNINGS]
    looked, met = set(), {}
    while waiting:
        come_from, path, query = waiting.pop(0)
        name = name_of(path)
        questions = tuple(sorted(part.partition("=")[0] for part in query.split("&") if part))
        kind = (name, questions)
        if not name or (path, questions) in looked or met.get(kind, 0) >= OF_A_KIND:
            continue
        looked.add((path, questions))
        met[kind] = met.get(kind, 0) + 1
        cache.clear()
        answer = client.get(f"{path}?{query}" if query else path)
        yield come_from, path, name, answer
        if answer.status_code in {301, 302}:
            to = urlsplit(urljoin(path, answer.url))
            if to.netloc in {"", "testserver"}:
                waiting.append((path, to.path, to.query))
        waiting += [(path, *link) for link in links_of(words_of(answer), path)]


def test_every_link_leads_somewhere_and_nowhere_to_anothers_things(db, settings, tmp_path):
    settings.VAR = tmp_path
    clients, dossiers, _draft = open_town(PROCEDURES)
    secrets = [one.code for one in dossiers.values()] + ["Nguyễn Thị Hồng Ánh", "031190001234"]
    wrong, seen_by = [], {}
    for visitor in VISITORS:
        client = clients[visitor]
        client.raise_request_exception = True
        for come_from, path, name, answer in crawl(client, visitor):
            seen = _seen(answer)
            seen_by.setdefault(visitor, set()).add(name)
            if name in NOT_SET_UP:
                continue
            if answer.status_code >= 400 and (come_from or answer.status_code >= 500):
                wrong.append(f"{visitor}: {come_from} leads to {path} ({name}): {seen}")
            elif name in TABLE["addresses"] and not allowed(name, visitor, seen):
                wrong.append(f"{visitor}: {path} ({name}): {seen}, which access.yaml does not say")
            elif name.startswith("nowhere"):
                wrong.append(f"{visitor}: {come_from} leads {name}")
            if visitor in {"nobody", "other", "stranger"}:
                told = [word for word in secrets if word in words_of(answer)]
                if told:
                    wrong.append(f"{visitor}: {path} ({name}) shows {told}")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(wrong))
    assert {visitor for visitor in VISITORS if len(seen_by[visitor]) < 8} == set(), "somebody hardly got anywhere"
    assert "portal:dossier" in seen_by["owner"]
    assert "desk:dossier" in seen_by["case_officer"]
