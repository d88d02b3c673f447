import html
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from congvu.accounts.models import PartnerKey
from congvu.exchange import signature
from congvu.sites.api.doors import api
from congvu.sites.api.examples import EXAMPLES, PROBLEM, RECIPE, SCOPES_OF

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def birth(db):
    call_command("load_procedures", str(ROOT / "congvu/procedures/birth_registration"))


def test_the_committed_description_equals_the_code(capsys):
    call_command("export_openapi")
    assert capsys.readouterr().out == (ROOT / "docs/openapi.json").read_text(encoding="utf-8")


def test_the_description_is_served(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert schema["paths"] == json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))["paths"]


def test_the_page_about_it_needs_nothing_from_elsewhere(client):
    assert client.get("/api/v1/").url == "/api/v1/docs"
    page = client.get("/api/v1/docs").content.decode()
    assert "/api/v1/procedures/{code}/sample" in page
    assert 'src="http' not in page
    assert 'href="http' not in page
    client.cookies["congvu_language"] = "en"
    assert "Degree of completion of a dossier" in client.get("/api/v1/docs").content.decode()
    assert "<script>" not in page


def test_the_page_shows_bodies_errors_scopes_and_webhooks(client):
    page = html.unescape(client.get("/api/v1/docs").content.decode())
    for call in (call for path in api.get_openapi_schema()["paths"].values() for call in path.values()):
        assert (call["operationId"] in EXAMPLES) == ("requestBody" in call)
        assert (call["operationId"] in SCOPES_OF) == ("security" in call)
    shown = (*EXAMPLES.values(), PROBLEM, RECIPE.strip(), "vn.congvu.dossier.fees_paid", *PartnerKey.Scope.values)
    assert [each for each in shown if each not in page] == []
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_the_recipe_on_the_page_tells_genuine_messages_from_forged_ones():
    told: dict[str, Any] = {}
    exec(RECIPE, told)
    secret, body, now = signature.new_secret(), '{"tên": 1}', int(time.time())
    sent = signature.headers(secret=secret, message_id="m-1", seconds=now, body=body)
    old = signature.headers(secret=secret, message_id="m-1", seconds=now - 301, body=body)
    assert told["is_genuine"](secret, sent, body.encode())
    assert not told["is_genuine"](secret, sent, body.encode() + b" ")
    assert not told["is_genuine"](signature.new_secret(), sent, body.encode())
    assert not told["is_genuine"](secret, old, body.encode())


def test_procedures_are_found_without_accents(client, birth):
    found = client.get("/api/v1/procedures?q=dang ky khai sinh").json()
    assert [item["code"] for item in found["items"]] == ["1.001193"]
    assert found["items"][0]["name"] == "Đăng ký khai sinh"
    assert found["next"] is None


def test_names_come_in_the_language_asked_for(client, birth):
    found = client.get("/api/v1/procedures", headers={"accept-language": "en"}).json()
    assert found["items"][0]["name"] == "Birth registration"


def test_a_procedure_comes_whole(client, birth):
    found = client.get("/api/v1/procedures/1.001193").json()
    assert found["version"] == 1
    assert found["limit"]["cutoff"] == "15:00"
    assert "birth_note" in {paper["code"] for paper in found["papers"]}
    assert {fee["code"] for fee in found["fees"]} == {"late_registration", "copies"}
    assert found["form_schema"]["$schema"].endswith("2020-12/schema")
    assert found["parts"]["result"]["name"] == "Giấy khai sinh"
    assert found["legal_basis"][0]["act"] == "60/2014/QH13"


@pytest.mark.parametrize("path", ["procedures/9.999999", "procedures/9.999999/sample", "lookup/H24.1-1", "nowhere"])
def test_what_is_not_there_is_a_problem(client, db, path):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Không tìm thấy"
    assert answer.json()["status"] == 404


def test_wrong_parameters_are_named(client, db):
    answer = client.get("/api/v1/procedures?limit=1000")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"] == [{"name": "limit", "detail": "Không lớn hơn 100."}]


def test_a_foreign_cursor_is_refused(client, db):
    assert client.get("/api/v1/procedures?cursor=khac").json()["errors"][0]["name"] == "cursor"


def test_a_day_that_does_not_exist_is_refused(client, db):
    assert client.get("/api/v1/places?on=2026-02-30").json()["errors"][0]["name"] == "on"


def test_lookup_tells_code_and_degree_only(client, db, monkeypatch):
    from congvu.sites.api import lookup

    monkeypatch.setattr(lookup.queries, "public_lookup", lambda code: (code, 3))
    assert client.get("/api/v1/lookup/H24.166-20261120-0000001").json() == {
        "code": "H24.166-20261120-0000001",
        "degree": 3,
    }


def test_places_of_a_day(client, db):
    from datetime import date

    from congvu.places.models import Place

    def place(code, name, kind, level, parent=None, **dates):
        from congvu.kit.text import fold

        return Place.objects.create(
            code=code, name=name, kind=kind, level=level, parent=parent, folded=fold(name), sort_key=name, **dates
        )

    city = place("31", "Thành phố Hải Phòng", "city", 1)
    place("11329", "Phường Ngô Quyền", "ward", 3, city, valid_from=date(2025, 7, 1))
    assert client.get("/api/v1/places").json()["items"][0]["code"] == "31"
    inside = client.get("/api/v1/places?province=31").json()["items"]
    assert inside[0]["full_name"] == "Phường Ngô Quyền, Thành phố Hải Phòng"
    assert client.get("/api/v1/places?province=31&on=2020-01-01").json()["items"] == []
    assert client.get("/api/v1/places?q=ngo quyen").json()["items"][0]["code"] == "11329"


def test_three_rows_cost_as_many_queries_as_one(client, birth, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from congvu.catalogue.models import Procedure

    with CaptureQueriesContext(connection) as one:
        client.get("/api/v1/procedures")
    first = Procedure.objects.get()
    version = first.versions.get()
    for number in (2, 3):
        first.pk, first.code, first._state.adding = None, f"1.00000{number}", True
        first.save()
        version.pk, version.procedure, version._state.adding = None, first, True
        version.save()
    with CaptureQueriesContext(connection) as three:
        assert len(client.get("/api/v1/procedures").json()["items"]) == 3
    assert len(one) == len(three)
