"""Certificates are asked for here and issued elsewhere: asked, approved, sent as a list, registered (NĐ 68/2024).

A person asks for the own certificate; a leader, clerk or administrator of an agency asks for its seal, its devices and
its people. The province's administrator approves and sends the list to the authority.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, NotThere, Refusal, Stale
from congvu.kit.text import clean
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.signing.models import CertificateApplication, Credential
from congvu.signing.operations.states import change_state

ASKERS = (Role.LEADER, Role.CLERK, Role.AGENCY_ADMIN)
Kind, State = CertificateApplication.Kind, CertificateApplication.State


class ApplicationUnfit(Refusal):
    """It cannot be asked for like this; the text says why."""


class ApplicationUnknown(NotThere):
    """There is no such application, or it is not theirs."""


def ask_certificate(
    *,
    official_id: int | None = None,
    agency_id: int | None = None,
    device: str = "",
    reason: str,
    by: Actor,
    at: datetime,
) -> CertificateApplication:
    """Ask for a certificate of a person, or of an agency's seal or device.

    :param agency_id: the owner of a seal or device; with ``official_id`` the agency that asks for its own official
    :raises NotAllowed: neither the owner nor somebody who may ask for them
    :raises ApplicationUnfit: without a reason, or asked for already
    """
    _may_ask(official_id, agency_id, by=by, at=at)
    owner = {"official_id": official_id} if official_id else {"agency_id": agency_id, "device": clean(device)[:120]}
    return _asked(Kind.ISSUE, owner, reason, by=by, at=at)


def ask_revocation(
    *, credential_id: int, reason: str, is_lost: bool = False, agency_id: int | None = None, by: Actor, at: datetime
) -> CertificateApplication:
    """Ask for the revocation of a certificate; where its device is lost it is suspended at once.

    :raises NotAllowed: neither the owner nor somebody who may ask for them
    :raises ApplicationUnfit: without a reason, or asked for already
    :raises Stale: it is revoked
    """
    with transaction.atomic():
        row = Credential.objects.select_for_update(of=("self",)).filter(pk=credential_id).first()
        if row is None:
            raise ApplicationUnknown(_("Không có chứng thư này."))
        _may_ask(row.official_id, row.agency_id or agency_id, by=by, at=at)
        if row.state == Credential.State.REVOKED:
            raise Stale(_("Chứng thư này đã thu hồi rồi."))
        owner = {"official_id": row.official_id, "agency_id": row.agency_id, "device": row.device}
        made = _asked(Kind.REVOKE, {**owner, "credential": row, "is_lost": is_lost}, reason, by=by, at=at)
        if is_lost and row.state == Credential.State.ACTIVE:
            change_state(row, Credential.State.SUSPENDED, made.reason, by=by, at=at)
    return made


def _may_ask(official_id: int | None, agency_id: int | None, *, by: Actor, at: datetime) -> None:
    if official_id and by.kind == ActorKind.OFFICIAL and by.id == official_id:
        return
    if agency_id is None:
        raise NotAllowed(_("Chỉ chủ chứng thư, hoặc cơ quan của họ, được đề nghị việc này."))
    people.require(by=by, roles=ASKERS, agency_id=agency_id, at=at)
    is_own = not official_id or people.staff(agency_id=agency_id, on=timezone.localdate(at)).filter(pk=official_id)
    if not is_own:
        raise NotAllowed(_("Người này không làm việc ở cơ quan của bạn."))


def _asked(
    kind: CertificateApplication.Kind, owner: dict[str, Any], reason: str, *, by: Actor, at: datetime
) -> CertificateApplication:
    reason = clean(reason)[:300]
    if not reason:
        raise ApplicationUnfit(_("Ghi lý do."))
    try:
        with transaction.atomic():
            made = CertificateApplication.objects.create(
                kind=kind, reason=reason, asked_by=by.snapshot(), asker_id=by.id or 0, asked_at=at, **owner
            )
            _trace("signing.ask_certificate", made, by=by, at=at)
    except IntegrityError as fault:
        raise ApplicationUnfit(_("Việc này đã được đề nghị rồi, đang chờ giải quyết.")) from fault
    return made


@transaction.atomic
def withdraw_application(*, application_id: int, by: Actor, at: datetime) -> CertificateApplication:
    """Take an application back before it is sent.

    :raises ApplicationUnknown: not the actor's
    :raises Stale: it was sent or ended
    """
    row = _locked(application_id, State.ASKED, State.APPROVED)
    if row.asker_id != by.id:
        raise ApplicationUnknown(_("Không có đề nghị này, hoặc nó không phải của bạn."))
    _end(row, State.WITHDRAWN, by=by, at=at)
    return row


@transaction.atomic
def decide_application(
    *, application_id: int, approve: bool, answer: str = "", by: Actor, at: datetime
) -> CertificateApplication:
    """Approve an application or refuse it with a reason; the asker is told.

    :raises NotAllowed: the actor does not administer the province
    :raises ApplicationUnfit: refused without a reason
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    row = _locked(application_id, State.ASKED)
    row.answer = "" if approve else clean(answer)[:300]
    row.decided_by, row.decided_at = by.snapshot(), at
    if approve:
        row.state = State.APPROVED
        row.save(update_fields=["answer", "decided_by", "decided_at", "state"])
        _trace("signing.approve_application", row, by=by, at=at)
    elif not row.answer:
        raise ApplicationUnfit(_("Ghi lý do không duyệt."))
    else:
        row.save(update_fields=["answer", "decided_by", "decided_at"])
        _end(row, State.REFUSED, by=by, at=at)
    _tell(row, at=at)
    return row


