"""A result goes into the vault; a second dossier takes a paper from it; what holds no longer is refused."""

import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from congvu.audit import queries as audit
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, Paper, Slip
from congvu.dossiers.tests import scenes
from congvu.files import queries as files
from congvu.kit.errors import NotAllowed
from congvu.vault import operations as vault
from congvu.vault import queries as vault_queries
from congvu.vault.models import Paper as VaultPaper
from congvu.vault.models import SignedCode


def _authorised(commune) -> dict:
    answers = commune.answers()
    return {**answers, "requester": {**answers["requester"], "relation": "authorised"}}


def _asked(commune, values) -> list[str]:
    missing = operations.missing_papers(
        commune.version, commune.version.form.clean(values).values, set(), on=commune.now.date()
    )
    return [paper["code"] for paper in missing]


def _file(commune, key: str, **given: str) -> Dossier:
    """File a birth by power of attorney; ``given`` names vault papers by code, the rest is uploaded."""
    values = _authorised(commune)
    papers = [
        operations.PaperIn(code=code, vault_id=given[code]) if code in given else commune.paper(code)
        for code in _asked(commune, values)
    ]
    return commune.submit(key, values=values, papers=papers)


@pytest.fixture
def kept(commune_with_keys):
    """A power of attorney that was checked in a first dossier, now in the vault."""
    commune = commune_with_keys
    first = _file(commune, "first")
    commune.does("reception", "accept", first)
    paper = first.papers.get(code="authorisation")
    commune.does("case_officer", "check_paper", first, paper_id=paper.pk, good=True)
    commune.does("case_officer", "register_result", first)
    commune.does("leader", "sign_result", first)
    commune.does("clerk", "seal_result", first)
    return VaultPaper.objects.get(kind="power_of_attorney")


def test_the_sealed_result_is_in_its_owners_vault_with_the_code_that_was_printed(commune_with_keys):
    dossier = commune_with_keys.whole_life(commune_with_keys.submit())
    paper = VaultPaper.objects.get(origin=dossier.subject)
    assert (paper.kind, paper.name, paper.number) == ("birth_certificate", "Giấy khai sinh", dossier.result_number)
    assert (paper.owner, paper.agency) == (dossier.owner, dossier.competent_agency)
    assert (paper.issued_on, paper.valid_to, paper.trust) == (dossier.result_date, None, "issued")
    assert paper.public_id == dossier.public_id
    result = dossier.slips.get(kind=Slip.Kind.RESULT)
    assert paper.digest == result.digest
    assert files.use(paper.file_use).owner == paper.subject
    assert paper.code.data["number"] == dossier.result_number
    assert "qr" not in paper.code.data
    verdict = vault_queries.check(paper.code.text, at=commune_with_keys.now)
    assert verdict.finding == "good"
    assert verdict.code.digest == vault_queries.digest_of(paper.code.data)
    with files.open_use(files.use(paper.file_use)) as stream:
        pdf = PdfReader(BytesIO(stream.read()))
    assert len(pdf.pages) == 1, "the larger code pushed the certificate onto a second page"


def test_the_address_on_a_revoked_result_says_that_it_holds_no_longer(commune_with_keys, client):
    dossier = commune_with_keys.whole_life(commune_with_keys.submit())
    address = reverse("portal:verify_issued", args=[dossier.public_id])
    assert "Văn bản này đã được cấp</h2>" in client.get(address).content.decode()
    clerk = commune_with_keys.officials["clerk"]
    vault.revoke(public_id=dossier.public_id, reason="Đăng ký trùng", by=clerk, at=commune_with_keys.now)
    page = client.get(address).content.decode()
    assert "nay không còn dùng được" in page
    assert "Đã thu hồi" in page
    assert "Đăng ký trùng" not in page, "why is for the owner to read"


def test_a_code_that_was_printed_but_not_sealed_stands_for_nothing(commune_with_keys):
    commune = commune_with_keys
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    first = SignedCode.objects.get()
    assert vault_queries.check(first.text, at=commune.now).finding == "revoked"
    commune.does("clerk", "send_back", dossier, target="sign", reason="Sai ngày")
    commune.does("leader", "sign_result", dossier)
    commune.does("clerk", "seal_result", dossier)
    second = SignedCode.objects.exclude(pk=first.pk).get()
    assert vault_queries.check(second.text, at=commune.now).finding == "good"
    assert vault_queries.check(first.text, at=commune.now).finding == "revoked"


def test_without_a_key_the_result_goes_out_with_its_plain_address(commune, settings, tmp_path):
    settings.VAR = tmp_path
    from congvu.signing import operations as signing

    signing.make_demo_keys(
        by=scenes.SYSTEM, at=commune.now, official_ids=[commune.officials["leader"].id], agency_ids=[]
    )
    dossier = commune.submit()
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "register_result", dossier)
    commune.does("leader", "sign_result", dossier)
    assert dossier.slips.get(kind=Slip.Kind.SIGNED_RESULT).code is None
    assert [line.action for line in audit.entries(subject=f"vault:{dossier.public_id}")] == ["vault.leave_unsigned"]


