"""What documents does when something was announced."""

from collections.abc import Sequence

from django.utils import timezone

from congvu.documents.events import DeliverySent, DocumentMoved
from congvu.documents.lifecycle import State
from congvu.documents.models import Document
from congvu.documents.operations import contents, delivering, mailbox, scans, secrets, solving
from congvu.files.events import SecretRemoved
from congvu.kit.actors import SYSTEM
from congvu.kit.outbox import listen, listen_to_many
from congvu.ocr.events import ScanRead


@listen_to_many(DeliverySent, name="documents.arrive")
def arrive(facts: Sequence[DeliverySent]) -> None:
    """Put issued documents on their receivers' desks."""
    delivering.arrive_all(delivery_ids=[fact.delivery_id for fact in facts], at=timezone.now())


@listen(DocumentMoved, name="documents.answered")
def answered(fact: DocumentMoved) -> None:
    """Complete what an issued document answers."""
    if fact.after == State.ISSUED:
        solving.answer_issued(fact.document_id, by=SYSTEM, at=timezone.now())


@listen_to_many(DocumentMoved, name="documents.read_words")
def read_words(facts: Sequence[DocumentMoved]) -> None:
    """Let the search read the files of what came from outside, and of drafts that were handed in."""
    came = [fact.document_id for fact in facts if not fact.before and fact.after == State.ARRIVED]
    outside = Document.objects.filter(pk__in=came).exclude(came_by="system").values_list("pk", flat=True)
    handed_in = [fact.document_id for fact in facts if fact.after == State.CONTENT_CHECK]
    for document_id in sorted({*handed_in, *(outside if came else ())}):
        contents.read_words(document_id=document_id, at=timezone.now())


@listen(ScanRead, name="documents.hang_scan")
def hang_scan(fact: ScanRead) -> None:
    """Hang a searchable copy to the documents whose scan was read."""
    scans.note_read(blob_id=fact.blob_id, at=timezone.now())


@listen(SecretRemoved, name="documents.block_secret")
def block_secret(fact: SecretRemoved) -> None:
    """Strike out the documents of a content that turned out to be a state secret."""
    for owner in fact.owners:
        name, _colon, number = owner.partition(":")
        if name == "document" and number.isdigit():
            secrets.block(document_id=int(number), by=SYSTEM, at=timezone.now())
        elif name == "mailbox":
            mailbox.strike_letter(shelf=owner, at=timezone.now())
