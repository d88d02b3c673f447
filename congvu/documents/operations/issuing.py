"""Issuing: a sealed document leaves to its receivers the same day (NĐ 30/2020 Đ.18)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import rules
from congvu.documents.events import DeliverySent
from congvu.documents.lifecycle import State
from congvu.documents.models import CopyOrder, Delivery, Document, Holding
from congvu.documents.operations import following, sight
from congvu.documents.operations.annexes import check_annexes
from congvu.documents.operations.drafting import DraftRefused
from congvu.documents.operations.holding import done
from congvu.documents.operations.mailing import put_on_way, stop_mail
from congvu.documents.operations.moves import check_stands, lock, move, trace
from congvu.documents.operations.papers import read_main
from congvu.documents.queries import offices
from congvu.documents.secrecy import without_secrets
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.kit.outbox import announce_all
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

Task = Holding.Task
Way = Delivery.Way


@transaction.atomic
def issue(*, document_id: int, by: Actor, at: datetime) -> Document:
    """Let a sealed document go to its receivers; those inside the system have it within seconds.

    What replaces or corrects another one goes to everybody too who got that one on the system.

    :raises NotAllowed: unless the clerk has it in hand
    :raises AnnexUnsigned: an annex in a file of its own lacks the agency's signature
    """
    document = lock(document_id)
    check_stands(document, State.SEALED)
    by = rules.require_holder(document, Task.ISSUE, by=by, at=at)
    check_annexes(document)
    document.issued_at = document.sort_at = at
    document.pages = _pages(document)
    document.save(update_fields=["issued_at", "sort_at", "pages"])
    sight.reorder(document, sort_at=at)
    sent = _deliveries(document, [*document.recipients, *following.receivers_before(document)], at=at)
    done(document, at=at)
    move(document, State.ISSUED, by=by, at=at, note=document.code)
    trace(document, "issue", by=by, at=at, data={"deliveries": len(sent)})
    following.note_issued(document, by=by, at=at)
    return document


@without_secrets("note")
@transaction.atomic
def send_to(*, document_id: int, recipients: list[Mapping[str, Any]], by: Actor, at: datetime) -> list[Delivery]:
    """Send an issued document to further receivers, by the clerk; who has it already gets it no second time.

    :raises DraftRefused: nobody is named
    """
    document = lock(document_id)
    check_stands(document, State.ISSUED)
    by = people.require(by=by, roles=[Role.CLERK], agency_id=document.agency_id, at=at)
    if CopyOrder.objects.filter(document=document, target=CopyOrder.Medium.PAPER).exists():
        recipients = [{**row, "way": Way.PAPER} for row in recipients]
    sent = _deliveries(document, recipients, at=at)
    if not sent:
        raise DraftRefused(_("Chọn nơi nhận chưa được gửi văn bản này."))
    trace(document, "send_to", by=by, at=at, data={"deliveries": len(sent)})
    return sent


def _pages(document: Document) -> int | None:
    return files.page_count(read_main(document))


def _deliveries(document: Document, recipients: list[Any], *, at: datetime) -> list[Delivery]:
    known: set[Any] = set(document.deliveries.values_list("receiver_id", flat=True)) | {document.agency_id}
    rows = []
    for row in _expanded(recipients, at=at):
        if row.get("agency") and row["agency"] in known:
            continue
        known.add(row.get("agency"))
        rows.append(_delivery(document, row, at=at))
    if document.circulation == Document.Circulation.INTERNAL and any(row.way == Way.EMAIL for row in rows):
        raise DraftRefused(_("Văn bản lưu hành nội bộ không gửi qua thư điện tử ra ngoài hệ thống."))
    made = Delivery.objects.bulk_create(rows)
    put_on_way(made, at=at)
    inside = [one for one in made if one.way == Way.SYSTEM]
    announce_all((DeliverySent(delivery_id=one.pk), f"delivery:{one.pk}") for one in inside)
    return made


def _expanded(recipients: list[Any], *, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield each receiver, agencies of groups one by one."""
    groups = [row["group"] for row in recipients if row.get("group")]
    members = offices.members(groups, on=timezone.localdate(at)) if groups else {}
    for row in recipients:
        if row.get("group"):
            for agency in members.get(row["group"], []):
                yield {**row, "agency": agency.pk, "name": agency.name, "role": row.get("role", "to")}
        elif row.get("agency") or row.get("way"):
            yield dict(row)


def _delivery(document: Document, row: Mapping[str, Any], *, at: datetime) -> Delivery:
    """Return one delivery: by the way that is named, else inside the system to an agency; paper leaves at once."""
    way = Way(row.get("way") or (Way.SYSTEM if row.get("agency") else Way.PAPER))
    return Delivery(
        document=document,
        receiver_id=row.get("agency"),
        receiver_name=clean(str(row["name"]))[:200],
        address=clean(str(row.get("address", "")))[:300],
        way=way,
        copies=int(row.get("copies") or 1),
        sent_at=at if way == Way.PAPER else None,
        changed_at=at,
        created_at=at,
    )


@without_secrets("note")
@transaction.atomic
def note_delivered(*, delivery_id: int, note: str, by: Actor, at: datetime) -> Delivery:
    """Write down that a receiver outside the system has the paper or the e-mail (ký nhận)."""
    delivery = Delivery.objects.select_for_update().select_related("document").get(pk=delivery_id)
    by = people.require(by=by, roles=[Role.CLERK], agency_id=delivery.document.agency_id, at=at)
    if delivery.way == Way.SYSTEM:
        raise DraftRefused(_("Nơi nhận này tự xác nhận trên hệ thống."))
    delivery.status, delivery.reason = Delivery.Status.ACCEPTED, clean(note)[:500]
    delivery.accepted_at = delivery.changed_at = at
    delivery.save(update_fields=["status", "reason", "accepted_at", "changed_at"])
    stop_mail(delivery, at=at)
    trace(delivery.document, "note_delivered", by=by, at=at, data={"delivery": delivery.pk})
    return delivery
