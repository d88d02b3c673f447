"""The clerk's first step with what arrived: registered the same day, or back to its sender (NĐ 30/2020 Đ.21, 22)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from congvu.documents.lifecycle import State
from congvu.documents.models import Delivery, Document, Holding
from congvu.documents.operations import following
from congvu.documents.operations.holding import done, hand_to
from congvu.documents.operations.intake import CLERKS
from congvu.documents.operations.moves import lock, move, trace
from congvu.documents.operations.same_day import pass_on_by
from congvu.documents.operations.senders import tell_sender
from congvu.documents.queries.arrivals import twins
from congvu.documents.secrecy import without_secrets
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.people import queries as people

BOOK = "document_in"
"""Kind of the book and of its numbers: one series a year for paper and electronic together (NĐ 30/2020 Đ.22)."""
TITLE = gettext_noop("Sổ đăng ký văn bản đến")


class Twin(Refusal):
    """The same number, symbol and body stand in the book already."""


class RecallPending(Refusal):
    """The sender asks it back: first answer that."""


class ReasonMissing(Refusal):
    """A document goes back, or is opened again, only with its reason."""


@without_secrets("note")
@transaction.atomic
def register(
    *,
    document_id: int,
    leader_id: int | None = None,
    is_no_twin: bool = False,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Document:
    """Register an arrived document and put it before the leader; the sender is told that it was accepted.

    :param leader_id: the leader who is to note on it; None leaves it to whoever leads the agency
    :param is_no_twin: the clerk has seen the twin and says that this is another document
    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises StepNotAllowed: it is registered or gone back already
    :raises Twin: the same number, symbol and body stand in the book
    :raises RecallPending: the sender asks it back
    :raises BookClosed: the year's book is closed
    """
    document = lock(document_id)
    by = people.require(by=by, roles=CLERKS, agency_id=document.agency_id, at=at)
    _check_not_recalled(document)
    same = [] if is_no_twin else twins(document)
    if same:
        raise Twin(
            _("Văn bản %(code)s của %(organ)s đã vào sổ với số đến %(number)s ngày %(day)s.")
            % {
                "code": document.code,
                "organ": document.organ_name,
                "number": same[0].arrival_number,
                "day": f"{timezone.localdate(same[0].registered_at):%d/%m/%Y}" if same[0].registered_at else "",
            }
        )
    move(document, State.REGISTERED, by=by, at=at, note=note)
    entry = numbering.enter(
        kind=BOOK,
        title=TITLE,
        agency=people.agency_of_id(document.agency_id),
        cells=_cells(document),
        subject=document.key,
        by=by,
        at=at,
    )
    document.arrival_number, document.arrival_year = entry.number, timezone.localdate(at).year
    document.realm, document.registered_at = people.agency_of_id(document.agency_id).realm, at
    document.save(update_fields=["arrival_number", "arrival_year", "realm", "registered_at"])
    done(document, at=at)
    hand_to(
        document,
        Holding.Task.DIRECT,
        role="" if leader_id else "leader",
        official_id=leader_id,
        due_at=pass_on_by(document, at),
        at=at,
    )
    tell_sender(document, Delivery.Status.ACCEPTED, at=at)
    trace(document, "register", by=by, at=at, data={"arrival": document.arrival_number})
    following.take_effect(document, by=by, at=at)
    return document


@without_secrets("note")
@transaction.atomic
def return_to_sender(*, document_id: int, reason: str, by: Actor, at: datetime) -> Document:
    """Send an arrived document back with its reason: wrong addressee, signature not valid, parts missing (Đ.21).

    :raises NotAllowed: unless ``by`` is a clerk of the agency
    :raises ReasonMissing: without a reason
    :raises StepNotAllowed: it is registered already
    """
    document, reason = lock(document_id), clean(reason)
    by = people.require(by=by, roles=CLERKS, agency_id=document.agency_id, at=at)
    if not reason:
        raise ReasonMissing(_("Ghi lý do trả lại để nơi gửi biết cần sửa gì."))
    move(document, State.RETURNED, by=by, at=at, note=reason)
    done(document, at=at)
    tell_sender(document, Delivery.Status.REJECTED, at=at, reason=reason)
    trace(document, "return", by=by, at=at)
    return document


def _check_not_recalled(document: Document) -> None:
    asked = Delivery.objects.filter(arrival=document, status=Delivery.Status.RECALL_REQUESTED)
    if asked.exists():
        raise RecallPending(_("Nơi gửi đang yêu cầu thu hồi văn bản này. Hãy trả lời yêu cầu đó trước khi vào sổ."))


def _cells(document: Document) -> list[dict[str, str]]:
    day = f"{document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    return [
        {"name": "Tác giả", "value": document.organ_name},
        {"name": "Số, ký hiệu", "value": document.code},
        {"name": "Ngày tháng", "value": day},
        {"name": "Tên loại và trích yếu", "value": f"{document.kind.name}: {document.subject}"},
    ]
