"""Codes checked with files alone: genuine, forged, altered, expired, revoked, replaced; and the same online."""

import datetime as dt
import io
import json

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command

from congvu.kit.actors import SYSTEM
from congvu.signing import operations as signing
from congvu.signing.models import Credential
from congvu.vault import checking, codes, cose, keys, operations, queries
from congvu.vault.models import StatusList
from congvu.vault.tests.conftest import NOW

LATER = NOW + dt.timedelta(minutes=30)


@pytest.fixture
def paper(office):
    return office.keep()


def _files(tmp_path, *, at=LATER):
    """Download what a check without a network needs; return the options of the command."""
    (tmp_path / "khoa.json").write_text(json.dumps(queries.key_set(), ensure_ascii=False))
    operations.sign_list(number=0, by=SYSTEM, at=at)
    (tmp_path / "0.cwt").write_bytes(bytes(queries.status_list(number=0).token))
    return {"keys": tmp_path / "khoa.json", "list": [tmp_path / "0.cwt"]}


def _verify(text, **options):
    said = io.StringIO()
    call_command("verify_qr", text, stdout=said, **{"on": dt.date(2026, 11, 24), **options})
    return said.getvalue()


def _forged(paper, **changed):
    """Return the code's claims, changed, signed by a key of the forger's own under the true key's name."""
    message = codes.from_text(paper.code.text)
    key = ec.generate_private_key(ec.SECP256R1())
    return codes.to_text(
        cose.sign(
            claims={**message.claims(), **changed}, kid=message.kid, key=key.public_key(),
            by=lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())),
        )
    )  # fmt: skip


def _altered(paper, name, value):
    """Return the code with one claim changed and the true signature kept."""
    message = codes.from_text(paper.code.text)
    payload = cbor2.dumps({**message.claims(), name: value}, canonical=True)
    return codes.to_text(cbor2.dumps(cbor2.CBORTag(18, [message.protected, {}, payload, message.signature])))


def test_a_code_is_verified_from_files_without_touching_the_database(paper, tmp_path, django_assert_num_queries):
    files = _files(tmp_path)
    (tmp_path / "data.json").write_text(json.dumps(paper.code.data, indent=2))
    text = paper.code.text
    with django_assert_num_queries(0):
        said = _verify(f"https://vi-du.vn/xac-minh/{paper.public_id}/#{text}", data=tmp_path / "data.json", **files)
    assert "còn hiệu lực" in said
    assert "1/2026" in said
    assert "H24.900" in said


def test_the_printed_address_fits_a_code_that_a_phone_reads(paper):
    import segno

    mark = segno.make(f"https://dichvucong.haiphong.gov.vn/xac-minh/{paper.public_id}/#{paper.code.text}", error="m")
    assert int(str(mark.version)) <= 17, "more than 85 modules are not read from 28 mm of paper"


def test_data_that_was_not_printed_is_told(paper, tmp_path):
    (tmp_path / "data.json").write_text(json.dumps({**paper.code.data, "name": "Oanh"}))
    with pytest.raises(CommandError, match="mã băm"):
        _verify(paper.code.text, data=tmp_path / "data.json", **_files(tmp_path))


def test_a_code_signed_by_a_stranger_is_forged(paper, tmp_path):
    forged = _forged(paper)
    with pytest.raises(CommandError, match="làm giả"):
        _verify(forged, **_files(tmp_path))
    assert queries.check(forged, at=LATER).finding == "forged"


@pytest.mark.parametrize(
    ("name", "value"),
    [(codes.NUMBER, "2/2026"), (codes.EXP, 4102444800), (codes.KIND, "other"), (codes.DIGEST, b"0" * 32)],
)
def test_an_altered_code_is_told(paper, tmp_path, name, value):
    with pytest.raises(CommandError, match="đã bị sửa"):
        _verify(_altered(paper, name, value), **_files(tmp_path))
    assert queries.check(_altered(paper, name, value), at=LATER).finding == "forged"


def test_a_key_nobody_published_is_not_believed(paper, tmp_path):
    files = _files(tmp_path)
    (tmp_path / "khoa.json").write_text('{"keys": []}')
    with pytest.raises(CommandError, match="danh sách trạng thái"):
        _verify(paper.code.text, **files)
    with pytest.raises(CommandError, match="không được ký bằng khóa nào"):
        _verify(paper.code.text, keys=files["keys"])


@pytest.mark.parametrize("text", ["", "xin chào", "#", "AAAA", "0oRDoQEm", "x" * 5000])
def test_what_is_no_code_is_told(office, tmp_path, text):
    assert queries.check(text, at=LATER).finding == "unreadable"


def test_an_expired_code_is_told_and_one_day_earlier_holds(office, tmp_path):
    paper = office.keep(valid_to=dt.date(2026, 12, 1))
    files = _files(tmp_path)
    assert "còn hiệu lực" in _verify(paper.code.text, **{**files, "on": dt.date(2026, 11, 29)})
    with pytest.raises(CommandError, match="hết hiệu lực"):
        _verify(paper.code.text, **{**files, "on": dt.date(2026, 12, 1)})
    after = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    assert queries.check(paper.code.text, at=after).finding == "expired"


