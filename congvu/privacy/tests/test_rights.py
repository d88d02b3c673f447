"""What a person may have of us: a whole copy, a correction that is decided, and an end of what is kept."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account
from congvu.audit.models import Entry
from congvu.dossiers import operations as dossiers
from congvu.dossiers import queries as dossier_queries
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.files import operations as files
from congvu.files.models import Blob, FileUse
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people.models import Party
from congvu.printing import operations as printing
from congvu.privacy import operations, queries, tasks
from congvu.privacy.models import Correction, Erasure, RetentionTerm
from congvu.processes import operations as processes
from congvu.processes.models import Run

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def commune():
    return scenes.open_commune()


@pytest.fixture
def admins(commune):
    """Two administrators of the province."""
    return [
        scenes.hire(commune.agency, "province_admin", f"Quản Trị {n}", "Chuyên viên", code=f"qt-{n}") for n in (1, 2)
    ]


@pytest.fixture
def own(client, commune):
    """The mother at the portal."""
    account = Account.objects.create(
        username="vneid:1", kind="citizen", party=commune.mother, assurance=2, password="!"
    )
    client.force_login(account)
    return client


def ended(commune, years, key="k1"):
    """A dossier that ended so many years ago, and a day."""
    dossier = commune.submit(key=key)
    commune.does("reception", "refuse_reception", dossier, reason="Không đủ điều kiện")
    Dossier.objects.filter(pk=dossier.pk).update(ended_at=NOW - dt.timedelta(days=366 * years))
    return Dossier.objects.get(pk=dossier.pk)


def test_a_copy_holds_all_that_is_kept_of_me_and_nothing_of_others(own, commune):
    dossier = commune.submit()
    dossiers.read(public_id=dossier.public_id, purpose="work", by=commune.officials["reception"], at=NOW)
    other = scenes.mother("031190005678", "Nguyễn Thị Hoa")
    theirs = commune.submit(key="k2", owner_id=other.pk, by=Actor(kind=ActorKind.CITIZEN, id=other.pk, name=other.name))
    answer = own.get(reverse("portal:own_copy", args=["json"]))
    data = json.loads(answer.content)
    assert [row["name"] for row in data["person"]] == ["Nguyễn Thị Hồng Ánh"]
    (kept,) = data["dossiers"]
    assert kept["code"] == dossier.code
    assert kept["answers"] == dossier.values
    assert len(kept["papers"]) == dossier.papers.count()
    assert data["readings"][0]["body"] == "Ủy ban nhân dân phường Thí Dụ"
    text = answer.content.decode()
    assert "Lê Văn Ví Dụ" not in text, "officials are named by their body"
    assert theirs.code not in text
    assert other.name not in text
    assert Entry.objects.filter(action="privacy.give_copy").count() == 1


def test_the_copy_is_a_paper_too(own, commune):
    commune.submit()
    pdf = own.get(reverse("portal:own_copy", args=["pdf"])).content
    words = " ".join(printing.words_of(pdf).split())
    assert "BẢN SAO DỮ LIỆU CÁ NHÂN" in words
    assert "Nguyễn Thị Hồng Ánh" in words
    assert Dossier.objects.get().code in words.replace(" ", "")


def test_a_stranger_is_led_to_the_log_in(client):
    assert client.get(reverse("portal:own_copy", args=["json"])).status_code == 302


def test_a_correction_is_asked_decided_and_told(own, commune, admins):
    page = reverse("portal:own_data")
    asked = {"dieu": "birth_date", "gia_tri": "14/05/1990", "ly_do": "Theo giấy khai sinh"}
    assert own.post(page, asked).status_code == 302
    assert "đang được xem xét" in own.post(page, asked).content.decode()
    row = Correction.objects.get()
    with pytest.raises(NotAllowed):
        operations.decide_correction(
            correction_id=row.pk, accept=True, answer="", by=commune.officials["reception"], at=NOW
        )
    desk = Client()
    door = accounts.open_account(
        official_id=admins[0].id, username="qt", password="mua-xuan-tren-song-cam", by=SYSTEM, at=NOW
    )
    desk.force_login(door)
    listed = desk.get(reverse("control:corrections")).content.decode()
    assert "04/05/1990" in listed
    assert "14/05/1990" in listed
    desk.post(reverse("control:corrections"), {"de_nghi": row.pk, "viec": "sua", "tra_loi": "Đã đối chiếu"})
    party = Party.objects.get(pk=commune.mother.pk)
    assert party.birth_date == dt.date(1990, 5, 14)
    assert "Đã đối chiếu" in own.get(page).content.decode()
    with pytest.raises(Refusal, match="đã có người trả lời"):
        operations.decide_correction(correction_id=row.pk, accept=False, answer="Thôi", by=admins[0], at=NOW)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"field": "birth_date", "wanted": "30/02/1990"}, "ngày sinh"),
        ({"field": "birth_date", "wanted": "04/05/1990"}, "đã đúng"),
        ({"field": "sex", "wanted": "khác"}, "nam hoặc nữ"),
        ({"field": "name", "wanted": " "}, "giá trị đúng"),
        ({"field": "identifier", "wanted": "1"}, "chọn điều"),
        ({"field": "name", "wanted": "Nguyễn Hồng Ánh", "reason": ""}, "vì sao"),
    ],
)
def test_what_cannot_be_a_correction_is_refused_in_words(commune, given, words):
    with pytest.raises(Refusal, match=words):
        operations.ask_correction(
            party_id=commune.mother.pk, by=commune.citizen, at=NOW, **{"reason": "Theo giấy khai sinh", **given}
        )


def test_nobody_asks_for_another_and_data_of_vneid_are_not_ours_to_correct(commune, admins):
    other = scenes.mother("031190005678", "Nguyễn Thị Hoa")
    given = {"field": "name", "wanted": "Khác", "reason": "x", "at": NOW}
    with pytest.raises(NotAllowed):
        operations.ask_correction(party_id=other.pk, by=commune.citizen, **given)
    row = operations.ask_correction(party_id=commune.mother.pk, by=commune.citizen, **given)
    Party.objects.filter(pk=commune.mother.pk).update(verified_at=NOW)
    with pytest.raises(Refusal, match="cơ quan công an"):
        operations.decide_correction(correction_id=row.pk, accept=True, answer="", by=admins[0], at=NOW)
    assert Correction.objects.get().state == "open"


def test_contents_past_their_term_go_after_two_have_decided_and_the_trace_stays(commune, admins, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    operations.set_term(procedure_code="", years=5, law="", is_checked=False, by=admins[0], at=NOW)
    old, kept, young = ended(commune, 6, "a"), ended(commune, 7, "b"), ended(commune, 4, "c")
    files_of_old = FileUse.objects.filter(owner=old.subject).count()
    row = operations.propose(by=admins[0], at=NOW)
    assert {item.dossier_id for item in row.items.all()} == {old.pk, kept.pk}
    with pytest.raises(Refusal, match="Không có hồ sơ nào"):
        operations.propose(by=admins[1], at=NOW)
    operations.keep(item_id=row.items.get(dossier=kept).pk, reason="Đang khiếu nại", by=admins[1], at=NOW)
    with pytest.raises(NotAllowed, match="không tự duyệt"):
        operations.approve(erasure_id=row.pk, by=admins[0], at=NOW)
    with pytest.raises(NotAllowed):
        dossiers.erase_contents(dossier_id=old.pk, ground="x", by=admins[0], at=NOW)
    operations.approve(erasure_id=row.pk, by=admins[1], at=NOW)
    tasks.erase.func(row.pk)
    tasks.erase.func(row.pk)
    gone = Dossier.objects.get(pk=old.pk)
    assert gone.values == {}
    assert "Ánh" not in json.dumps([gone.owner_snapshot, gone.title, gone.search_text], ensure_ascii=False)
    assert not gone.papers.exclude(file_use=None).exists()
    assert files_of_old
    assert FileUse.objects.filter(owner=old.subject, released_at=None).count() == 0
    for same in (kept, young):
        assert Dossier.objects.get(pk=same.pk).values == same.values != {}
    assert gone.code == old.code
    assert gone.moves.count() == old.moves.count() > 0
    assert Entry.objects.filter(subject=old.subject).count() > 3
    (line,) = Entry.objects.filter(action="dossiers.erase_contents")
    assert line.data == {"ground": f"erasure:{row.pk}"}
    assert Erasure.objects.get().state == "done"
    before = Blob.objects.filter(gone_at=None).count()
    files.sweep(before=timezone.now() + dt.timedelta(days=1), at=timezone.now())
    assert Blob.objects.filter(gone_at=None).count() <= before
    assert dossier_queries.timeline(dossier=gone)


def test_what_a_process_decided_by_goes_too_once_it_has_ended(commune):
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    run = Dossier.objects.get(pk=dossier.pk).run
    with pytest.raises(Refusal, match="đang chạy"):
        processes.forget(run_id=run.pk)
    Run.objects.filter(pk=run.pk).update(ended_at=NOW, variables={"child": {"name": "Ánh"}})
    processes.forget(run_id=run.pk)
    run.refresh_from_db()
    assert (run.variables, bytes(run.state_bytes)) == ({}, b"")
    assert not run.log.exclude(data={}).exists()
    assert run.steps.exists()


def test_a_dossier_under_way_is_never_erased_and_a_legal_hold_keeps_one(commune, admins):
    running = commune.submit(key="r")
    with pytest.raises(Refusal, match="chưa kết thúc"):
        dossiers.erase_contents(dossier_id=running.pk, ground="x", by=SYSTEM, at=NOW)
    held = ended(commune, 60, "h")
    day = timezone.localdate(NOW)
    assert [one.dossier_id for one in queries.past_term(on=day, limit=9)] == [held.pk]
    FileUse.objects.filter(owner=held.subject).update(on_hold=True)
    assert queries.past_term(on=day, limit=9) == []


def test_a_procedures_own_term_wins(commune, admins):
    code = commune.version.procedure.code
    ended(commune, 6)
    day = timezone.localdate(NOW)
    operations.set_term(procedure_code="", years=5, law="", is_checked=False, by=admins[0], at=NOW)
    assert len(queries.past_term(on=day, limit=9)) == 1
    operations.set_term(procedure_code=code, years=70, law="TT", is_checked=True, by=admins[0], at=NOW)
    assert queries.past_term(on=day, limit=9) == []
    with pytest.raises(Refusal):
        operations.set_term(procedure_code=code, years=0, law="", is_checked=True, by=admins[0], at=NOW)


def test_the_pages_propose_keep_and_approve(commune, admins, client):
    dossier = ended(commune, 60)
    doors = [
        accounts.open_account(
            official_id=one.id, username=f"qt{one.id}", password="mua-xuan-tren-song-cam", by=SYSTEM, at=NOW
        )
        for one in admins
    ]
    client.force_login(doors[0])
    client.post(reverse("control:erasures"), {"viec": "lap"})
    row = Erasure.objects.get()
    page = reverse("control:erasure", args=[row.pk])
    shown = client.get(page).content.decode()
    assert dossier.code in shown
    assert "Nguyễn Thị Hồng Ánh" not in shown
    assert client.post(page, {"viec": "duyet"}).status_code == 403
    client.force_login(doors[1])
    client.post(page, {"viec": "giu", "muc": row.items.get().pk, "ly_do": "Khiếu nại"})
    assert "Khiếu nại" in client.get(page).content.decode()
    client.post(page, {"viec": "rut"})
    assert Erasure.objects.get().state == "withdrawn"
    client.post(reverse("control:erasures"), {"viec": "thoi-han", "nam": "20", "can_cu": "TT 1/2026"})
    assert RetentionTerm.objects.get(procedure_code="").years == 20