@transaction.atomic
def send_applications(*, by: Actor, at: datetime) -> Sequence[CertificateApplication]:
    """Put all approved applications into one list for the authority; return it, oldest first.

    :raises NotAllowed: the actor does not administer the province
    :raises ApplicationUnfit: none waits to be sent
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    rows = list(CertificateApplication.objects.select_for_update().filter(state=State.APPROVED).order_by("id"))
    if not rows:
        raise ApplicationUnfit(_("Không có đề nghị nào đã duyệt, chờ gửi."))
    code = f"CTS-{timezone.localtime(at):%Y%m%d-%H%M%S}"
    CertificateApplication.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.SENT, list_code=code, sent_at=at
    )
    audit.record(
        action="signing.send_applications",
        subject=f"certificate_list:{code}",
        label=code,
        data={"applications": [row.pk for row in rows]},
        by=by,
        at=at,
    )
    return rows


@transaction.atomic
def finish_revocation(*, application_id: int, by: Actor, at: datetime) -> CertificateApplication:
    """Write down that the authority has revoked the certificate; the asker is told.

    :raises NotAllowed: the actor does not administer the province
    :raises Stale: it was not sent, or is done
    """
    people.require(by=by, roles=[Role.PROVINCE_ADMIN], at=at)
    row = _locked(application_id, State.SENT)
    if row.kind != Kind.REVOKE or row.credential_id is None:
        raise Stale(_("Đề nghị này không phải là thu hồi."))
    held = Credential.objects.select_for_update(of=("self",)).get(pk=row.credential_id)
    if held.state != Credential.State.REVOKED:
        change_state(held, Credential.State.REVOKED, row.reason, by=by, at=at)
    _end(row, State.DONE, by=by, at=at)
    _tell(row, at=at)
    return row


def finish_issue(credential: Credential, *, by: Actor, at: datetime) -> None:
    """End the application of whose certificate has come in, in the running transaction; the asker is told."""
    owner = {"official_id": credential.official_id, "agency_id": credential.agency_id, "device": credential.device}
    found = CertificateApplication.objects.select_for_update().filter(
        kind=Kind.ISSUE, state__in=CertificateApplication.OPEN, **owner
    )
    for row in found:
        row.credential = credential
        row.save(update_fields=["credential"])
        _end(row, State.DONE, by=by, at=at)
        _tell(row, at=at)


def _locked(application_id: int, *states: CertificateApplication.State) -> CertificateApplication:
    row = CertificateApplication.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if row is None:
        raise ApplicationUnknown(_("Không có đề nghị này, hoặc nó không phải của bạn."))
    if row.state not in states:
        raise Stale(_("Đề nghị này đang ở trạng thái “%(state)s”.") % {"state": row.get_state_display()})
    return row


def _end(row: CertificateApplication, state: CertificateApplication.State, *, by: Actor, at: datetime) -> None:
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    _trace("signing.end_application", row, by=by, at=at)


def _tell(row: CertificateApplication, *, at: datetime) -> None:
    if not row.asker_id:
        return
    notices.notify(
        template="certificate_application",
        official_id=row.asker_id,
        subject=row.subject,
        data={
            "name": row.asked_by.get("name", ""),
            "what": str(row.get_kind_display()).lower(),
            "owner": row.owner,
            "state": str(row.get_state_display()).lower(),
            "answer": row.answer,
            "path": "/desk/chung-thu/",
        },
        key=f"{row.subject}:{row.state}",
        at=at,
    )


def _trace(action: str, row: CertificateApplication, *, by: Actor, at: datetime) -> None:
    data = {"kind": row.kind, "state": row.state, "why": row.answer or row.reason}
    audit.record(action=action, subject=row.subject, label=row.owner, data=data, by=by, at=at)
