"""A copy to train on: nobody real is left in any column or file, what belonged together still does."""

import io
import zlib
from dataclasses import replace
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from congvu.accounts.models import Account
from congvu.assignments import operations as assignments
from congvu.audit.models import Entry
from congvu.documents import operations as documents
from congvu.documents.models import DocumentText
from congvu.documents.tests.arriving import open_office
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests.scenes import open_commune
from congvu.feedback import operations as feedback
from congvu.feedback.models import Petition
from congvu.feedback.tests.scenes import GIVEN, VISITOR
from congvu.files.models import Blob
from congvu.files.tests.contents import pdf
from congvu.indicators.models import StatedFigure
from congvu.kit.actors import SYSTEM
from congvu.kit.text import fold
from congvu.ocr.models import Reading
from congvu.payments.tests import scene as payments
from congvu.people.models import Official, Party
from congvu.printing import operations as printing
from congvu.printing.models import BlockWords
from congvu.processes.models import Run
from congvu.signing.models import Credential
from congvu.signing.operations import make_demo_keys
from congvu.upkeep.snapshot import tables
from congvu.upkeep.training import operations, remains
from congvu.upkeep.training.disguise import WORD, Disguise
from congvu.upkeep.training.invention import DOMAIN, Invention
from congvu.upkeep.training.tables import emptied, fates, undecided
from congvu.vault.models import SignedCode

pytestmark = pytest.mark.django_db


def somebody():
    """Return who is in the database: names, numbers, mails, and what was written about them."""
    found = set(Party.objects.values_list("name", flat=True)) | set(
        Official.objects.values_list("full_name", flat=True)
    )
    for column in ("identifier", "phone", "email", "address_text"):
        found |= set(Party.objects.values_list(column, flat=True))
    for dossier in Dossier.objects.all():
        found |= set(told(dossier.values))
    return {one for one in found if one and (" " in one or "@" in one or len(one) > 8)}


def told(answers):
    """Yield what a form was told of persons: names, numbers, house and street."""
    for key, value in answers.items() if isinstance(answers, dict) else ():
        if key in {"full_name", "identifier", "phone", "email", "detail"} and isinstance(value, str):
            yield value
        for one in value if isinstance(value, list) else [value]:
            yield from told(one)


