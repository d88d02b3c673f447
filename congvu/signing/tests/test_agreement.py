"""Our report, pdfsig and pyHanko's own validator on good, expired, revoked, unknown and attacked files.

Where they differ the table says why; the report says it to the reader.
"""

import functools
import io
import shutil
import subprocess
from datetime import timedelta

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from congvu.signing.models import Credential, TrustAnchor
from congvu.signing.operations import seal_paper, sign_paper
from congvu.signing.queries import verify

from . import attacks
from .conftest import AT, actor

LATER = AT + timedelta(days=30)
OUT_OF_TIME = AT + timedelta(days=6 * 365)
pytestmark = pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")


@pytest.fixture
def made(people, keys, paper):
    """The files by name."""

    def sign(pdf):
        return sign_paper(pdf=pdf, official_id=people.leader.id, reason="", at=AT, by=actor(people.leader))

    signed = sign(paper)
    sealed = seal_paper(pdf=signed, agency_id=people.agency.id, at=AT, by=actor(people.clerk))
    other = sign(paper.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
    files = {name: getattr(attacks, name)(signed) for name in SPOILT if hasattr(attacks, name)}
    return {
        **files,
        "good": signed,
        "good_sealed": sealed,
        "signature_of_another": attacks.signature_of_another(signed, other),
        "reordered": attacks.reordered(signed, sealed),
        "sealed_then_saved_over": attacks.saved_over(sealed),
    }


def pdfsig_says(pdf, folder):
    """Return whether pdfsig finds every signature whole, and whether the last one covers the file; it knows no list."""
    (folder / "x.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", "-nocert", folder / "x.pdf"], capture_output=True, text=True).stdout
    marks = [line.split(": ", 1)[1] for line in said.splitlines() if "Signature Validation:" in line]
    return bool(marks) and all(one == "Signature is Valid." for one in marks), "Total document signed" in said


def pyhanko_says(pdf, at):
    """Return whether pyHanko's own verdict is good for every signature, by the same trust list on the same day."""
    roots = [x509.Certificate.load(pem.unarmor(one.certificate.encode())[2]) for one in TrustAnchor.objects.all()]
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        context = functools.partial(ValidationContext, trust_roots=roots, allow_fetching=False, moment=at)
        return bool(found) and all(validate_pdf_signature(one, context()).bottom_line for one in found)
    except Exception:  # what it cannot read it does not call good
        return False


SPOILT = (
    "tampered", "cut", "saved_over", "saved_without_structure", "shadow_hide", "shadow_replace", "shadow_swap",
    "annotated", "wrapped", "emptied",
)  # fmt: skip
BLIND = "pdfsig compares the signed bytes alone: what came after it tells only as «not total document signed»"
LISTLESS = "pdfsig knows no trust list and no day here; it looks at the bytes"
# name: ours, pyHanko, pdfsig finds each signature whole, what our report says, why they differ
TABLE = {
    "good": (True, True, True, "bao trùm toàn bộ tệp", ""),
    "good_sealed": (True, True, True, "chỉ được thêm chữ ký khác", ""),
    "tampered": (False, False, False, "Nội dung đã bị sửa đổi sau khi ký", ""),
    "cut": (False, False, False, "Không đọc được tệp PDF", ""),
    "emptied": (False, False, False, "Không đọc được tệp PDF", ""),
    "wrapped": (False, False, False, "Không đọc được tệp PDF", ""),
    "reordered": (False, False, False, "Không đọc được tệp PDF", ""),
    "signature_of_another": (False, False, False, "Nội dung đã bị sửa đổi sau khi ký", ""),
    "saved_over": (False, False, True, "thêm hoặc đổi nội dung không được phép", BLIND),
    "sealed_then_saved_over": (False, False, True, "thêm hoặc đổi nội dung không được phép", BLIND),
    "shadow_hide": (False, False, True, "thêm hoặc đổi nội dung không được phép", BLIND),
    "shadow_replace": (False, False, True, "thêm hoặc đổi nội dung không được phép", BLIND),
    "shadow_swap": (False, False, True, "thêm hoặc đổi nội dung không được phép", BLIND),
    "annotated": (False, False, True, "thêm hoặc đổi nội dung không được phép", BLIND),
    "saved_without_structure": (
        False, True, True, "bị nối thêm dữ liệu lạ",
        "pyHanko and pdfsig follow the tables, in which the appended object is not; readers that mend files show it",
    ),
}  # fmt: skip


def said(report):
    return " ".join([*report.sentences, *(line for one in report.signatures for line in one.sentences)])


def test_all_agree_or_the_table_says_why(made, tmp_path):
    assert set(made) == set(TABLE)
    for name, (ours, theirs, whole, words, why) in TABLE.items():
        report = verify(made[name], at=LATER)
        found = (report.all_good, pyhanko_says(made[name], LATER), pdfsig_says(made[name], tmp_path)[0])
        assert found == (ours, theirs, whole), name
        assert words in said(report), name
        assert bool(why) == (len({ours, theirs, whole}) > 1), name
        if not report.all_good and whole:  # at least it does not claim the whole file
            assert not pdfsig_says(made[name], tmp_path)[1], name


def test_expired_revoked_and_unknown_are_judged_by_our_lists(made, tmp_path):
    pdf = made["good"]
    assert "nên ngày ký chưa chứng minh được" in said(verify(pdf, at=OUT_OF_TIME))
    assert (pyhanko_says(pdf, OUT_OF_TIME), pdfsig_says(pdf, tmp_path)[0]) == (False, True), LISTLESS
    Credential.objects.filter(official__isnull=False).update(state="revoked", ended_at=AT - timedelta(days=1))
    assert "đã bị thu hồi từ ngày" in said(verify(pdf, at=LATER))
    assert pyhanko_says(pdf, LATER)  # no list of its authority is at hand here; test_levels has one
    TrustAnchor.objects.all().delete()
    assert "không có trong danh sách tin cậy" in said(verify(pdf, at=LATER))
    assert (pyhanko_says(pdf, LATER), pdfsig_says(pdf, tmp_path)[0]) == (False, True), LISTLESS


def test_end_copied_behind_foreign_objects_is_seen(made):
    pdf = made["good"]
    end = pdf[pdf.rindex(b"startxref") :]
    assert not verify(pdf + b"3 0 obj\n<< /Type /Page >>\nendobj\n" + end, at=LATER).all_good
    assert verify(pdf + b"\n\0 \n", at=LATER).all_good  # blanks show nothing
