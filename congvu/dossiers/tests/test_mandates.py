"""Filing for another: only with recorded consent, for what and as long as it says; its giver sees it and ends it."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from congvu.audit.models import Entry, Reading
from congvu.dossiers import operations
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import Mandate, Origin, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.files.operations import FileMissing, store
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.people import operations as people

pytestmark = pytest.mark.django_db
PDF = scenes.PDF
PAPER = "Giấy ủy quyền số 15, ngày 18/11/2026, chứng thực tại UBND phường Thí Dụ"


@pytest.fixture
def son(commune):
    """The mother's son, who has an account of his own."""
    return people.take_party(
        kind="person", identifier_kind="personal", identifier="031088004321", name="Nguyễn Văn Con", by=SYSTEM,
        at=commune.now,
    )  # fmt: skip


def as_citizen(party):
    return Actor(kind=ActorKind.CITIZEN, id=party.pk, name=party.name)


def record(commune, son, **more):
    said = {
        "owner_id": commune.mother.pk,
        "agent_id": son.pk,
        "relation": "authorised",
        "consent": "paper",
        "paper": PAPER,
        "valid_until": dt.date(2026, 11, 30),
        "agency_id": commune.agency.pk,
        "by": commune.officials["reception"],
        "at": commune.now,
    }
    return operations.record_mandate(**{**said, **more})


def file_as(commune, son, mandate=None, **more):
    return commune.submit(
        **{
            "submitter_id": son.pk,
            "mandate_id": mandate.pk if mandate else None,
            "by": as_citizen(son),
            "at": commune.now,
            **more,
        }
    )


def test_nobody_files_for_another_without_consent(commune, son):
    with pytest.raises(operations.ConsentMissing, match="chưa có ủy quyền"):
        file_as(commune, son)
    with pytest.raises(NotAllowed):
        file_as(commune, son, submitter_id=None)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"consent": ""}, "đồng ý bằng cách nào"),
        ({"consent": "online"}, "đồng ý bằng cách nào"),
        ({"paper": " "}, "giấy ủy quyền"),
        ({"valid_until": None}, "hết hạn"),
        ({"valid_until": dt.date(2026, 11, 19)}, "hết hạn"),
        ({"valid_until": dt.date(2028, 1, 1)}, "một năm"),
        ({"relation": "helper"}, "là ai"),
        ({"relation": "thief"}, "là ai"),
    ],
)
def test_half_a_consent_is_none(commune, son, more, said):
    with pytest.raises(operations.ConsentMissing, match=said):
        record(commune, son, **more)
    assert Mandate.objects.count() == 0


def test_only_reception_and_the_person_record_it(commune, son):
    with pytest.raises(NotAllowed):
        record(commune, son, by=commune.officials["clerk"])
    with pytest.raises(NotAllowed):
        record(commune, son, agency_id=None, consent="online", by=as_citizen(son))
    with pytest.raises(operations.ConsentMissing, match="người khác"):
        record(commune, son, agent_id=commune.mother.pk)
    own = record(commune, son, agency_id=None, consent="online", paper="", by=commune.citizen)
    assert (own.agency_id, own.consent) == (None, "online")
    assert record(commune, son) == record(commune, son), "a repeated press records it once"


def test_a_mandate_files_what_it_names_while_it_holds(commune, son):
    mandate = record(commune, son, procedure_id=commune.version.procedure_id)
    dossier = file_as(commune, son, mandate)
    assert (dossier.owner_id, dossier.bundle.submitter_id, dossier.bundle.mandate) == (
        commune.mother.pk, son.pk, mandate,
    )  # fmt: skip
    trace = Entry.objects.filter(action="dossier.submit").latest("id")
    assert (trace.by.name, trace.by.acts_for) == ("Nguyễn Văn Con", commune.mother.name)
    assert "Nguyễn Văn Con (thay Nguyễn Thị Hồng Ánh)" in {line.who for line in dossiers.timeline(dossier=dossier)}
    with pytest.raises(operations.ConsentMissing):
        file_as(commune, son, mandate, key="k2", at=commune.now + dt.timedelta(days=11))
    stranger = people.take_party(
        kind="person", identifier_kind="personal", identifier="031099004321", name="Người Lạ", by=SYSTEM,
        at=commune.now,
    )  # fmt: skip
    with pytest.raises(operations.ConsentMissing):
        file_as(commune, stranger, mandate, key="k3")
    other = record(commune, son, procedure_id=other_procedure(commune).pk)
    with pytest.raises(operations.ConsentMissing):
        file_as(commune, son, other, key="k4")


def other_procedure(commune):
    procedure = commune.version.procedure
    kind = type(procedure)
    more = {field.name: getattr(procedure, field.name) for field in kind._meta.concrete_fields if field.name != "id"}
    return kind.objects.create(**{**more, "code": "9.999999"})


