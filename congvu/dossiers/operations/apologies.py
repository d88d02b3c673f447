"""Apologising before a promise is broken (M04): prepared by an officer, signed by the head, the citizen told at once.

NĐ 61/2018 Đ.19.9: at the latest one day before the day, with the reason and the new day, once. What comes too late is
said all the same, but the dossier counts as late. The form asks for the head's signature and the agency's seal (TT
01/2018, Mẫu 04): both are put on in one act, so that no promise is broken while a signed apology waits for its seal. No
key is used inside a transaction (house rule 5).
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import RUNNING
from congvu.dossiers.models import Apology, ClockEntry, Dossier, Promise, Slip
from congvu.dossiers.operations import clock, moves, slips, timing
from congvu.dossiers.operations.reception import check_run_here, check_state, in_words
from congvu.dossiers.queries.windows import apology_until, rules_on
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale
from congvu.kit.kept import one_look
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.people import queries as people
from congvu.signing import operations as signing
from congvu.workdays import queries as workdays

LAW = "NĐ 61/2018/NĐ-CP Đ.19.9"


class ReappointedAlready(Refusal):
    """A new day may be given as often as the law says, and no more."""


class DayNotFit(Refusal):
    """The new day lies before the old one, or nobody works on it."""


@transaction.atomic
def prepare_apology(
    *, dossier_id: int, reason: str, words: str = "", new_day: dt.date, by: Actor, at: dt.datetime
) -> Apology:
    """Prepare the apology for the head to sign.

    :param reason: code of a reason on the list
    :param new_day: the day promised anew, to the close of work
    :raises ReappointedAlready: when the dossier has had its re-appointments
    :raises DayNotFit: when the day is not after the promised one, or one of rest
    :raises ReasonUnknown: when the reason is not on the list
    :raises Stale: when one is already prepared
    """
    dossier = moves.lock(dossier_id)
    by = people.require(
        by=by, roles=["case_officer", "unit_head", "leader"], agency_id=dossier.competent_agency_id, at=at
    )
    check_run_here(dossier)
    check_state(dossier, *RUNNING)
    if dossier.due_at is None:
        raise DayNotFit(_("Hồ sơ %(code)s chưa có ngày hẹn.") % {"code": dossier.code})
    if open_apology(dossier) is not None:
        raise Stale(_("Phiếu xin lỗi của hồ sơ %(code)s đã được lập, đang chờ ký.") % {"code": dossier.code})
    if not may_reappoint(dossier, at=at):
        raise ReappointedAlready(
            _("Hồ sơ %(code)s đã được hẹn lại. Pháp luật chỉ cho hẹn lại %(n)s lần; hãy giải quyết và ghi lý do chậm.")
            % {"code": dossier.code, "n": rules_on(at).reappointments}
        )
    chosen = timing.reason_of(reason)
    said = ". ".join(filter(None, (chosen.name, clean(words))))
    apology = Apology.objects.create(
        dossier=dossier,
        reason=said[:200],
        old_due_at=dossier.due_at,
        new_due_at=_close_of(new_day, dossier.due_at, at),
        prepared_at=at,
        prepared_by=by.snapshot(),
    )
    dossier.apology_waits = True
    timing.note_lateness(dossier, chosen, clean(words)[:2000], by=by, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.prepare_apology", by=by, at=at, data={"until": new_day.isoformat()})
    return apology


def may_reappoint(dossier: Dossier, *, at: dt.datetime) -> bool:
    """Tell whether the dossier may still be given a new day by apology."""
    given = dossier.promises.filter(kind=Promise.Kind.REAPPOINTED).count()
    return given < rules_on(at).reappointments


def open_apology(dossier: Dossier) -> Apology | None:
    """Return the apology that waits for the head, None when none does."""
    return dossier.apologies.filter(signed_at=None, dropped_at=None).first()


def _close_of(day: dt.date, old: dt.datetime, at: dt.datetime) -> dt.datetime:
    calendar = workdays.calendar()
    if day <= timezone.localdate(old) or day <= timezone.localdate(at):
        raise DayNotFit(_("Ngày hẹn lại phải sau ngày đã hẹn và sau hôm nay."))
    if not calendar.is_working(day):
        raise DayNotFit(
            _("Ngày %(day)s là ngày nghỉ: %(why)s. Chọn ngày làm việc.")
            % {"day": f"{day:%d/%m/%Y}", "why": calendar.rest_reason(day)}
        )
    return calendar.close(day)


@transaction.atomic
def drop_apology(*, dossier_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Take back an apology that the head has not signed: the day promised stays.

    :raises Stale: when there is none
    """
    dossier = moves.lock(dossier_id)
    by = people.require(
        by=by, roles=["case_officer", "unit_head", "leader"], agency_id=dossier.competent_agency_id, at=at
    )
    apology = _waiting(dossier)
    apology.dropped_at, dossier.apology_waits = at, False
    apology.save(update_fields=["dropped_at"])
    moves.refresh_work(dossier, at=at)
    moves.trace(dossier, "dossier.drop_apology", by=by, at=at)
    return dossier


