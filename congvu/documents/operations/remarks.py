"""What colleagues say of a draft: whom it is shown to, what they said of which version, what was taken in."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import rules
from congvu.documents.lifecycle import State
from congvu.documents.models import Holding, Remark
from congvu.documents.operations.drafting import DraftRefused
from congvu.documents.operations.holding import hand_to
from congvu.documents.operations.moves import check_stands, lock, trace
from congvu.documents.secrecy import without_secrets
from congvu.kit.actors import Actor
from congvu.kit.text import clean
from congvu.people import queries as people

Task = Holding.Task


@without_secrets("draft")
@transaction.atomic
def remark(*, document_id: int, text: str, anchor: str = "", by: Actor, at: datetime) -> Remark:
    """Say something to the version that stands now (góp ý); whoever sees the draft may.

    :raises DraftRefused: without words
    :raises NotAllowed: who does not see it
    """
    document = lock(document_id)
    check_stands(document, State.DRAFT, State.CONTENT_CHECK, State.FORMAT_CHECK, State.SIGNING)
    rules.require_sight(document, by=by, at=at)
    text = clean(text)[:5000]
    if not text:
        raise DraftRefused(_("Ghi nội dung góp ý."))
    by = people.require(by=by, roles=rules.ANY, agency_id=document.agency_id, at=at)
    version = document.versions.order_by("-ordinal").first()
    made = Remark.objects.create(
        document=document, version=version, anchor=clean(anchor)[:60], text=text, by=by.snapshot(), at=at
    )
    trace(document, "remark", by=by, at=at)
    return made


@transaction.atomic
def settle_remark(*, document_id: int, remark_id: int, by: Actor, at: datetime) -> None:
    """Mark a remark as taken in, by who has the draft in hand."""
    document = lock(document_id)
    by = rules.require_holder(document, Task.WRITE, by=by, at=at)
    document.remarks.filter(pk=remark_id, settled_at=None).update(settled_at=at)
    trace(document, "settle_remark", by=by, at=at, data={"remark": remark_id})


@transaction.atomic
def ask_opinion(*, document_id: int, official_ids: Sequence[int], by: Actor, at: datetime) -> None:
    """Show a draft to colleagues of the agency, so that they say what they think of it.

    :raises DraftRefused: one of them has no post in the agency
    """
    document = lock(document_id)
    check_stands(document, State.DRAFT)
    by = rules.require_holder(document, Task.WRITE, by=by, at=at)
    staff = set(people.staff(agency_id=document.agency_id, on=timezone.localdate(at)).values_list("pk", flat=True))
    if not official_ids or not set(official_ids) <= staff:
        raise DraftRefused(_("Chọn người góp ý trong cơ quan."))
    for official_id in official_ids:
        hand_to(document, Task.READ, official_id=official_id, at=at)
    trace(document, "ask_opinion", by=by, at=at, data={"officials": list(official_ids)})
