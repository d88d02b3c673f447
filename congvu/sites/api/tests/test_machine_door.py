import base64
import datetime as dt
import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import PartnerKey
from congvu.audit.models import Reading
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.files.models import FileUse
from congvu.kit.actors import SYSTEM
from congvu.payments.models import Charge
from congvu.sites.api import samples
from congvu.sites.api.tests.conftest import program


def pdf(name="giay.pdf"):
    return SimpleUploadedFile(name, scenes.PDF, "application/pdf")


def test_the_sample_is_accepted_as_it_is(partner, sample):
    answer = partner.post("/dossiers", sample, "lan-1")
    assert answer.status_code == 201, answer.content.decode()
    filed = answer.json()
    dossier = Dossier.objects.get()
    assert filed["code"] == dossier.code
    assert filed["status_code"] == 1
    assert dt.datetime.fromisoformat(filed["due_at"]) > timezone.now()
    assert not filed["due_is_promised"]
    assert filed["track_url"].endswith(f"/tra-cuu/{dossier.code}/")
    assert answer["Location"] == f"/api/v1/dossiers/{dossier.code}"
    assert (dossier.origin, dossier.bundle.partner_id) == ("partner", partner.partner_id)
    assert [paper.code for paper in dossier.papers.all()] == ["birth_note"]


def test_the_sample_moves_with_the_days(commune):
    day = timezone.localdate() + dt.timedelta(days=400)
    answers = samples.body_of(commune.version, on=day)["answers"]
    assert dt.timedelta(0) < day - dt.date.fromisoformat(answers["child"]["birth_date"]) < dt.timedelta(days=60)
    assert answers["mother"]["birth_date"] == "1995-04-21"


def test_a_repeated_call_has_one_effect_and_the_same_answer(partner, sample):
    first, second = (partner.post("/dossiers", sample, "lan-1") for _each in range(2))
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Dossier.objects.count() == 1
    assert FileUse.objects.filter(owner__startswith="partner:").count() == 1


def test_the_same_key_with_another_body_is_refused(partner, sample):
    partner.post("/dossiers", sample, "lan-1")
    answer = partner.post("/dossiers", {**sample, "return_by": "counter"}, "lan-1")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["name"] == "Idempotency-Key"
    assert Dossier.objects.count() == 1


def test_a_failed_call_keeps_no_key(partner, sample):
    wrong = {**sample, "agency": "H24.1"}
    assert partner.post("/dossiers", wrong, "lan-1").status_code == 422
    assert partner.post("/dossiers", sample, "lan-1").status_code == 201


def test_two_partners_may_use_the_same_key(partner, sample):
    other = program("khac")
    codes = {each.post("/dossiers", sample, "lan-1").json()["code"] for each in (partner, other)}
    assert len(codes) == 2


def test_a_form_that_does_not_hold_names_each_place(partner, sample):
    del sample["answers"]["child"]["full_name"]
    sample["answers"]["child"]["sex"] = "khác"
    answer = partner.post("/dossiers", sample)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    places = {fault["pointer"] for fault in answer.json()["errors"]}
    assert places == {"/answers/child/full_name", "/answers/child/sex"}
    vietnamese = answer.json()["detail"]
    english = partner.post("/dossiers", sample, **{"accept-language": "en"}).json()["detail"]
    assert vietnamese != english


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"papers": []}, "/papers"),
        ({"agency": "H24.999"}, "/agency"),
        ({"papers": [{"code": "khong-co"}]}, "/papers/0/code"),
        ({"papers": [{"code": "birth_note"}]}, "/papers/0"),
        ({"papers": [{"code": "birth_note", "content": "%%%"}]}, "/papers/0/content"),
        ({"papers": [{"code": "birth_note", "content": base64.b64encode(b"MZ exe").decode()}]}, "/papers/0/content"),
        ({"papers": [{"code": "birth_note", "file": "0b5e5b0e-0000-4000-8000-000000000000"}]}, "/papers/0/file"),
        ({"return_by": "bồ câu"}, "/return_by"),
        ({"them": 1}, "/them"),
        ({"answers": []}, "/answers"),
    ],
)
def test_each_wrong_part_is_pointed_at(partner, sample, change, pointer):
    answer = partner.post("/dossiers", {**sample, **change})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert not Dossier.objects.exists()


def test_an_applicant_with_anothers_number_is_refused(partner, sample):
    scenes.mother(identifier=sample["applicant"]["identifier"][:3] + "190001299", name="Người Khác")
    sample["applicant"] |= {"identifier": "031190001299", "birth_date": "1990-05-04"}
    answer = partner.post("/dossiers", sample)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/applicant"]


def test_a_file_is_sent_first_and_then_filed(partner, sample):
    answer = partner.client.post("/api/v1/files", {"file": pdf()}, headers=partner.headers())
    assert answer.status_code == 201, answer.content.decode()
    kept = answer.json()
    assert (kept["sha256"], kept["size"]) == (hashlib.sha256(scenes.PDF).hexdigest(), len(scenes.PDF))
    sample["papers"] = [{"code": "birth_note", "file": kept["id"]}]
    assert partner.post("/dossiers", sample).status_code == 201
    stranger = program("khac")
    answer = stranger.post("/dossiers", sample)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/papers/0/file"]


