"""Bad input, as it comes over the wire: each gets clear words, and nothing that was good is lost."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from congvu.accounts.models import Account
from congvu.audit import queries as audit
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, Message
from congvu.dossiers.tests import scenes
from congvu.files.models import Blob, FileUse
from congvu.forms.models import Draft
from congvu.kit.errors import NotAllowed, NotThere
from congvu.processes import queries as processes

CODE = "1.001193"
SECRET = "MẬT"


def _account(kind, **owner):
    account = Account(username=f"{kind}-{uuid.uuid4().hex[:8]}", kind=kind, assurance=2, **owner)
    account.set_unusable_password()
    account.save()
    client = Client(raise_request_exception=False)
    client.force_login(account, backend="congvu.accounts.adapters.Backend")
    return client


@pytest.fixture
def citizen(commune):
    return _account("citizen", party=commune.mother)


@pytest.fixture
def stranger(commune):
    return _account("citizen", party=scenes.mother("031190005678", "Trần Thị Khác"))


@pytest.fixture
def reception(commune):
    return _account("official", official_id=commune.officials["reception"].id)


@pytest.fixture
def draft(commune, citizen):
    citizen.post(reverse("portal:file", args=[CODE]), {"agency": commune.agency.pk})
    found = Draft.objects.get()
    found.answers = {**commune.answers(), "_filing": found.answers["_filing"]}
    found.save()
    return found


def _at(draft, name, **more):
    return reverse(f"portal:{name}", kwargs={"draft_id": draft.pk, **more})


def _send(client, draft, content, name="giấy chứng sinh.pdf"):
    code = client.get(_at(draft, "filing_papers")).context["asked"][0][0].code
    upload = SimpleUploadedFile(name, content, "application/pdf")
    return client.post(_at(draft, "filing_papers"), {f"p-{code}": upload, "upload": "1"})


def _typed(commune, page, **changed):
    """What a browser would send for a page of the sample, some answers changed."""
    sent = {}
    for group in next(one for one in commune.version.form.pages if one.code == page).groups:
        for name, value in (commune.answers().get(group.code) or {}).items():
            if isinstance(value, str | int) and not isinstance(value, bool):
                sent[f"{group.code}.{name}"] = str(value)
    return {**sent, **changed}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.4\n" + b"0" * 21 * 1024 * 1024, "to.pdf", "MB"),
        (b"MZ\x90\x00" + b"\0" * 2000, "giay.pdf", "giay.pdf"),
        (b"<html><script>alert(1)</script></html>", "giay.pdf", "giay.pdf"),
        (b"", "trong.pdf", "trong.pdf"),
        (b"%PDF-1.7 half a file", "nua.pdf", "nua.pdf"),
    ],
    ids=["huge", "program", "page", "empty", "half"],
)
def test_a_file_that_cannot_be_taken_is_refused_by_its_content(citizen, draft, content, name, words):
    answer = _send(citizen, draft, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Blob.objects.exists()
    assert Draft.objects.get().answers == draft.answers


def test_a_good_file_stays_when_the_next_is_refused(citizen, draft):
    assert _send(citizen, draft, scenes.PDF).status_code == 302
    assert _send(citizen, draft, b"MZ\x90\x00" * 200).status_code == 422
    assert FileUse.objects.filter(owner=f"papers:{draft.pk}", released_at=None).count() == 1


def test_a_state_secret_is_refused_with_guidance_and_kept_nowhere(citizen, draft, settings, tmp_path):
    import typst

    settings.MEDIA_ROOT = tmp_path / "files"
    answer = _send(citizen, draft, typst.compile(f"#rect[*{SECRET}*]\n\nBáo cáo tháng".encode()), "ten-rieng.pdf")
    assert answer.status_code == 422
    assert "bí mật nhà nước" in answer.content.decode()
    assert not Blob.objects.exists()
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    line = next(entry for entry in audit.entries(subject=f"papers:{draft.pk}") if entry.action == "files.refuse_secret")
    assert "ten-rieng" not in f"{line.label} {line.data}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ðỗ Thị Ðào", "Đỗ Thị Đào"),
        ("Nguye\u0302\u0303n Thi\u0323 Thu", "Nguyễn Thị Thu"),
        ("Trần\u00a0Thị\u00a0Mai ", "Trần Thị Mai"),
    ],
    ids=["eth", "decomposed", "no-break"],
)
def test_letters_that_only_look_right_are_made_right(commune, typed, kept):
    answers = commune.answers()
    answers["child"] = {**answers["child"], "full_name": typed}
    dossier = commune.submit(values=answers)
    assert dossier.values["child"]["full_name"] == kept
    assert kept in dossier.title


@pytest.mark.parametrize("junk", ["Trần\x00 Thị Thí Dụ", "Trần \ufffd\u202eThị", "\u200b\u2028 Trần Thị", "😀" * 40])
def test_broken_unicode_gets_an_answer_and_never_a_fault(commune, citizen, draft, junk):
    answer = citizen.post(
        _at(draft, "filing_page", page="child"), _typed(commune, "child", **{"child.full_name": junk})
    )
    assert answer.status_code in {302, 422}
    assert citizen.get(_at(draft, "filing_page", page="child")).status_code == 200
    assert "\x00" not in str(Draft.objects.get().answers)


def test_bytes_that_are_no_text_get_an_answer(citizen, draft):
    answer = citizen.post(
        _at(draft, "filing_page", page="child"),
        b"child.full_name=%ff%fe%00%c3&child.birth_date=%80",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("day", ["31/02/2026", "29/02/2025", "00/00/0000", "2026-13-40", "99999999", "hôm qua"])
def test_a_day_that_does_not_exist_is_said_and_stays_on_the_page(commune, day):
    answers = commune.answers()
    answers["child"] = {**answers["child"], "birth_date": day}
    with pytest.raises(operations.FormIncomplete) as met:
        commune.submit(values=answers)
    assert "child.birth_date" in {error.pointer for error in met.value.errors}
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"child": None},
        {"child": "text"},
        {"child": [1, 2]},
        {"child": {"full_name": {"$ne": 1}, "birth_date": 12, "sex": ["male"]}},
        {"child": {"full_name": "x" * 100_000}},
        {"child": {"birth_place": {"province": 31, "commune": None}}},
        {"child": {"birth_place": "31"}},
        {"__proto__": {"a": 1}, "requester": 7, "case": {"kind": True}},
    ],
)
def test_answers_of_any_shape_are_refused_by_field_and_never_by_a_fault(commune, junk):
    answers = {**commune.answers(), **junk} if junk else {}
    if "__proto__" in junk:
        outcome = commune.version.form.clean(answers)
        assert "__proto__" not in outcome.values
    with pytest.raises(operations.FormIncomplete) as met:
        commune.submit(values=answers)
    assert all(error.message and error.label for error in met.value.errors)


def test_what_is_anothers_is_not_there(commune, citizen, stranger, draft):
    dossier = commune.submit()
    use = dossier.papers.exclude(file_use=None).first().file_use
    for address in (
        _at(draft, "filing"),
        _at(draft, "filing_page", page="child"),
        _at(draft, "filing_review"),
        reverse("portal:dossier", args=[dossier.public_id]),
        reverse("portal:download", args=[dossier.public_id, use]),
        reverse("desk:dossier", args=[dossier.public_id]),
    ):
        assert stranger.get(address).status_code in {403, 404}, address
    for address in (_at(draft, "filing_review"), _at(draft, "filing_page", page="child")):
        assert stranger.post(address, {"child.full_name": "Kẻ Khác"}).status_code == 404
    stranger.post(_at(draft, "filing_discard"))
    assert Draft.objects.get().answers == draft.answers


def test_a_file_is_opened_through_its_own_dossier_only(commune, citizen):
    first, second = commune.submit("k1"), commune.submit("k2")
    use = second.papers.exclude(file_use=None).first().file_use
    assert citizen.get(reverse("portal:download", args=[first.public_id, use])).status_code == 404
    assert citizen.get(reverse("portal:download", args=[first.public_id, uuid.uuid4()])).status_code == 404


def test_a_replayed_form_files_once_and_leads_to_the_same_receipt(citizen, draft):
    for paper, _ in citizen.get(_at(draft, "filing_papers")).context["asked"]:
        upload = SimpleUploadedFile("giay.pdf", scenes.PDF, "application/pdf")
        citizen.post(_at(draft, "filing_papers"), {f"p-{paper.code}": upload, "upload": "1"})
    sent = {"truthful": "1", "key": f"draft:{draft.pk}"}
    first = citizen.post(_at(draft, "filing_review"), sent)
    assert first.status_code == 302, first.content.decode()[:3000]
    again = citizen.post(_at(draft, "filing_review"), sent)
    assert again.status_code == 302
    assert again.headers["Location"] == first.headers["Location"]
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("key", ["k" * 5000, "a\x00b"])
def test_a_strange_submission_key_files_once_too(commune, key):
    papers = commune.papers()
    first = commune.submit(key, papers=papers)
    assert commune.submit(key, papers=papers).pk == first.pk


def test_the_desk_answers_to_strange_numbers_with_words(commune, reception):
    dossier, other = commune.submit("k1"), commune.submit("k2")
    mine, foreign = dossier.public_id, other.papers.first().pk
    checked = reception.post(reverse("desk:check_paper", args=[mine, foreign]), {"dat": "1"})
    assert checked.status_code in {302, 403, 404}
    assert other.papers.get(pk=foreign).check_state == "unchecked"
    for step in ("", "abc", "9" * 40, "-1", "٣"):
        answer = reception.post(reverse("desk:act", args=[mine, "take"]), {"buoc": step})
        assert answer.status_code in {302, 403, 404, 422}, step
    assert reception.get(reverse("desk:search"), {"q": "\x00%_'\\"}).status_code == 200
    assert reception.get(reverse("desk:home"), {"sau": "không phải dấu", "han": "x", "viec": "y"}).status_code == 404
    assert Dossier.objects.get(pk=dossier.pk).state == 1


def test_a_step_of_another_dossier_is_not_taken(commune):
    first, second = commune.submit("k1"), commune.submit("k2")
    for dossier in (first, second):
        commune.does("reception", "accept", dossier)
    foreign = commune.step(second)
    with pytest.raises(NotAllowed):
        commune.does("case_officer", "take", first, step_id=foreign)
    assert processes.step(foreign).taken_at is None


def test_a_message_of_junk_is_cut_and_said(commune, citizen):
    dossier = commune.submit()
    address = reverse("portal:say", args=[dossier.public_id])
    for text in ("", " \u00a0 ", "a\x00b", "x" * 100_000, "<script>alert(1)</script>"):
        assert citizen.post(address, {"text": text, "noi_dung": text}).status_code in {200, 302, 422}, text[:20]
    page = citizen.get(reverse("portal:dossier", args=[dossier.public_id])).content.decode()
    assert "<script>alert(1)" not in page
    assert all(len(message.text) <= 4000 for message in Message.objects.all())


def test_a_dossier_for_an_agency_that_is_not_there_is_refused(commune):
    for agency_id in (0, -1, 10**12):
        with pytest.raises(operations.AgencyClosed):
            commune.submit(agency_id=agency_id)
    with pytest.raises(operations.AgencyClosed):
        commune.submit(at=commune.now - dt.timedelta(days=4000))


def test_reasons_with_nul_and_without_end_are_kept_readable(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    reason = "Lý\x00 do rất dài. " * 100
    stopped = commune.does("leader", "stop", dossier, reason=reason, law="NĐ 61/2018 " * 30)
    assert "\x00" not in stopped.moves.last().note
    assert stopped.moves.last().note.startswith("Lý do rất dài.")


def test_somebody_elses_file_cannot_be_filed_as_ones_own(commune):
    foreign = commune.paper("birth_note")
    stolen = operations.PaperIn(code="birth_note", file_use=foreign.file_use, file_owner="papers:my-own-draft")
    with pytest.raises(NotThere, match="Không tìm thấy tệp này"):
        commune.submit("stolen", papers=[stolen])
    assert not Dossier.objects.exists()
