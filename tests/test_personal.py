"""What each page shows of a citizen, to whom: the pages as every visitor, against personal.yaml."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import cache
from django.utils import timezone
from pypdf import PdfReader

from congvu.dossiers import operations
from congvu.dossiers.models import Bundle, Dossier
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people.models import Party
from congvu.signing import operations as signing
from congvu.sites.api.tests.conftest import Program, program
from tests import test_access as access

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TABLE, AUTHORISED, PARTNERS = yaml.safe_load_all((Path(__file__).parent / "personal.yaml").read_text())
ANSWERED = {
    "Trần Thị Thí Dụ": "Trần Gia Linh",
    "031195001234": "031195007654",
    "031093004321": "031093007654",
    "minhhoa@vidu.vn": "nhalinh@vidu.vn",
    "0912345678": "0987654321",
    "Số 5 đường Thí Dụ": "Số 9 đường Kiểm Thử",
}
"""What the mother answers in the place of the published sample, which anybody may read."""
FIELDS = {
    "name": ["Nguyễn Thị Hồng Ánh"],
    "number": ["031190001234", ANSWERED["031195001234"], ANSWERED["031093004321"]],
    "birth": ["04/05/1990", "1990-05-04"],
    "email": ["anh@example.vn", ANSWERED["minhhoa@vidu.vn"]],
    "phone": ["0987654321", "0987 654 321"],
    "home": [ANSWERED["Số 5 đường Thí Dụ"]],
    "child": [ANSWERED["Trần Thị Thí Dụ"]],
}
"""What stands for each: of the owner, and of those in the owner's answers."""
INVENTED = {"control:paper_words"}
"""A paper filled with an example."""


def _answers(commune: scenes.Commune) -> Any:
    words = json.dumps(commune.sample["answers"], ensure_ascii=False)
    for sample, own in ANSWERED.items():
        words = words.replace(sample, own)
    return json.loads(words)


def _words(answer: Any) -> str:
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if raw.startswith(b"%PDF"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    if "json" in answer.get("Content-Type", ""):
        return json.dumps(json.loads(raw), ensure_ascii=False)
    return raw.decode(errors="replace")


def _shown(answer: Any) -> set[str]:
    words = _words(answer) if answer.status_code == 200 else ""
    return {field for field, ways in FIELDS.items() if any(way in words for way in ways)}


def _said() -> set[tuple[str, str, str]]:
    found = set()
    for name, fields in TABLE.items():
        for field, visitors in fields.items():
            found |= {(name, field, one) for given in visitors for one in access.GROUPS.get(given, [given])}
    return found


def _lines(rows: set[tuple[str, str, str]]) -> str:
    pages: dict[str, dict[str, list[str]]] = {}
    for name, field, visitor in sorted(rows):
        pages.setdefault(name, {}).setdefault(field, []).append(visitor)
    return yaml.safe_dump(pages, default_flow_style=None, width=200) if pages else ""


def test_every_page_shows_of_a_person_what_the_table_says_and_no_more(db, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(scenes.Commune, "answers", _answers)
    clients, dossiers, draft = access.open_town([scenes.FOLDER])
    shown = set()
    for name, row in access._rows():
        answers = access.TABLE["classes"][row["class"]].get("get", {})
        dossier = Dossier.objects.get(pk=dossiers[row.get("dossier", "new")].pk)
        for visitor in access.VISITORS:
            if name in INVENTED or not answers or access._expected(answers, visitor) not in {"200", "in"}:
                continue
            cache.clear()
            answer = clients[visitor].get(access._address(name, row, dossier, draft))
            shown |= {(name, field, visitor) for field in _shown(answer)}
    assert _lines(shown - _said()) == "", "shown, and the table does not say so"
    assert _lines(_said() - shown) == "", "said, and not shown"


def test_whoever_files_for_another_sees_of_that_dossier_what_the_table_says_until_it_is_ended(
    db, settings, tmp_path, monkeypatch
):
    settings.VAR = tmp_path
    monkeypatch.setattr(scenes.Commune, "answers", _answers)
    clients, dossiers, draft = access.open_town([scenes.FOLDER])
    owner, agent = (Party.objects.get(identifier=number) for number in ("031190001234", "031192001234"))
    at = timezone.now()
    until = timezone.localdate(at) + dt.timedelta(days=30)
    by = Actor(kind=ActorKind.CITIZEN, id=owner.pk, name=owner.name)
    said = {"relation": "relative", "consent": "online", "valid_until": until, "by": by, "at": at}
    mandate = operations.record_mandate(owner_id=owner.pk, agent_id=agent.pk, **said)
    Bundle.objects.update(mandate=mandate, submitter=agent)

    def shown():
        found = {}
        for name, row in access._rows():
            dossier = Dossier.objects.get(pk=dossiers[row.get("dossier", "new")].pk)
            cache.clear()
            if fields := _shown(clients["other"].get(access._address(name, row, dossier, draft))):
                found[name] = sorted(fields)
        return found

    assert shown() == {name: sorted(fields) for name, fields in AUTHORISED.items()}
    operations.end_mandate(mandate_id=mandate.pk, by=by, at=at)
    assert shown() == {"portal:own_copy": ["name"]}, "whom one filed for stays in one's own record"


def test_a_partner_sees_of_a_dossier_it_filed_what_the_table_says_and_nothing_of_others(db, settings, tmp_path):
    settings.VAR = tmp_path
    commune = scenes.open_commune()
    commune.now = timezone.now()
    leader, agency = commune.officials["leader"].id, commune.agency.pk
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[agency])
    filer, other = program(), program("khac")
    sample = json.dumps(filer.get("/procedures/1.001193/sample").json(), ensure_ascii=False)
    owner = {"Nguyễn Thị Minh Họa": "Nguyễn Thị Hồng Ánh", "1995-04-21": "1990-05-04", "031195001234": "031190001234"}
    for published, own in {**ANSWERED, **owner}.items():
        sample = sample.replace(published, own)
    code = filer.post("/dossiers", json.loads(sample)).json()["code"]
    commune.whole_life(Dossier.objects.get())

    def shown(caller: Program) -> dict[str, list[str]]:
        receipt = next(one["id"] for one in filer.get(f"/dossiers/{code}").json()["documents"] if one["kind"] == "m01")
        calls = {"dossier": "", "charges": "/charges", "result": "/result", "document": f"/documents/{receipt}"}
        found = {name: _shown(caller.get(f"/dossiers/{code}{path}")) for name, path in calls.items()}
        return {f"api:api-1:{name}": sorted(fields) for name, fields in found.items() if fields}

    assert shown(filer) == {name: sorted(fields) for name, fields in PARTNERS.items()}
    assert shown(other) == {}
    assert _shown(other.get(f"/lookup/{code}")) == set(), "anybody may look up how far it is"