def _waiting(dossier: Dossier) -> Apology:
    apology = open_apology(dossier)
    if apology is None:
        raise Stale(_("Hồ sơ %(code)s không có phiếu xin lỗi nào chờ ký.") % {"code": dossier.code})
    return apology


@one_look()
def sign_apology(*, dossier_id: int, by: Actor, at: dt.datetime) -> Dossier:
    """Sign the apology as the head: numbered, printed, signed, sealed; the new day holds and the citizen is told.

    :raises NotAllowed: unless ``by`` leads the competent agency
    :raises Stale: when there is none, it was dropped meanwhile, or another day was promised since it was prepared
    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: the head or the agency cannot sign
    """
    with transaction.atomic():
        dossier = moves.lock(dossier_id)
        by, apology = _ready(dossier, by=by, at=at)
        if not apology.number:
            agency = dossier.competent_agency
            apology.number = numbering.issue_code(kind="apology", agency_code=agency.code, at=at)
            apology.save(update_fields=["number"])
    signed = signing.sign_paper(
        pdf=slips.apology_paper(dossier, apology, by=by, at=at),
        official_id=by.id or 0,
        reason=_("Xin lỗi và hẹn lại ngày trả kết quả"),
        at=at,
        by=by,
        subject=dossier.subject,
    )
    agency_id = dossier.competent_agency_id
    sealed = signing.seal_paper(
        pdf=signed, agency_id=agency_id, competent_id=by.id, at=at, by=by, subject=dossier.subject
    )
    with transaction.atomic():
        dossier = moves.lock(dossier_id)
        by, apology = _ready(dossier, by=by, at=at)
        _take_effect(dossier, apology, sealed, by=by, at=at)
    return dossier


def _ready(dossier: Dossier, *, by: Actor, at: dt.datetime) -> tuple[Actor, Apology]:
    by = people.require(by=by, roles=["leader"], agency_id=dossier.competent_agency_id, at=at)
    check_state(dossier, *RUNNING)
    apology = _waiting(dossier)
    if apology.old_due_at != dossier.due_at or apology.new_due_at <= at:
        raise Stale(_("Ngày hẹn đã đổi từ khi lập phiếu xin lỗi. Bỏ phiếu này rồi lập lại."))
    return by, apology


def _take_effect(dossier: Dossier, apology: Apology, sealed: bytes, *, by: Actor, at: dt.datetime) -> None:
    reason = _("Phiếu xin lỗi số %(number)s: %(why)s") % {"number": apology.number, "why": apology.reason}
    apology.in_time = timezone.localdate(at) <= apology_until(apology.old_due_at, at=at)
    apology.signed_at, apology.signed_by, dossier.apology_waits = at, by.snapshot(), False
    apology.slip = slips.keep_slip(dossier, Slip.Kind.APOLOGY, sealed, by=by, at=at)
    signing.raise_level(subject=dossier.subject, pdf=sealed, name=f"{dossier.code}-m04.pdf", by=by, at=at)
    clock.turn(dossier, ClockEntry.Kind.EXTENSION, reason=reason, law=LAW, by=by, at=at)
    apology.promise = clock.give_day(
        dossier, Promise.Kind.REAPPOINTED, due_at=apology.new_due_at, reason=reason, by=by, at=at
    )
    clock.follow_promise(dossier, old_due_at=apology.old_due_at, by=by, at=at)
    apology.save()
    if not apology.in_time:
        clock.count_late(dossier, ground=_("Xin lỗi, hẹn lại không đúng thời hạn (%(law)s)") % {"law": LAW}, at=at)
    moves.refresh_work(dossier, at=at)
    moves.trace(
        dossier, "dossier.sign_apology", by=by, at=at, data={"number": apology.number, "in_time": apology.in_time}
    )
    moves.tell(
        dossier,
        "dossier_apology",
        key=f"apology:{apology.pk}",
        at=at,
        data={
            "due_at": in_words(apology.new_due_at),
            "old_due_at": in_words(apology.old_due_at),
            "reason": apology.reason,
        },
    )