def test_its_giver_sees_who_acted_and_ends_it(commune, son):
    mandate = record(commune, son)
    dossier = file_as(commune, son, mandate)
    operations.read(public_id=dossier.public_id, purpose="own", by=as_citizen(son), at=commune.now)
    assert Reading.objects.filter(purpose="mandate").count() == 1
    assert [one.pk for one in dossiers.filed_by_others(party_id=commune.mother.pk)] == [dossier.pk]
    assert [one.pk for one in dossiers.filed_for_others(party_id=son.pk)] == [dossier.pk]
    operations.write_message(dossier_id=dossier.pk, text="Khi nào xong?", by=as_citizen(son), at=commune.now)
    with pytest.raises(NotAllowed):
        operations.end_mandate(mandate_id=mandate.pk, by=as_citizen(son), at=commune.now)
    ended = operations.end_mandate(mandate_id=mandate.pk, by=commune.citizen, at=commune.now)
    assert ended.ended_by["name"] == commune.mother.name
    with pytest.raises(operations.DossierUnknown):
        operations.read(public_id=dossier.public_id, purpose="own", by=as_citizen(son), at=commune.now)
    with pytest.raises(NotAllowed):
        operations.write_message(dossier_id=dossier.pk, text="Còn tôi?", by=as_citizen(son), at=commune.now)
    with pytest.raises(operations.ConsentMissing, match="thôi đồng ý"):
        file_as(commune, son, mandate, key="k2")
    assert dossiers.filed_for_others(party_id=son.pk) == []


def test_receipt_says_who_filed_and_on_which_paper(commune, son):
    mandate = record(commune, son)
    dossier = file_as(commune, son, mandate, origin=Origin.COUNTER, by=commune.officials["reception"])
    commune.does("reception", "accept", dossier)
    with files.open_use(files.use(dossier.slips.get(kind=Slip.Kind.RECEIPT).file_use)) as pdf:
        said = " ".join(PdfReader(io.BytesIO(pdf.read())).pages[0].extract_text().split())
    for part in ("Nộp thay: Người được ủy quyền Nguyễn Văn Con", PAPER, "30/11/2026", commune.mother.name):
        assert part in said, said


def scanned(commune, content=PDF):
    stored = store(
        stream=io.BytesIO(content), name="uy-quyen.pdf", owner="counter:k", by=commune.officials["reception"],
        at=commune.now,
    )  # fmt: skip
    return stored.pk, stored.owner


def test_the_scan_of_the_authorisation_is_a_file_of_every_dossier_filed_by_it(commune, son):
    mandate = record(commune, son, scan=scanned(commune))
    for key in ("một", "hai"):
        dossier = file_as(commune, son, mandate, key=key)
        paper = dossier.papers.get(code="filing_authorisation")
        assert (paper.name, paper.kind) == (f"Giấy ủy quyền: {PAPER}", "copy")
        opened = {"public_id": dossier.public_id, "use_id": paper.file_use, "at": commune.now}
        use = operations.read_file(by=commune.officials["case_officer"], **opened)
        with files.open_use(use) as file:
            assert file.read() == PDF
        assert Entry.objects.filter(action="dossier.download", subject=dossier.subject).count() == 1
        stranger = people.take_party(
            kind="person", identifier_kind="personal", identifier="031099004321", name="Người Lạ", by=SYSTEM,
            at=commune.now,
        )  # fmt: skip
        with pytest.raises(operations.DossierUnknown):
            operations.read_file(by=as_citizen(stranger), **opened)
    other = scenes.open_beside("H24.902", "Ủy ban nhân dân phường Không Liên Quan")[1]["case_officer"]
    with pytest.raises(NotAllowed):
        operations.read_file(by=other, **opened)
    assert record(commune, son, scan=scanned(commune)) == mandate, "the same consent with another scan"
    with pytest.raises(FileMissing):
        record(commune, son, scan=(scanned(commune)[0], "counter:another"))


def test_an_official_helps_only_as_himself_and_with_consent(commune):
    mandate = operations.record_mandate(
        owner_id=commune.mother.pk, agent_id=None, relation="helper", consent="signed",
        paper="Phiếu đồng ý 20/11/2026", valid_until=dt.date(2026, 11, 30), agency_id=commune.agency.pk,
        by=commune.officials["reception"], at=commune.now,
    )  # fmt: skip
    at_desk = {"origin": Origin.COUNTER, "mandate_id": mandate.pk}
    dossier = commune.submit(by=commune.officials["reception"], **at_desk)
    assert dossier.bundle.mandate.who == "Lê Văn Ví Dụ"
    with pytest.raises(NotAllowed):
        commune.submit(key="k2", by=commune.officials["clerk"], **at_desk)