def as_text(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        return "\n".join(text for (text,) in cursor.fetchall())


def test_nobody_real_is_left_in_any_table_or_file(settings, django_capture_on_commit_callbacks):
    commune = open_commune()
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    before = somebody()
    mother = dossier.values["mother"]
    assert len(before) > 12
    where = [table for table in tables() if any(one in as_text(table) for one in before)]
    assert {"people_party", "dossiers_dossier", "audit_entry", "processes_step"} <= set(where)
    contents = dict(Blob.objects.values_list("pk", "sha256"))
    runs = Run.objects.count()
    settings.TRAINING = True
    done = operations.disguise_all(at=commune.now)
    assert done.people >= len(Party.objects.all()) + len(Official.objects.all())
    for table in tables():
        if "office" not in fates(table).values():
            text = as_text(table)
            left = [one for one in before if one in text or fold(one) in fold(text)]
            assert left == [], table
    assert not Entry.objects.exists()
    for run in Run.objects.all():
        inside = zlib.decompress(bytes(run.state_bytes)).decode("unicode_escape", errors="ignore")
        assert [one for one in before if one in inside] == []
    assert Run.objects.count() == runs
    after = Dossier.objects.get(pk=dossier.pk)
    assert after.code == dossier.code
    assert after.values["mother"]["full_name"] != mother["full_name"]
    owner = Party.objects.get(pk=commune.citizen.id) if Party.objects.filter(pk=commune.citizen.id) else None
    assert owner is None or owner.name in as_text("dossiers_dossier")  # consistent: the same one everywhere
    for blob in Blob.objects.filter(gone_at=None):
        assert blob.sha256 != contents[blob.pk]
        assert default_storage.exists(blob.address)
        assert not default_storage.exists(blob.address.replace(blob.sha256, contents[blob.pk]))
    assert set(Credential.objects.values_list("certificate", "key_reference")) <= {("", "")}
    assert all(one.username.startswith("tap-huan-") for one in Account.objects.exclude(official=None))


def test_where_somebody_lives_is_in_no_receipt_no_book_and_no_code(settings):
    """Each writes an address in its own way: whole, cut by commas, with the ward behind it."""
    office, home = payments.open_office(), "25/7 Lạch Tray"
    payer = {"name": "Đỗ Thị Hải Yến", "identifier": "031190001234", "address": f"{home}, Phường Thí Dụ"}
    charge = office.charge(payer=payer)
    payments.operations.take_cash(charge_id=charge.pk, by=office.cashier, at=payments.NOW)
    Party.objects.filter(pk=office.payer.pk).update(address_text=home)
    SignedCode.objects.create(
        public_id=uuid4(), data={"where": f"số {home.upper()} - phường Thí Dụ"}, made_at=payments.NOW
    )
    assert home in as_text("payments_receipt")
    settings.TRAINING = True
    operations.disguise_all(at=payments.NOW)
    for table in tables():
        assert fold(home) not in fold(as_text(table)), table
        assert "office" in fates(table).values() or "hai yen" not in fold(as_text(table)), table


def test_who_keeps_the_order_of_the_office_is_nobody_real_either(settings):
    """Fees, words of slips and stated figures stay as they are, but for who set them and what they said of it."""
    commune = open_commune()
    leader = commune.officials["leader"]
    common = {"agency": commune.agency, "words": "Mời ông, bà đến nhận", "recorded_at": commune.now}
    BlockWords.objects.create(paper="m01", block="loi-moi", valid_from=commune.now, by=leader.snapshot(), **common)
    StatedFigure.objects.create(
        measure="letters", first=commune.now, length=1, numerator=1, denominator=2, source="Báo cáo 45/BC-UBND",
        source_agency="UBND", source_day=commune.now, stated_at=commune.now, stated_by=leader.snapshot(),
        ended_at=commune.now, ended_by=leader.snapshot(), ended_reason=f"{leader.name} ghi nhầm cột",
    )  # fmt: skip
    settings.TRAINING = True
    operations.disguise_all(at=commune.now)
    words, figure = BlockWords.objects.get(), StatedFigure.objects.get()
    assert (words.words, figure.source) == ("Mời ông, bà đến nhận", "Báo cáo 45/BC-UBND")
    now_called = Official.objects.get(pk=leader.id).full_name
    assert now_called != leader.name
    assert {words.by["name"], figure.stated_by["name"], figure.ended_by["name"]} == {now_called}
    assert leader.name not in figure.ended_reason


def test_of_every_column_somebody_decided_what_becomes_of_it():
    """A new column is named in ``training/columns.yaml``: replaced, emptied, nobody's; until then no copy is made."""
    assert undecided() == []
    known = {
        f"{model._meta.db_table}.{one.column}"
        for model in apps.get_models(include_auto_created=True)
        for one in model._meta.local_fields
    }
    decided = {f"{table}.{column}" for table in tables() for column in fates(table)}
    assert decided <= known
    assert set(emptied()) <= set(tables())


def test_a_column_of_which_nobody_decided_stops_the_copy(settings, monkeypatch):
    settings.TRAINING = True
    monkeypatch.setattr(operations, "undecided", lambda: ["dossiers_dossier.nickname"])
    with pytest.raises(operations.NoTraining, match=r"dossiers_dossier\.nickname"):
        operations.disguise_all(at=None)


def test_whom_no_register_knows_is_not_left_in_words_of_ones_own(settings):
    """In a subject, a task, a petition, a scan that was read, a letter to somebody outside, the words of the search."""
    office = open_office()
    letter = office.registered(subject="Đơn của bà Mạc Thị Lựu về việc lấn chiếm ngõ đi chung")
    letter.recipients = [{"name": "Ông Phí Văn Gạo, 25/7 phố Lạch Tray"}]
    letter.save()
    lead = assignments.Doer(agency_id=office.agency.pk, unit_id=office.units["KT"].pk)
    task = assignments.AssignmentIn(
        content="Trả lời bà Mạc Thị Lựu", lead=lead, source="meeting", source_text="Đơn của bà Mạc Thị Lựu", days=3
    )
    assignments.give(agency_id=office.agency.pk, given=task, **office.by("leader"))
    given = replace(GIVEN, agency_id=office.agency.pk, title="Bà Mạc Thị Lựu chờ lâu", text="Bà Mạc Thị Lựu chờ lâu")
    petition = feedback.file_petition(given=given, by=VISITOR, at=office.now)
    Petition.objects.filter(pk=petition.pk).update(
        public_title="Bà Mạc Thị Lựu chờ lâu", public_text="Mạc Thị Lựu", public_search="ba mac thi luu cho lau"
    )
    scan = documents.keep_upload(
        stream=io.BytesIO(pdf("Bà Mạc Thị Lựu")), name="quet.pdf", agency_id=office.agency.pk, **office.by("clerk")
    )
    words = [[0.1, 0.1, 0.2, 0.1, 90, 0, word] for word in ("Mạc", "Thị", "Lựu")]
    Reading.objects.create(blob=scan.blob, words=words, text="Bà Mạc Thị Lựu", by={}, asked_at=office.now)
    hidden = ("mac thi luu", "phi van gao", "lach tray")
    found = [table for table in tables() if any(one in plain(table) for one in hidden)]
    assert {"documents_document", "assignments_assignment", "feedback_petition", "ocr_reading"} <= set(found)
    settings.TRAINING = True
    operations.disguise_all(at=office.now)
    assert [table for table in tables() if any(one in plain(table) for one in hidden)] == []
    assert Reading.objects.get().words == []
    letter.refresh_from_db()
    assert letter.subject.startswith("Việc tập huấn")
    assert fold(letter.subject) in letter.folded, "the copy finds it by its own words"
    assert DocumentText.objects.filter(document=letter, words=SearchQuery("tap & huan", search_type="raw")).exists()
    assert not DocumentText.objects.filter(words=SearchQuery("luu", search_type="raw", config="simple")).exists()


def plain(table):
    return " ".join(WORD.findall(fold(as_text(table))))


def test_an_address_that_is_left_is_found_by_the_last_look(settings):
    settings.TRAINING = True
    commune, hidden = open_commune(), Disguise(Invention())
    operations.disguise_all(at=commune.now)
    hidden.place("Số 25/7 đường Lạch Tray")
    assert remains.left(hidden) == []
    Party.objects.filter(pk=commune.mother.pk).update(address_text="nhà Số 25/7, đường Lạch Tray, tổ 3")
    assert remains.left(hidden) == ["people_party"]


def test_only_a_place_to_train_in_is_disguised(settings):
    settings.TRAINING = False
    with pytest.raises(operations.NoTraining):
        operations.disguise_all(at=None)


def test_a_name_is_hidden_as_it_is_written_and_numbers_wherever_they_stand():
    hidden = Disguise(Invention(b"seed"))
    name = hidden.name("Nguyễn Thị Hoa")
    hidden.number("C1234567")
    told = hidden.text(
        "Bà NGUYỄN THỊ HOA (nguyen thi hoa), số 031195001234, C1234567, 0912 345 678, hoa@vi-du.vn, H24.166-261120-0001"
    )
    for real in ("NGUYỄN THỊ HOA", "nguyen thi hoa", "031195001234", "C1234567", "0912 345 678", "hoa@vi-du.vn"):
        assert real not in told
    assert name.upper() in told
    assert fold(name) in told
    assert DOMAIN in told
    assert "H24.166-261120-0001" in told
    assert hidden.text("Nguyễn Thị Hoa") == name
    assert hidden.text("hoa nở, nguyễn") == "hoa nở, nguyễn"


def test_two_numbers_never_become_one_nor_anybodys():
    hidden = Disguise(Invention(b"seed"))
    real = [f"0311950{number:05d}" for number in range(3000)]
    for one in real:
        hidden.number(one)
    made = {hidden.invented_number(one) for one in real}
    assert len(made) == len(real)
    assert not made & set(real)


def test_an_agency_with_its_seal_and_other_keys_ends_them_all_and_gets_new_ones(settings, tmp_path):
    """A token beside the seal: without their names both would be the one seal of the agency."""
    settings.VAR, commune = tmp_path, open_commune()
    make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[], agency_ids=[commune.agency.pk])
    seal = Credential.objects.get(agency=commune.agency, device="")
    seal.pk, seal.device, seal.fingerprint = None, "Cổng dịch vụ công", "f" * 64
    seal.save()
    settings.TRAINING = True
    operations.disguise_all(at=commune.now)
    assert not Credential.objects.filter(state=Credential.State.ACTIVE).exists()
    operations.make_keys()
    assert Credential.objects.filter(agency=commune.agency, state=Credential.State.ACTIVE).count() == 1


