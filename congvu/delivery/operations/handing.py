"""Handing a result over at the desk."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.delivery.models import Handing, Relation
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean


class AuthorityMissing(Refusal):
    """Somebody else than the owner takes a result only with a paper that says so."""


@transaction.atomic
def hand_over(
    *,
    subject: str,
    receiver: str,
    identifier: str = "",
    relation: str = Relation.OWNER,
    authority: str = "",
    signed_name: str = "",
    by: Actor,
    at: dt.datetime,
) -> Handing:
    """Record who took a result, as whom, and by which paper. The caller has checked who may give it.

    :raises AuthorityMissing: without a name, or another than the owner without a paper
    """
    receiver, authority = clean(receiver)[:300], clean(authority)[:300]
    relation = relation if relation in Relation.values else Relation.OWNER
    if not receiver:
        raise AuthorityMissing(_("Ghi họ tên người nhận kết quả."))
    if relation != Relation.OWNER and not (authority and clean(identifier)):
        raise AuthorityMissing(
            _("Người nhận không phải chủ hồ sơ: ghi số giấy tờ tùy thân và giấy ủy quyền (số, ngày, nơi chứng thực).")
        )
    handing = Handing.objects.create(
        subject=subject,
        receiver=receiver,
        identifier=clean(identifier)[:40],
        relation=relation,
        authority=authority,
        signed_name=clean(signed_name)[:300] or receiver,
        at=at,
        by=by.snapshot(),
    )
    audit.record(action="delivery.hand_over", subject=subject, data={"relation": relation}, by=by, at=at)
    return handing
