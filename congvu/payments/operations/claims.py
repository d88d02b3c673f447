"""The payer's word that money was transferred: for the cashier who reads the statement; it pays nothing by itself."""

import datetime as dt
import uuid
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.kit.errors import NotThere
from congvu.kit.text import clean
from congvu.payments.models import Charge, TransferClaim
from congvu.payments.operations.charging import lock, own, trace
from congvu.payments.operations.counter import MoneyShort, check_due
from congvu.people import queries as people

READERS = ("cashier", "leader", "auditor")
MOST = 5
"""Words of one payer about one charge."""


class ClaimUnknown(NotThere):
    """There is no such word of a payer, or it is not yours to see."""


def tell_transfer(
    *, charge_id: int, number: str, stream: IO[bytes] | None = None, name: str = "", by: Actor, at: dt.datetime
) -> TransferClaim:
    """Keep that the payer has transferred the money, by number of the transaction, by a picture, or both.

    :raises ChargeUnknown: when the charge is another's
    :raises NotDue: when it has been paid meanwhile
    :raises MoneyShort: with neither number nor picture, or told too often
    :raises FileRefused: the file is none that is taken
    """
    number = clean(number)[:100]
    charge = own(Charge.objects.select_related("agency").get(pk=charge_id), by)
    check_due(charge)
    if not number and stream is None:
        raise MoneyShort(_("Ghi số giao dịch hoặc chọn ảnh chụp màn hình chuyển khoản."))
    if charge.claims.count() >= MOST:
        raise MoneyShort(_("Bạn đã báo %(n)s lần. Cơ quan thu đang đối chiếu; đừng chuyển thêm lần nữa.") % {"n": MOST})
    use = stream and files.store(
        stream=stream, name=name, owner=_owner(charge), label=_("Ảnh chuyển khoản"), by=by, at=at
    )
    with transaction.atomic():
        charge = lock(charge_id)
        check_due(charge)
        claim = TransferClaim.objects.create(
            charge=charge, number=number, file_use=use.pk if use else None, told_at=at, told_by=by.snapshot()
        )
        trace(charge, "payments.tell_transfer", by=by, at=at, data={"number": number, "file": bool(use)})
    return claim


def open_claim(*, public_id: uuid.UUID, by: Actor, at: dt.datetime) -> FileUse:
    """Open the picture of a transfer as the agency that collects; the looking is logged.

    :raises ClaimUnknown: there is none, or no picture came along
    :raises NotAllowed: for an official of another agency
    """
    claim = TransferClaim.objects.select_related("charge").filter(public_id=public_id).first()
    if claim is None or claim.file_use is None:
        raise ClaimUnknown(_("Không có ảnh chuyển khoản này."))
    charge = claim.charge
    by = people.require(by=by, roles=READERS, agency_id=charge.agency_id, at=at)
    audit.record_reading(
        party_id=charge.payer_id, fields="charge", purpose="collect", subject=charge.subject, by=by, at=at
    )
    return file_queries.use(claim.file_use)


def _owner(charge: Charge) -> str:
    return f"charge:{charge.pk}"
