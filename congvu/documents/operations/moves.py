"""The one door through which a document's state moves."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.events import DocumentMoved
from congvu.documents.lifecycle import ENDED, State, StepNotAllowed, check_move
from congvu.documents.models import Document, DocumentMove
from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere
from congvu.kit.outbox import announce_all


class DocumentUnknown(NotThere):
    """There is no such document, or it is not yours to see."""

    def __init__(self) -> None:
        super().__init__(_("Không có văn bản này, hoặc văn bản không thuộc phần việc của bạn."))


def lock(document_id: int | UUID) -> Document:
    """Return the document with kind and agency, its row locked until the transaction ends.

    :param document_id: its key, or its public identifier
    :raises DocumentUnknown: when there is none
    """
    wanted = {"public_id": document_id} if isinstance(document_id, UUID) else {"pk": document_id}
    found = Document.objects.select_for_update(of=("self",)).select_related("kind", "agency").filter(**wanted).first()
    if found is None:
        raise DocumentUnknown
    return found


def check_stands(document: Document, *states: State) -> None:
    """Let through a document in one of these states.

    :raises StepNotAllowed: elsewhere; somebody else may have been faster; the text names the article of the order
    """
    if document.state not in states:
        words = _(
            "Văn bản đang ở trạng thái “%(state)s” nên không làm được việc này. Hãy tải lại trang để xem ai vừa làm."
        ) % {"state": State(document.state).label}
        order = {state: said for state, said in _order().items() if state in states}
        raise StepNotAllowed(" ".join([words, *order.values()]))


def _order() -> dict[State, str]:
    """Return what has to come before the step that begins in a state, with its article."""
    return {
        State.SIGNED: _("Số, ngày được cấp sau khi người có thẩm quyền ký (NĐ 30/2020/NĐ-CP Đ.15)."),
        State.NUMBERED: _("Cơ quan chỉ ký số, đóng dấu văn bản người có thẩm quyền đã ký (NĐ 30/2020/NĐ-CP Đ.33)."),
        State.SEALED: _("Văn bản chỉ phát hành khi đã có chữ ký, số và chữ ký số của cơ quan (NĐ 30/2020/NĐ-CP Đ.5)."),
    }


def begin(document: Document, *, by: Actor, at: datetime, note: str = "", recorded_at: datetime | None = None) -> None:
    """Write the first line of the way of a document that was just created in ``document.state``."""
    _write([(document, "", note)], by=by, at=at, recorded_at=recorded_at)


def begin_all(begun: Iterable[tuple[Document, str]], *, by: Actor, at: datetime) -> None:
    """Write the first line of the way of several documents, each with its note."""
    _write([(document, "", note) for document, note in begun], by=by, at=at, recorded_at=at)


def move(
    document: Document, after: State, *, by: Actor, at: datetime, note: str = "", recorded_at: datetime | None = None
) -> None:
    """Move a locked document on: keeps state and end, writes the line of its way, announces it.

    The only place that changes ``state``. Who may, the operation has asked; work is handed on by ``holding``.

    :param at: when it happened; ``recorded_at`` when it was entered, if later
    :raises StepNotAllowed: when the table knows no such move
    """
    before = State(document.state)
    check_move(document.direction, before, after)
    document.state = after
    document.ended_at = at if after in ENDED else None
    document.save(update_fields=["state", "ended_at"])
    _write([(document, before, note)], by=by, at=at, recorded_at=recorded_at)


def _write(
    moved: Sequence[tuple[Document, str, str]], *, by: Actor, at: datetime, recorded_at: datetime | None
) -> None:
    """Write a line for each ``(document, state before, note)`` and announce it."""
    snapshot = by.snapshot()
    DocumentMove.objects.bulk_create(
        DocumentMove(
            document=document,
            before=before,
            after=document.state,
            by=snapshot,
            at=at,
            recorded_at=recorded_at or at,
            note=note,
        )
        for document, before, note in moved
    )
    announce_all(
        (
            DocumentMoved(
                document_id=document.pk,
                agency_id=document.agency_id,
                before=str(before),
                after=str(document.state),
                at=at.isoformat(),
            ),
            document.key,
        )
        for document, before, _note in moved
    )


def trace(document: Document, action: str, *, by: Actor, at: datetime, data: dict[str, object] | None = None) -> None:
    """Write the operation's one audit line; ``action`` is the verb (``register``)."""
    audit.record(
        action=f"documents.{action}", subject=document.key, label=str(document)[:200], by=by, at=at, data=data or {}
    )
