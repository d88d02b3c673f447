"""Lists at the desk: one query count whatever their length, and only what is one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from congvu.dossiers.models import Dossier
from congvu.printing import operations as printing


def _queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(caught), answer.content.decode()


@pytest.mark.parametrize("name", ["home", "reception", "late", "search"])
def test_three_rows_cost_as_many_queries_as_one(commune, sit, name):
    client = sit(commune, "reception")
    address = reverse(f"desk:{name}") + ("?q=khai" if name == "search" else "")
    commune.submit(key="first")
    client.get(address)
    one, _page = _queries(client, address)
    commune.submit(key="second")
    commune.submit(key="third")
    three, page = _queries(client, address)
    assert three == one <= 12
    assert page.count("data-row") == (0 if name == "late" else 3)


def test_a_day_in_a_list_opens_its_account(commune, sit):
    dossier = commune.submit(key="first")
    commune.does("reception", "accept", dossier)
    client, plain = sit(commune, "case_officer"), reverse("desk:dossier", args=[dossier.public_id])
    assert f'href="{plain}?han=1#han"' in client.get(reverse("desk:home")).content.decode()
    asked, unasked = (client.get(address).content.decode() for address in (f"{plain}?han=1", plain))
    assert 'id="han"' in asked
    assert ['<details class="cv-fold" open>' in page for page in (asked, unasked)] == [True, False]


def test_sign_list_costs_as_many_queries_for_three_as_for_one(commune_with_keys, sit):
    commune = commune_with_keys

    def to_sign(key):
        dossier = commune.submit(key=key)
        commune.does("reception", "accept", dossier)
        commune.does("case_officer", "register_result", dossier)

    to_sign("first")
    client = sit(commune, "leader")
    client.get(reverse("desk:sign"))
    one, _page = _queries(client, reverse("desk:sign"))
    to_sign("second")
    to_sign("third")
    three, page = _queries(client, reverse("desk:sign"))
    assert three == one <= 12
    assert page.count('name="chon"') == 3
    assert page.count('src="data:image/png;base64,') == 1


def test_a_draft_is_drawn_once_until_it_is_written_anew(commune_with_keys, sit, monkeypatch):
    commune = commune_with_keys
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    drawn = []
    draw = printing.draw_paper
    monkeypatch.setattr(printing, "draw_paper", lambda **more: drawn.append(1) or draw(**more))
    client = sit(commune, "leader")
    pages = [client.get(reverse("desk:sign")).context["pages"] for _look in range(3)]
    assert len(drawn) == 1
    assert pages[0] == pages[1] == pages[2]
    commune.does("leader", "send_back", dossier, target="register", reason="Sai số định danh")
    commune.does("case_officer", "register_result", dossier, extra={"child_identifier": "031326000027"})
    assert client.get(reverse("desk:sign")).context["pages"] != pages[0]
    assert len(drawn) == 2
    commune.does("leader", "sign_result", dossier)
    assert not dossier.draft_pictures.exists()


def test_reception_does_not_see_the_work_of_others(commune, sit):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    page = sit(commune, "reception").get(reverse("desk:home")).content.decode()
    assert dossier.code not in page


def test_search_finds_without_accents(commune, sit):
    dossier = commune.submit()
    page = sit(commune, "case_officer").get(reverse("desk:search"), {"q": "dang ky khai sinh"}).content.decode()
    assert dossier.code in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Khai sinh", True),
        ("sinh khai", True),  # in any order
        ("khai sin", True),  # still typing: by letters, since nothing has the word
        ("whole code", True),
        ("middle of code", True),
        ("last digits", True),
        ("khai tử sinh", False),
        ("·", True),  # no word at all: a sign of the title
        ("%", False),
        ("' | !", False),
    ],
)
def test_search_finds_whole_words_first_and_letters_where_no_dossier_has_them(commune, sit, asked, found):
    dossier = commune.submit()
    parts = dossier.code.split("-")
    asked = {"whole code": dossier.code, "middle of code": parts[1], "last digits": dossier.code[-3:]}.get(asked, asked)
    page = sit(commune, "case_officer").get(reverse("desk:search"), {"q": asked}).content.decode()
    assert (page.count("data-row") == 1) is found


def test_a_whole_word_hides_what_only_has_its_letters(commune, sit):
    short, long = commune.submit(key="first"), commune.submit(key="second")
    Dossier.objects.filter(pk=short.pk).update(search_text=f"{short.code} nguyen thi an".lower())
    Dossier.objects.filter(pk=long.pk).update(search_text=f"{long.code} hoang thi lan".lower())
    client, address = sit(commune, "case_officer"), reverse("desk:search")
    page = client.get(address, {"q": "an"}).content.decode()
    assert (short.code in page, long.code in page) == (True, False)
    page = client.get(address, {"q": "oan"}).content.decode()
    assert (short.code in page, long.code in page) == (False, True)


def test_visitor_is_sent_to_the_log_in(client, db):
    answer = client.get(reverse("desk:home"))
    assert (answer.status_code, answer.url) == (302, "/staff/login/?next=/desk/")


def test_a_dossier_page_sends_a_bounded_number_of_queries(commune, sit):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    client = sit(commune, "reception")
    address = reverse("desk:dossier", args=[dossier.public_id])
    client.get(address)
    sent, _page = _queries(client, address)
    assert sent <= 27
