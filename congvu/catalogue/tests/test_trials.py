"""Test mode runs every shipped procedure to its end and leaves no trace; packs go round, bad ones are refused."""

import io
import json
import re
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.core.management import call_command

from congvu.audit.models import Entry
from congvu.catalogue import operations, queries
from congvu.catalogue.models import Draft, ProcedureVersion
from congvu.catalogue.packing import MANIFEST, pack, unpack
from congvu.catalogue.places import put_at
from congvu.catalogue.tests.scene import NOW, TODAY, birth, propose
from congvu.catalogue.tests.test_drafting import staff  # noqa: F401  the same people
from congvu.catalogue.writing import content_of
from congvu.kit.errors import Refusal
from congvu.numbering.models import Series
from congvu.people.models import Agency
from congvu.places.models import Place
from congvu.processes.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    since = {"valid_from": TODAY - timedelta(days=400), "folded": "x", "sort_key": "x"}
    city = Place.objects.create(code="31", name="Thành phố Hải Phòng", kind=Place.Kind.CITY, level=1, **since)
    Place.objects.create(code="11329", name="Phường Thí Dụ", kind=Place.Kind.WARD, level=3, parent=city, **since)


def drafted(version):
    content = content_of(version)
    return Draft(
        code=content.code, title=content.title, procedure=version.procedure, sheet=content.sheet, bpmn=content.bpmn,
        result_template=content.result_template, sample=content.sample,
    )  # fmt: skip


def run(draft, answers=None):
    answers = operations.trial_answers(draft, on=TODAY) if answers is None else answers
    return operations.try_draft(draft=draft, answers=answers, channel="online", at=NOW)


def test_every_shipped_procedure_runs_through_a_trial_without_a_trace(ward):
    call_command("load_procedures", verbosity=0)
    before = [model.objects.count() for model in (Run, Agency, Series, ProcedureVersion, Entry)]
    stopped = {}
    for version in ProcedureVersion.objects.select_related("procedure").order_by("procedure__code"):
        trial = run(drafted(version))
        if not trial.is_whole:
            stopped[str(version)] = [(event.title, event.lines) for event in trial.events if event.wrong]
    assert stopped == {}
    assert [model.objects.count() for model in (Run, Agency, Series, ProcedureVersion, Entry)] == before


def test_the_protocol_names_fees_promise_steps_and_draws_the_result(ward):
    trial = run(drafted(propose(birth())))
    said = {event.title: event for event in trial.events}
    assert said["Tiếp nhận và hẹn ngày trả"].due is not None
    assert "16.000 đồng" in " ".join(said["Tính phí, lệ phí"].lines)
    steps = [event.title for event in trial.events if event.who]
    assert steps == [step["name"]["vi"] if isinstance(step["name"], dict) else step["name"] for step in birth().steps]
    assert trial.pages[0].startswith(b"\x89PNG")


def test_a_trial_stops_where_the_rules_say_so(ward):
    draft = drafted(propose(birth()))
    answers = operations.trial_answers(draft, on=TODAY)
    wrong = run(draft, {**answers, "child": {}})
    assert not wrong.is_whole
    assert wrong.errors
    draft.result_template = "#nothing-here()"
    assert [event.title for event in run(draft, answers).events if event.wrong] == ["In thử kết quả"]
    draft.sheet = put_at(draft.sheet, "sets", "hai")
    with pytest.raises(Refusal):
        run(draft, answers)


def test_a_pack_goes_to_another_province_and_back_the_same(staff):  # noqa: F811
    version = propose(birth())
    packed = operations.export_version(version_id=version.pk, by=staff["writer"], at=NOW)
    assert packed == operations.export_version(version_id=version.pk, by=staff["writer"], at=NOW)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        names = opened.namelist()
        text = opened.read("sheet.yaml").decode()
    assert names == ["manifest.json", "result.typ", "sample.yaml", "sheet.yaml"]
    assert text.startswith(("code: 1.001193\n", "code: '1.001193'\n"))
    draft = operations.import_pack(data=packed, name="tinh-ban.zip", by=staff["second"], at=NOW)
    assert draft.origin["province"] == settings.PROVINCE
    assert draft.sheet == content_of(version).sheet
    assert queries.draft_faults(draft) == []


def zipped(parts, **more):
    sink = io.BytesIO()
    listed = {name: sha256(data).hexdigest() for name, data in parts.items()}
    manifest = json.dumps({"format": 1, "province": "Tỉnh Khác", "files": listed, **more}).encode()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in {**parts, MANIFEST: manifest}.items():
            made.writestr(name, data)
    return sink.getvalue()


def test_a_hostile_pack_is_refused_with_words():
    version = propose(birth())
    with zipfile.ZipFile(io.BytesIO(pack(content_of(version), at=NOW))) as opened:
        good = {name: opened.read(name) for name in opened.namelist() if name != MANIFEST}
    assert unpack(zipped(good))[0].code == "1.001193"
    sheet = good["sheet.yaml"]
    evil = {
        "mã chương trình": {**good, "handler.py": b"print()"},
        "Không nhận tệp": {**good, "../sheet.yaml": b"x"},
        "lớn hơn 1 MB": {**good, "result.typ": b"0" * 1_000_001},
        "tham chiếu": {**good, "sheet.yaml": b"a: &a [1]\nb: *a\n"},
        "lồng quá sâu": {**good, "sheet.yaml": b"[" * 60 + b"]" * 60},
        "không phải YAML": {**good, "sheet.yaml": b"a: [1"},
        "sets: ": {**good, "sheet.yaml": sheet.replace(b"\nsets: 1\n", b"\nsets: mot\n")},
        "form": {
            **good,
            "sheet.yaml": re.sub(rb"\nform:\n.*?\nsteps:", b"\nform: {pages: 3}\nsteps:", sheet, flags=re.S),
        },
        "thiếu tệp": {"result.typ": b""},
    }
    for words, files in evil.items():
        with pytest.raises(operations.PackRefused, match=words):
            unpack(zipped(files))
    with pytest.raises(operations.PackRefused, match="không khớp"):
        unpack(zipped(good, files={"sheet.yaml": "0"}))
    with pytest.raises(operations.PackRefused, match="ZIP"):
        unpack(b"PK\x03\x04 not a zip")
    looping = sheet.replace(b"type: text\n", b"type: text\n        pattern: (a+)+b\n        pattern_words: x\n", 1)
    with pytest.raises(operations.PackRefused, match=r"lặp trong lặp|sheet"):
        unpack(zipped({**good, "sheet.yaml": looping}))