def test_an_invented_name_is_nobodys():
    hidden = Disguise(Invention(b"seed"))
    first = hidden.name("Lê Thị Hoa")
    for real in (first, " ".join(fold(first).split()[:2]), "Trần Văn Nam"):
        hidden.name(real)
    hidden.tell_apart()
    made = [hidden.name(real) for real in ("Lê Thị Hoa", first, "Trần Văn Nam")]
    assert [hidden.text(one) for one in made] == made


def test_a_number_with_letters_or_an_address_of_mail_that_is_left_is_found():
    for text in ("(7,C1234567,x)", "{hoa@vi-du.vn}", "ba do thi hoa"):
        assert remains.names_somebody(text, {"C1234567"}, {3: {("do", "thi", "hoa")}}), text
    assert not remains.names_somebody(f"nguoi-1@{DOMAIN}, C7654321, Đỗ Hoa", {"C1234567"}, {3: {("do", "thi", "hoa")}})


def test_every_page_and_paper_says_that_it_is_a_copy(settings, client):
    page = reverse("portal:home")
    assert "Bản tập huấn" not in client.get(page).content.decode()
    plain = printing.draw_paper(source='#set text(font: "Tinos")\nA', data={})
    settings.TRAINING = True
    assert "Bản tập huấn" in client.get(page).content.decode()
    assert printing.draw_paper(source='#set text(font: "Tinos")\nA', data={}) != plain