def test_files_are_judged_by_their_content(partner):
    trojan = SimpleUploadedFile("giay.pdf", b"MZ\x90\x00 not a paper", "application/pdf")
    answer = partner.client.post("/api/v1/files", {"file": trojan}, headers=partner.headers())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/file"


def test_a_dossier_is_followed_to_its_result(partner, sample, commune, settings, tmp_path):
    from congvu.signing import operations as signing

    settings.VAR = tmp_path
    signing.make_demo_keys(
        by=SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[commune.agency.pk]
    )
    code = partner.post("/dossiers", sample).json()["code"]
    assert partner.get(f"/dossiers/{code}/result").status_code == 404
    commune.whole_life(Dossier.objects.get())
    told = partner.get(f"/dossiers/{code}").json()
    assert (told["status_code"], told["outcome"]) == (10, "granted")
    assert told["timeline"][0]["title"] == "Đã nộp hồ sơ"
    assert "signed" not in {each["kind"] for each in told["documents"]}
    result = partner.get(f"/dossiers/{code}/result")
    assert result["Content-Type"] == "application/pdf"
    assert b"".join(result.streaming_content).startswith(b"%PDF")
    receipt = next(each for each in told["documents"] if each["kind"] == "m01")
    assert partner.get(f"/dossiers/{code}/documents/{receipt['id']}").status_code == 200
    assert Reading.objects.filter(purpose="api").count() >= 2


