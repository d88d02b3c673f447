"""A document on whose scan a stamp of secrecy was found: files, words and the book's line are struck out at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.documents.lifecycle import State
from congvu.documents.models import Document, DocumentText
from congvu.documents.operations.holding import done
from congvu.documents.operations.moves import lock, move, trace
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.numbering import operations as numbering

STRUCK = "–"


@transaction.atomic
def block(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Delete what a secret document says, wherever it stands; its row, number and way stay as the trace.

    Nobody has it in hand any more. Done twice it is done once (Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5).
    """
    document = lock(document_id)
    if document.state == State.BLOCKED:
        return document
    files.release_all(owners=[document.key], by=by, at=at)
    document.files.filter(replaced_at=None).update(replaced_at=at)
    document.remarks.update(text=STRUCK)
    document.directives.update(text=STRUCK)
    document.versions.update(parts={})
    DocumentText.objects.filter(document=document).delete()
    _strike(document)
    done(document, at=at)
    words = _("Có dấu chỉ độ mật: tệp và nội dung đã xóa. Văn bản giấy chuyển người phụ trách bảo vệ bí mật nhà nước.")
    numbering.strike(subject=document.key, text=words, by=by, at=at)
    move(document, State.BLOCKED, by=by, at=at, note=words)
    trace(document, "block_secret", by=by, at=at)
    return document


def _strike(document: Document) -> None:
    for name in ("subject", "organ_name"):
        setattr(document, name, STRUCK)
    for name in ("code", "notation", "description", "signer_name", "signer_position", "folded", "organ_code"):
        setattr(document, name, "")
    document.number, document.issued_on, document.recipients = None, None, []
    document.save()
