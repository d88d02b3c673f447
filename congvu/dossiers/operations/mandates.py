"""Filing for another (nộp thay): consent is recorded before, looked at with every filing, and ended by its giver."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import Dossier, Mandate, Paper
from congvu.files import operations as files
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.people import queries as people

LONGEST = dt.timedelta(days=366)
"""A mandate holds a year at most; whoever still needs it records it anew."""
CODE = "filing_authorisation"
"""Code of the paper that shows it in a dossier; no sheet asks for it."""
Relation, Consent = Mandate.Relation, Mandate.Consent


class ConsentMissing(Refusal):
    """Nobody files for another without recorded consent, a paper and its last day; the text says what is missing."""


@transaction.atomic
def record_mandate(
    *,
    owner_id: int,
    agent_id: int | None,
    relation: str,
    consent: str,
    paper: str = "",
    procedure_id: int | None = None,
    valid_until: dt.date | None,
    agency_id: int | None = None,
    scan: tuple[uuid.UUID, str] | None = None,
    by: Actor,
    at: dt.datetime,
) -> Mandate:
    """Record that ``owner`` lets ``agent`` file for him: at a desk before an official, or by himself on the portal.

    The same said again while it holds is the same mandate, so that a repeated press is harmless.

    :param agent_id: None when an official of the desk writes the dossier himself (``relation`` helper)
    :param agency_id: the desk that saw consent and paper; None when the owner says it himself
    :param scan: use of the paper's scan and under whose name it was stored; the mandate keeps it
    :raises ConsentMissing: no relation, no consent, no paper, no last day, for himself, or longer than a year
    :raises NotAllowed: for anybody but the agency's reception and the owner
    """
    by = _who_records(owner_id, agency_id, by=by, at=at)
    today, paper = timezone.localdate(at), clean(paper)[:300]
    online = by.kind == ActorKind.CITIZEN
    if relation not in Relation.values or (agent_id is None) != (relation == Relation.HELPER):
        raise ConsentMissing(_("Chọn người nộp thay là ai của người có hồ sơ."))
    if agent_id in people.same_person(owner_id):
        raise ConsentMissing(_("Người nộp thay phải là người khác."))
    if consent not in Consent.values or (consent == Consent.ONLINE) != online:
        raise ConsentMissing(_("Ghi người có hồ sơ đã đồng ý bằng cách nào: không có sự đồng ý thì không nộp thay."))
    if not paper and not online:
        raise ConsentMissing(_("Ghi giấy ủy quyền, văn bản đồng ý: số, ngày, nơi chứng thực nếu có."))
    if valid_until is None or not today <= valid_until <= today + LONGEST:
        raise ConsentMissing(_("Ghi ngày hết hạn nộp thay: từ hôm nay đến một năm."))
    said = {
        "owner_id": owner_id,
        "agent_id": agent_id,
        "relation": relation,
        "consent": consent,
        "paper": paper,
        "procedure_id": procedure_id,
        "valid_until": valid_until,
        "agency_id": agency_id,
        "ended_at": None,
    }
    known = Mandate.objects.filter(**said, recorded_by__id=by.id).first()
    if known is not None:
        return _keep_scan(known, scan, by=by, at=at)
    row = Mandate.objects.create(**said, valid_from=today, recorded_at=at, recorded_by=by.snapshot())
    _keep_scan(row, scan, by=by, at=at)
    audit.record(
        action="dossier.record_mandate",
        subject=f"party:{owner_id}",
        label=str(row),
        data={
            "mandate": row.pk,
            "agent": agent_id,
            "until": valid_until.isoformat(),
            "procedure": procedure_id,
            "scan": str(row.scan or ""),
        },
        by=by,
        at=at,
    )
    return row


@transaction.atomic
def end_mandate(*, mandate_id: int, by: Actor, at: dt.datetime) -> Mandate:
    """End a mandate: what was filed stays filed, nothing is filed with it any more.

    :raises NotAllowed: for anybody but its giver and the desk that recorded it
    """
    row = Mandate.objects.select_for_update(of=("self",)).filter(pk=mandate_id).first()
    if row is None:
        raise NotAllowed(_("Không có ủy quyền này."))
    by = _who_records(row.owner_id, row.agency_id, by=by, at=at)
    if row.ended_at is None:
        row.ended_at, row.ended_by = at, by.snapshot()
        row.save(update_fields=["ended_at", "ended_by"])
        audit.record(
            action="dossier.end_mandate",
            subject=f"party:{row.owner_id}",
            label=str(row),
            data={"mandate": row.pk},
            by=by,
            at=at,
        )
    return row


def _keep_scan(row: Mandate, scan: tuple[uuid.UUID, str] | None, *, by: Actor, at: dt.datetime) -> Mandate:
    """Let the mandate keep the scan of its paper; the last one counts for what is filed from now on."""
    if scan is not None:
        row.scan = files.pass_all_on(uses=[scan], owner=row.subject, by=by, at=at)[0].pk
        row.save(update_fields=["scan"])
    return row


def attach_scan(dossier: Dossier, *, by: Actor, at: dt.datetime) -> None:
    """Give a dossier that was filed by a mandate the scan of its paper, as a paper of the dossier."""
    mandate = dossier.bundle.mandate
    if mandate is None or mandate.scan is None:
        return
    given = files.pass_all_on(uses=[(mandate.scan, mandate.subject)], owner=dossier.subject, by=by, at=at)
    Paper.objects.create(
        dossier=dossier,
        code=CODE,
        name=f"Giấy ủy quyền: {mandate.paper}"[:300],
        kind=Paper.Kind.COPY,
        file_use=given[0].pk,
        added_at=at,
    )


def mandate_for(
    mandate_id: int, *, owner_id: int, submitter_id: int, procedure_id: int, by: Actor, at: dt.datetime
) -> Mandate:
    """Return the mandate by which this one may file this now, its row locked against being ended meanwhile.

    :raises ConsentMissing: it is another's, for something else, ended, or its day is over
    """
    day = timezone.localdate(at)
    held = Mandate.objects.select_for_update(of=("self",)).filter(
        Q(procedure=None) | Q(procedure_id=procedure_id),
        pk=mandate_id,
        owner_id__in=people.same_person(owner_id),
        ended_at=None,
        valid_from__lte=day,
        valid_until__gte=day,
    )
    found = held.first()
    if found is not None and (
        found.agent_id in people.same_person(submitter_id)
        if found.agent_id
        else found.recorded_by.get("id") == by.id and by.kind == ActorKind.OFFICIAL
    ):
        return found
    raise ConsentMissing(_("Người có hồ sơ chưa đồng ý cho nộp thay việc này, đã thôi đồng ý, hoặc đã hết hạn."))


def may_follow(dossier: Dossier, by: Actor) -> bool:
    """Tell whether a citizen filed the dossier for its owner, by a mandate that its owner has not ended."""
    mandate = dossier.bundle.mandate
    return bool(
        by.kind == ActorKind.CITIZEN
        and by.id
        and mandate is not None
        and mandate.ended_at is None
        and mandate.agent_id in people.same_person(by.id)
    )


def _who_records(owner_id: int, agency_id: int | None, *, by: Actor, at: dt.datetime) -> Actor:
    if by.kind == ActorKind.CITIZEN and by.id and owner_id in people.same_person(by.id):
        return by
    if by.kind == ActorKind.OFFICIAL and agency_id is not None:
        return people.require(by=by, roles=["reception"], agency_id=agency_id, at=at)
    raise NotAllowed(_("Chỉ người có hồ sơ và nơi tiếp nhận ghi được việc cho nộp thay."))
