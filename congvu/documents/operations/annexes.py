"""Annexes in files of their own: each gets the agency's signature, top right of page one (NĐ 30/2020, Annex I)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents.copy_forms import moment_words
from congvu.documents.models import Document, DocumentFile
from congvu.documents.operations.corners import corner
from congvu.documents.queries.annexes import annexes_of, unsigned_annexes
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.signing import operations as signing
from congvu.signing.hooks import Look

KINDS = ("pdf",)
"""Kinds of files in which a signature can be seen and checked."""


class AnnexUnsigned(Refusal):
    """A document does not leave with an annex that the agency has not signed; the text names it."""


@dataclass(frozen=True, slots=True)
class SignedAnnex:
    """A file as it stood, and the same with the agency's signature."""

    row: DocumentFile
    pdf: bytes


def annexes_to_sign(document: Document) -> list[tuple[DocumentFile, bytes]]:
    """Return the annex files of a document with what is in them.

    :raises AnnexUnsigned: one of them is no PDF
    """
    rows = annexes_of(document)
    for row in rows:
        if row.use.kind not in KINDS:
            raise AnnexUnsigned(
                _("Phụ lục “%(name)s” không phải PDF nên cơ quan không ký số được.") % {"name": row.use.name}
            )
    return [(row, file_queries.content_of(row.use)) for row in rows]


def annex_look(document: Document, *, at: datetime) -> Look:
    """Return how the agency's signature shows on an annex: number and symbol of the document, the time of signing."""
    return corner([document.code, moment_words(timezone.localtime(at))], at=at)


def annex_reason(document: Document) -> str:
    """Return what stands in that signature."""
    return _("Phụ lục của %(code)s") % {"code": document.code}


def sign_annexes(document: Document, *, by: Actor, at: datetime) -> list[SignedAnnex]:
    """Return the annex files of a document, each signed with its number and symbol and the time of signing.

    Call it outside any transaction: the agency's key is used. Whether ``by`` may, the caller asks.

    :raises AnnexUnsigned: one of them is no PDF
    :raises NotSignable, CredentialMissing, CredentialNotUsable, KeyNotUsable: with words for the clerk
    """
    found = annexes_to_sign(document)
    if not found:
        return []
    look, reason, agency = annex_look(document, at=at), annex_reason(document), document.agency_id
    return [
        SignedAnnex(
            row,
            signing.stamp_paper(
                pdf=pdf, agency_id=agency, look=look, reason=reason, subject=document.key, by=by, at=at
            ),
        )
        for row, pdf in found
    ]


def keep_annexes(document: Document, signed: list[SignedAnnex], *, by: Actor, at: datetime) -> None:
    """Keep the signed annexes in place of those before, which stay readable.

    :raises AnnexUnsigned: the annexes are others than those that were signed
    """
    if {one.row.pk for one in signed} != {row.pk for row in annexes_of(document)}:
        raise AnnexUnsigned(_("Phụ lục đã đổi trong lúc ký. Hãy làm lại."))
    for one in signed:
        name, row = one.row.use.name, one.row
        use = files.keep_own(pdf=one.pdf, name=name, owner=document.key, label=row.use.label, by=by, at=at)
        DocumentFile.objects.filter(pk=row.pk).update(replaced_at=at)
        DocumentFile.objects.create(
            document=document, role=row.role, use=use, ordinal=row.ordinal, is_limited=row.is_limited, added_at=at
        )


def check_annexes(document: Document) -> None:
    """Let a document leave whose annexes in files of their own all carry the agency's signature.

    :raises AnnexUnsigned: naming those that do not
    """
    if bare := unsigned_annexes(document):
        names = "”, “".join(row.use.name for row in bare)
        raise AnnexUnsigned(_("Phụ lục “%(names)s” chưa có chữ ký số của cơ quan.") % {"names": names})
