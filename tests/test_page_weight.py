"""How many bytes of CSS and JavaScript each page asks of a browser, as they are sent: pressed by gzip, kept for a year.

A phone on a slow line loads the portal; what a page does not use it does not ask for.
"""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from congvu.accounts import operations as accounts
from congvu.accounts import queries
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
ASSET = re.compile(r"<(?:link[^>]+rel=\"stylesheet\"[^>]+href|script[^>]+src)=\"/static/([^\"?]+)\"")
CSS, LIGHT, DESK = 24_000, 20_000, 20_000
"""Bytes pressed: all CSS of a page; JavaScript of a page of the portal, of the desk."""
PAGES = {
    "portal:home": (None, LIGHT),
    "portal:procedures": (None, LIGHT),
    "portal:statistics": (None, LIGHT),
    "desk:home": ("case_officer", DESK),
    "desk:reception": ("reception", DESK),
    "desk:sign": ("leader", DESK),
    "desk:late": ("reception", DESK),
    "desk:search": ("reception", DESK),
    "desk:todo": ("leader", DESK),
    "desk:documents": ("leader", DESK),
    "desk:document_search": ("clerk", DESK),
    **{
        f"control:{name}": ("province_admin", DESK)
        for name in (
            *("home", "officials", "agencies", "certificates", "procedures", "drafts", "audit", "readings"),
            *("deliveries", "payments", "receipts", "lists", "surveys", "levels", "review", "corrections"),
        )
    },
}


def test_no_page_asks_for_more_bytes_than_it_may(client):
    commune = scenes.open_commune()
    commune.officials["province_admin"] = scenes.hire(
        commune.agency, "province_admin", "Trần Thị Quản Trị", "Chuyên viên"
    )
    heavy = {}
    for name, (role, most) in PAGES.items():
        if role:
            client.force_login(_account(commune, role))
        answer = client.get(reverse(name), follow=True)
        assert answer.status_code == 200, name
        asked = set(ASSET.findall(answer.content.decode()))
        assert asked, f"{name} asks for nothing: are its addresses written otherwise?"
        css = sum(_pressed(one) for one in asked if one.endswith(".css"))
        scripts = sum(_pressed(one) for one in asked if one.endswith(".js"))
        if css > CSS or scripts > most:
            heavy[name] = (css, scripts)
    assert heavy == {}


@cache
def _pressed(name):
    return len(gzip.compress(Path(finders.find(name)).read_bytes(), 9))


def _account(commune, role):
    official_id = commune.officials[role].id
    return queries.account_of(official_id=official_id) or accounts.open_account(
        official_id=official_id, username=f"w{official_id}", password="mua-xuan-tren-song-cam", by=SYSTEM,
        at=commune.now,
    )  # fmt: skip