def test_what_was_asked_for_is_mended(partner, sample, commune):
    code = partner.post("/dossiers", sample).json()["code"]
    dossier = Dossier.objects.get()
    commune.does(
        "reception",
        "request_supplement",
        dossier,
        items=[{"kind": "field", "pointer": "child.full_name", "label": "Họ tên", "problem": "Thiếu chữ đệm"}],
        reason="Họ tên con chưa rõ",
        contact="02253 000 000",
    )
    told = partner.get(f"/dossiers/{code}").json()
    assert told["status_code"] == 5
    assert told["supplement"]["items"][0]["pointer"] == "child.full_name"
    child = {**told["answers"]["child"], "full_name": "Trần Thị Ngọc Thí Dụ"}
    wrong = partner.post(f"/dossiers/{code}/supplement", {"answers": {"child": {**child, "sex": "male"}}})
    assert wrong.status_code == 422
    answers = [
        partner.post(f"/dossiers/{code}/supplement", {"answers": {"child": child}}, "bo-sung-1") for _each in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    dossier.refresh_from_db()
    assert dossier.values["child"]["full_name"] == "Trần Thị Ngọc Thí Dụ"
    assert partner.post(f"/dossiers/{code}/supplement", {"answers": {}}).status_code == 409


def test_fees_are_told_and_paid_at_a_gateway(partner, sample, monkeypatch):
    from congvu.payments.hooks import Opened, gateways

    class Gateway:
        name = "Cổng Thí Dụ"

        def open(self, order, *, at):
            return Opened(address=f"https://cong.example/{order.reference}")

    code = partner.post("/dossiers", sample).json()["code"]
    owed = partner.get(f"/dossiers/{code}/charges").json()["items"]
    assert [charge["amount"] for charge in owed] == [sum(line["amount"] for line in owed[0]["lines"])]
    assert partner.post(f"/dossiers/{code}/pay", {"gateway": "khong-co"}).status_code == 422
    monkeypatch.setitem(gateways._things, "thi-du", Gateway())
    opened = partner.post(f"/dossiers/{code}/pay", {"gateway": "thi-du"})
    assert opened.status_code == 201, opened.content.decode()
    assert opened.json()["amount"] == owed[0]["amount"]
    assert opened.json()["url"].startswith("https://cong.example/")
    Charge.objects.update(state="cancelled")
    assert partner.post(f"/dossiers/{code}/pay", {}).status_code == 409


def test_a_dossier_is_asked_back_once(partner, sample):
    code = partner.post("/dossiers", sample).json()["code"]
    assert partner.post(f"/dossiers/{code}/withdraw", {"reason": "Nhầm"}).json()["status_code"] == 7
    assert partner.post(f"/dossiers/{code}/withdraw", {}).status_code == 409


def test_anothers_code_and_an_unknown_one_are_answered_alike(partner, sample):
    code = partner.post("/dossiers", sample).json()["code"]
    stranger = program("khac")
    for path in ("", "/result", "/documents/0b5e5b0e-0000-4000-8000-000000000000"):
        foreign, unknown = (stranger.get(f"/dossiers/{each}{path}") for each in (code, "H24.1-20200101-0000001"))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.json() == unknown.json()
    for path, body in (("supplement", {"answers": {}}), ("withdraw", {})):
        assert stranger.post(f"/dossiers/{code}/{path}", body).status_code == 404
    assert stranger.get("/dossiers").json()["items"] == []


def test_a_partner_of_an_agency_sees_its_dossiers_and_files_only_there(partner, sample, commune):
    other = scenes.open_commune("H24.901", "Ủy ban nhân dân phường Khác")
    code = partner.post("/dossiers", sample).json()["code"]
    near = program("gan", reach="agency", agency_id=commune.agency.pk)
    far = program("xa", reach="agency", agency_id=other.agency.pk)
    assert near.get(f"/dossiers/{code}").status_code == 200
    assert far.get(f"/dossiers/{code}").status_code == 404
    assert far.post("/dossiers", sample).status_code == 422
    assert near.post(f"/dossiers/{code}/withdraw", {}).status_code == 403, "to see is not to act"


def test_the_list_goes_on_from_page_to_page(partner, sample):
    codes = [partner.post("/dossiers", sample).json()["code"] for _each in range(3)]
    page = partner.get("/dossiers?limit=2").json()
    rest = partner.get(f"/dossiers?limit=2&cursor={page['next']}").json()
    assert [item["code"] for item in page["items"] + rest["items"]] == codes[::-1]
    assert rest["next"] is None
    assert partner.get("/dossiers?status_code=10").json()["items"] == []


@pytest.mark.parametrize("token", ["", "abc", "cv_", "cv_0123456789_x", "cv_\x7f_é"])
def test_no_good_key_no_entry(client, db, token):
    answer = client.get("/api/v1/dossiers", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_revoked_in_mid_use_opens_nothing_more(partner, sample):
    code = partner.post("/dossiers", sample, "lan-1").json()["code"]
    accounts.revoke_key(key_id=partner.key_id, by=SYSTEM, at=timezone.now())
    assert partner.get(f"/dossiers/{code}").status_code == 401
    assert partner.post("/dossiers", sample, "lan-1").status_code == 401, "nor does it replay"


def test_a_closed_partner_and_a_key_run_out_open_nothing(partner, db):
    key = PartnerKey.objects.get()
    key.valid_until = timezone.now() - dt.timedelta(seconds=1)
    key.save()
    assert partner.get("/dossiers").status_code == 401
    other = program("khac")
    accounts.close_partner(partner_id=other.partner_id, by=SYSTEM, at=timezone.now())
    assert other.get("/dossiers").status_code == 401


def test_a_key_is_kept_as_a_digest(partner):
    key = PartnerKey.objects.get()
    assert partner.key.split("_", 2)[2] not in str(vars(key))
    partner.get("/dossiers")
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_a_key_does_only_what_it_is_for(db, commune, sample):
    reader = program("doc", scopes=["dossiers:read"])
    assert reader.get("/dossiers").status_code == 200
    assert reader.post("/dossiers", sample).status_code == 403


def test_too_many_calls_have_to_wait(db):
    slow = program("cham", per_minute=6)
    assert slow.get("/dossiers").status_code == 200
    answer = slow.get("/dossiers")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 10


def test_looking_up_has_its_pace_in_api_and_portal_together(client, db, settings):
    settings.LOOKUPS_PER_MINUTE = 4
    paths = ["/api/v1/lookup/H24.1-1", "/tra-cuu/H24.1-1/"] * 3
    seen = [client.get(path).status_code for path in paths]
    assert seen == [404, 404, 404, 404, 429, 429]
    assert client.get(paths[0], REMOTE_ADDR="203.0.113.9").status_code == 404


def test_what_cannot_be_read_is_told(partner, settings):
    def post(body, kind="application/json", path="/dossiers"):
        return partner.client.post(f"/api/v1{path}", body, content_type=kind, headers=partner.headers())

    assert post(b"{").status_code == 400
    assert post(b"[" * 100_000).status_code == 400
    assert post(b'{"answers": NaN}').status_code == 400
    assert post(b"a=b", "application/x-www-form-urlencoded").status_code == 415
    assert post(b"{}", path="/files").status_code == 415
    told = post(b'{"answers": {"a/b": ["x\\u0000"]}}')
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (422, "/answers/a~1b/0")
    assert post(b'{"procedure": "\\ud800"}').status_code == 422
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert post(b" " * 2000).status_code == 413


def test_another_way_of_calling_is_a_problem_with_the_right_one(partner):
    answer = partner.client.delete("/api/v1/dossiers", headers=partner.headers())
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}
    assert answer["Content-Type"] == "application/problem+json"
    assert partner.client.post("/api/v1/nowhere").status_code == 404


def test_the_demo_prints_a_key_that_works(client, commune, settings, capsys):
    call_command("demo_api_key")
    token = capsys.readouterr().out.strip()
    assert client.get("/api/v1/dossiers", headers={"authorization": f"Bearer {token}"}).status_code == 200
    settings.DEMO = False
    assert client.get("/api/v1/dossiers", headers={"authorization": f"Bearer {token}"}).status_code == 401
    with pytest.raises(CommandError):
        call_command("demo_api_key", stdout=io.StringIO())


@pytest.mark.django_db
def test_a_call_without_tls_is_refused_and_not_led_on(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/api/v1/procedures")
    assert answer.status_code == 403
    assert "https" in answer.json()["detail"]
    assert client.get("/api/v1/procedures", secure=True).status_code == 200
    assert client.get("/tra-cuu/").status_code == 301