def test_a_revoked_and_a_replaced_paper_are_told_by_the_list(office, tmp_path):
    one, two, three = (office.keep(origin=f"test:{n}", number=f"{n}/2026") for n in (1, 2, 3))
    operations.revoke(public_id=one.public_id, reason="Cấp nhầm", by=SYSTEM, at=LATER)
    operations.replace(public_id=two.public_id, by_public_id=three.public_id, reason="Cấp lại", by=SYSTEM, at=LATER)
    files = _files(tmp_path, at=LATER + dt.timedelta(minutes=5))
    with pytest.raises(CommandError, match="thu hồi"):
        _verify(one.code.text, **files)
    with pytest.raises(CommandError, match="bản mới"):
        _verify(two.code.text, **files)
    assert "còn hiệu lực" in _verify(three.code.text, **files)
    found = [queries.check(paper.code.text, at=LATER).finding for paper in (one, two, three)]
    assert found == ["revoked", "replaced", "good"]


def test_without_a_fitting_list_a_code_is_genuine_but_unchecked(office, tmp_path):
    office.keep(origin="test:0")
    files = _files(tmp_path, at=NOW)
    paper = office.keep(at=LATER)
    assert "Chưa biết" in _verify(paper.code.text, **files)
    with pytest.raises(CommandError, match="Chưa biết"):
        _verify(paper.code.text, strict=True, **files)
    old = office.keep(origin="test:9", at=NOW)
    assert "Chưa biết" in _verify(old.code.text, **{**files, "on": dt.date(2027, 1, 1)}), "a list of weeks ago"


def test_a_list_that_somebody_made_up_is_refused(paper, tmp_path):
    files = _files(tmp_path)
    message = cose.read((tmp_path / "0.cwt").read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    forged = cose.sign(
        claims=message.claims(), kid=message.kid, key=key.public_key(), typ=checking.LIST_TYPE,
        by=lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())),
    )  # fmt: skip
    (tmp_path / "0.cwt").write_bytes(forged)
    with pytest.raises(CommandError, match="danh sách trạng thái"):
        _verify(paper.code.text, **files)
    (tmp_path / "0.cwt").write_bytes(b"\x00" * 40)
    with pytest.raises(CommandError, match="danh sách trạng thái"):
        _verify(paper.code.text, **files)


def test_a_code_cannot_pass_for_a_list(paper):
    known = {key.kid: key for key in queries.public_keys()}
    raw = codes.from_text(paper.code.text)
    with pytest.raises(cose.Unreadable):
        checking.read_list(cbor2.dumps(cbor2.CBORTag(18, [raw.protected, {}, raw.payload, raw.signature])), keys=known)


def test_a_list_is_signed_anew_only_when_it_changed_or_grew_old(paper):
    first = operations.sign_list(number=0, by=SYSTEM, at=LATER)
    assert operations.sign_list(number=0, by=SYSTEM, at=LATER + dt.timedelta(hours=1)).signed_at == first.signed_at
    assert operations.sign_list(number=0, by=SYSTEM, at=LATER + dt.timedelta(hours=7)).signed_at > first.signed_at
    operations.revoke(public_id=paper.public_id, reason="Cấp nhầm", by=SYSTEM, at=LATER)
    newest = LATER + dt.timedelta(hours=7, minutes=5)
    assert operations.sign_list(number=0, by=SYSTEM, at=newest).signed_at == newest
    assert StatusList.objects.count() == 1
    assert operations.sign_list(number=1, by=SYSTEM, at=newest) is None


def test_a_code_by_a_key_revoked_early_is_not_believed_offline_but_the_paper_is_found_online(paper, office, tmp_path):
    Credential.objects.update(state="revoked", ended_at=LATER)
    signing.make_demo_keys(by=SYSTEM, at=LATER, official_ids=[], agency_ids=[office.agency.pk])
    with pytest.raises(CommandError, match="thu hồi trước hạn"):
        _verify(paper.code.text, keys=_files(tmp_path)["keys"])
    assert queries.check(paper.code.text, at=LATER).finding == "good"
    assert len(queries.public_keys()) == 2


def test_a_code_of_a_print_that_was_never_kept_is_not_good(office):
    import uuid

    stray = operations.make_code(
        public_id=uuid.uuid4(), kind="certificate", number="9/2026", agency_id=office.agency.pk, data={}, by=SYSTEM,
        at=NOW,
    )  # fmt: skip
    assert queries.check(stray.text, at=LATER).finding == "revoked"


def test_published_keys_are_read_back(paper):
    there = {key.kid: key for key in queries.public_keys()}
    back = keys.from_set(json.loads(json.dumps(queries.key_set())))
    assert {kid: key.key.public_numbers() for kid, key in back.items()} == {
        kid: key.key.public_numbers() for kid, key in there.items()
    }
    for broken in (
        {},
        {"keys": [{}]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "AA"}]},
        [],
    ):
        with pytest.raises(ValueError):
            keys.from_set(broken)


def test_the_named_agency_signs_for_all(office, settings):
    from congvu.people import operations as people
    from congvu.vault.tests.conftest import SINCE

    top = people.open_agency(
        code="H24", name="Ủy ban nhân dân thành phố", kind="province", valid_from=SINCE, by=SYSTEM, at=NOW
    )
    signing.make_demo_keys(by=SYSTEM, at=NOW, official_ids=[], agency_ids=[top.pk])
    assert queries.signer_of(office.agency.pk).agency == office.agency
    settings.VAULT_SIGNER = "H24"
    assert queries.signer_of(office.agency.pk).agency == top
    assert queries.check(office.keep().code.text, at=LATER).signed_by == "Ủy ban nhân dân thành phố"