def test_a_paper_that_was_not_found_good_is_not_kept(commune_with_keys):
    commune_with_keys.whole_life(_file(commune_with_keys, "first"))
    assert [paper.kind for paper in VaultPaper.objects.all()] == ["birth_certificate"]


def test_a_verified_paper_is_kept_with_its_end(kept, commune_with_keys):
    assert kept.trust == "verified"
    assert kept.agency == commune_with_keys.agency
    assert kept.valid_to == dt.date(2027, 11, 20)


def test_a_second_dossier_uses_the_paper_instead_of_an_upload(kept, commune_with_keys):
    commune = commune_with_keys
    second = _file(commune, "second", authorisation=str(kept.public_id))
    paper = second.papers.get(code="authorisation")
    assert paper.vault_paper == kept
    assert paper.name == "Văn bản ủy quyền đăng ký khai sinh"
    use = files.use(paper.file_use)
    assert use.owner == second.subject
    assert use.blob == files.use(kept.file_use).blob
    reading = audit.readings(party_id=commune.mother.pk)[0]
    assert (reading.fields, reading.subject) == ("vault:power_of_attorney", second.subject)
    commune.whole_life(second)
    assert VaultPaper.objects.filter(kind="power_of_attorney").count() == 1, "a paper of the vault is not kept twice"


@pytest.mark.parametrize("end", ["revoked", "expired", "replaced"])
def test_a_paper_that_holds_no_longer_is_refused_and_nothing_is_filed(kept, commune_with_keys, end):
    commune = commune_with_keys
    clerk = commune.officials["clerk"]
    if end == "revoked":
        vault.revoke(public_id=kept.public_id, reason="Người ủy quyền rút lại", by=clerk, at=commune.now)
    elif end == "replaced":
        other = vault.keep(
            owner_id=kept.owner_id, agency_id=kept.agency_id, kind=kept.kind, name=kept.name, origin="test:1",
            by=clerk, at=commune.now,
        )  # fmt: skip
        vault.replace(
            public_id=kept.public_id, by_public_id=other.public_id, reason="Cấp lại", by=clerk, at=commune.now
        )
    else:
        VaultPaper.objects.filter(pk=kept.pk).update(valid_to=commune.now.date())
    before = Dossier.objects.count()
    with pytest.raises(
        vault.PaperNotUsable, match={"revoked": "thu hồi", "expired": "hết hiệu lực", "replaced": "bản mới"}[end]
    ):
        _file(commune, "second", authorisation=str(kept.public_id))
    assert Dossier.objects.count() == before


def test_a_paper_of_somebody_else_or_of_another_kind_is_refused(kept, commune_with_keys):
    commune = commune_with_keys
    certificate = VaultPaper.objects.get(kind="birth_certificate")
    with pytest.raises(vault.PaperNotUsable, match="không phải loại"):
        _file(commune, "second", authorisation=str(certificate.public_id))
    with pytest.raises(vault.PaperUnknown):
        _file(commune, "second", authorisation="11111111-1111-4111-8111-111111111111")
    with pytest.raises(vault.PaperUnknown):
        _file(commune, "second", authorisation="';--")
    thief = scenes.mother("031190005678", "Nguyễn Thị Hoa")
    stranger = scenes.Actor(kind=scenes.ActorKind.CITIZEN, id=thief.pk, name=thief.name)
    with pytest.raises(vault.PaperUnknown):
        commune.submit(
            "third", owner_id=thief.pk, values=_authorised(commune), by=stranger,
            papers=[
                operations.PaperIn(code="authorisation", vault_id=str(kept.public_id)),
                commune.paper("birth_note"),
            ],
        )  # fmt: skip
    assert Paper.objects.filter(vault_paper=kept).count() == 0


def test_a_supplement_may_take_a_paper_from_the_vault(kept, commune_with_keys):
    commune = commune_with_keys
    second = _file(commune, "second")
    item = {"kind": "paper", "pointer": "authorisation", "label": "Văn bản ủy quyền", "problem": "Mờ"}
    commune.does("reception", "request_supplement", second, items=[item], reason="Mờ", contact="Quầy 1")
    operations.supplement(
        dossier_id=second.pk, values=second.values, by=commune.citizen, at=commune.now,
        papers=[operations.PaperIn(code="authorisation", vault_id=str(kept.public_id))],
    )  # fmt: skip
    assert second.papers.get(vault_paper=kept).check_state == "unchecked"


def test_who_may_not_seal_keeps_nothing(commune_with_keys):
    with pytest.raises(NotAllowed):
        vault.keep(
            owner_id=commune_with_keys.mother.pk, agency_id=commune_with_keys.agency.pk, kind="birth_certificate",
            name="Giấy khai sinh", origin="test:1", by=commune_with_keys.citizen, at=commune_with_keys.now,
        )  # fmt: skip
