"""Every page that shows a citizen's data leaves a reading: with purpose, body and title (Luật 91/2025)."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse

from congvu.audit.models import Reading
from congvu.audit.purposes import PURPOSES
from congvu.dossiers.models import Dossier
from congvu.numbering.models import Book
from congvu.sites.api.tests.conftest import program
from tests import test_access as access
from tests.test_access import town

__all__ = ["town"]

pytestmark = pytest.mark.slow
READERS = [*access.READERS, "agency_admin", "province_admin"]
SPACES = ("desk:", "control:")
INVENTED = {"control:mailbox", "desk:entry_fill", "control:draft_trial", "control:paper_words"}
"""Letters of the demo; an example that is the sample's name; the invented person on whom a draft is tried."""
OF_OFFICES = {"desk:arrival_book_print", "desk:arrival_follow_up_print", "desk:guidance"}
OF_OFFICES |= {"desk:documents_board_file", "desk:documents_compliance_file"}
"""Papers to print on which agencies and their documents stand, and no citizen."""


def _pages(dossiers: dict[str, Dossier], draft: Any) -> list[tuple[str, str]]:
    """Return name and address of every page for officials, those of a table's made-up numbers among real ones."""
    found = []
    for name, row in access._rows():
        if (
            name.startswith(SPACES)
            and name not in INVENTED | OF_OFFICES
            and "get" in access.TABLE["classes"][row["class"]]
        ):
            dossier = Dossier.objects.get(pk=dossiers[row.get("dossier", "new")].pk)
            found.append((name, access._address(name, row, dossier, draft)))
    books = Book.objects.order_by("id")
    found += [(name, reverse(name, args=[book.pk])) for name in ("desk:book", "desk:book_print") for book in books]
    found += [("desk:search", f"{reverse('desk:search')}?q=khai"), ("desk:board_dossiers", _behind("open_in_time"))]
    return found


def _behind(column: str) -> str:
    return f"{reverse('desk:board_dossiers', args=[column])}?ky=2026-11"


def _about(dossier: Dossier) -> tuple[str, ...]:
    """Return whom the dossier is about, as its title names them."""
    _procedure, dot, about = dossier.title.rpartition("· ")
    return (about,) if dot else ()


def _body(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers["Content-Type"].startswith("application/json"):
        return json.dumps(json.loads(raw), ensure_ascii=False)
    return "%PDF" if raw.startswith(b"%PDF") else raw.decode(errors="replace")


def _faults(ask: Any, words: tuple[str, ...], party_ids: set[int]) -> tuple[bool, str]:
    """Return whether the answer shows something of the person, and what its reading lacks."""
    cache.clear()
    with transaction.atomic():
        last = Reading.objects.order_by("-id").values_list("id", flat=True).first() or 0
        answer = ask()
        body = _body(answer) if answer.status_code == 200 else ""
        shows = body == "%PDF" or any(word in body for word in words)
        left = list(Reading.objects.filter(id__gt=last))
        transaction.set_rollback(True)
    if not shows:
        return False, ""
    if not party_ids & {row.party_id for row in left}:
        return True, f"no reading, though it says {[word for word in words if word in body]}"
    bad = [row for row in left if row.purpose not in PURPOSES or not (row.by.agency_name and row.by.title)]
    return True, "; ".join(f"{row.purpose} by {row.by.snapshot()}" for row in bad if row.by.kind == "official")


def test_whoever_sees_a_citizen_at_the_desk_or_in_control_is_written_down(town):
    clients, dossiers, draft = town
    owner = next(iter(dossiers.values())).owner
    words = (owner.name, owner.identifier, *_about(dossiers["new"]))
    wrong, shown = [], set()
    for name, address in _pages(dossiers, draft):
        for reader in READERS:
            shows, fault = _faults(lambda: clients[reader].get(address), words, {owner.pk})  # noqa: B023
            shown |= {name} if shows else set()
            wrong += [f"{name} {address} as {reader}: {fault}"] if fault else []
    assert not wrong, f"{len(wrong)} pages:\n" + "\n".join(wrong)
    expected = {"home", "search", "reception", "dossier", "file", "draft", "sign", "control_sheet", "act", "cashier"}
    expected |= {"charge", "receipt", "board_dossiers", "book", "book_print", "vault", "vault_paper"}
    assert {f"desk:{name}" for name in expected} | {"control:receipts", "control:receipt"} <= shown


def test_whatever_a_partner_is_told_of_a_person_is_written_down(town):
    _clients, dossiers, _draft = town
    dossier = dossiers["returned"]
    partner = program(reach="province")
    words = (dossier.owner.name, dossier.owner.identifier, *_about(dossier))
    paths = ["", f"/{dossier.code}", f"/{dossier.code}/result", f"/{dossier.code}/charges"]
    seen = {}
    for path in paths:
        shows, fault = _faults(lambda: partner.get(f"/dossiers{path}"), words, {dossier.owner_id})  # noqa: B023
        assert not fault, (path, fault)
        seen[path] = shows
    assert list(seen.values()) == [True, True, True, False]
    partner.get(f"/dossiers/{dossier.code}")
    reading = Reading.objects.latest("id")
    assert (reading.purpose, reading.subject) == ("api", dossier.subject)
    assert reading.by.kind == "partner"
    assert reading.by.name
