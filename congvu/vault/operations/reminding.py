"""Reminders before a paper ends (dịch vụ công chủ động, mức 1 và 2): rules as dated rows, given once, refusable."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue import queries as catalogue
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.notices import operations as notices
from congvu.people import queries as people
from congvu.people.models import Role
from congvu.vault.models import Paper, Reminder, ReminderRefusal, ReminderRule

MOST_DAYS = 365
WORDS = {1: "paper_ends", 2: "paper_ends_prepared"}


class ReminderRefused(Refusal):
    """The rule cannot be set, or ended: the text says why."""


@transaction.atomic
def set_reminder(
    *,
    paper_kind: str,
    days_before: int,
    procedure_code: str,
    level: int,
    valid_from: dt.date,
    legal_basis: str,
    by: Actor,
    at: dt.datetime,
) -> ReminderRule:
    """Let owners of a kind of paper be reminded, from today or a day to come.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises ReminderRefused: no such procedure, a day that has passed, no legal ground, out of bounds
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    if valid_from < timezone.localdate(at):
        raise ReminderRefused(_("Chọn hôm nay hoặc ngày sau."))
    if not 1 <= days_before <= MOST_DAYS:
        raise ReminderRefused(_("Nhắc trước từ 1 đến %(most)s ngày.") % {"most": MOST_DAYS})
    if level not in ReminderRule.Level.values:
        raise ReminderRefused(_("Chọn mức 1 hoặc mức 2."))
    if not clean(paper_kind) or not clean(legal_basis):
        raise ReminderRefused(_("Ghi loại giấy tờ và căn cứ."))
    try:
        version = catalogue.in_force(code=procedure_code, on=valid_from)
    except catalogue.ProcedureMissing as missing:
        raise ReminderRefused(str(missing)) from missing
    rule, _made = ReminderRule.objects.update_or_create(
        paper_kind=clean(paper_kind)[:60],
        days_before=days_before,
        valid_from=valid_from,
        defaults={
            "procedure_id": version.procedure_id,
            "level": level,
            "legal_basis": clean(legal_basis)[:300],
            "valid_to": None,
        },
    )
    _trace("vault.set_reminder", rule, by=by, at=at)
    return rule


@transaction.atomic
def end_reminder(*, rule_id: int, by: Actor, at: dt.datetime) -> None:
    """End a rule from today on; one that has not begun is taken away.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises ReminderRefused: there is none, or it has ended
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    today = timezone.localdate(at)
    rule = ReminderRule.objects.select_for_update().filter(Q(valid_to=None) | Q(valid_to__gt=today), pk=rule_id).first()
    if rule is None:
        raise ReminderRefused(_("Không có quy tắc nhắc này, hoặc quy tắc đã hết."))
    _trace("vault.end_reminder", rule, by=by, at=at)
    if rule.valid_from >= today and not Reminder.objects.filter(rule=rule).exists():
        rule.delete()
        return
    rule.valid_to = max(today, rule.valid_from + dt.timedelta(days=1))
    rule.save(update_fields=["valid_to"])


@transaction.atomic
def choose_reminders(*, party_id: int, wanted: bool, by: Actor, at: dt.datetime) -> None:
    """Keep whether a citizen wants to be reminded; who has never said so does.

    :raises NotAllowed: somebody else's choice
    """
    if not (by.kind == ActorKind.CITIZEN and by.id == party_id):
        raise NotAllowed(_("Chỉ chính chủ chọn được cách nhận thông báo."))
    if wanted:
        ReminderRefusal.objects.filter(party_id__in=people.same_person(party_id)).delete()
    else:
        ReminderRefusal.objects.get_or_create(party_id=party_id, defaults={"at": at})
    data = {"wanted": wanted}
    audit.record(action="vault.choose_reminders", subject=f"party:{party_id}", by=by, at=at, data=data)


def remind(*, at: dt.datetime) -> int:
    """Remind the owners of papers that end soon, each once for a rule; return how many were reminded.

    A day on which the job did not run is made up for on the next one. Papers that have been replaced, revoked or have
    run out, and owners who refuse, are left alone.
    """
    today, sent = timezone.localdate(at), 0
    rules = ReminderRule.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today)
    for rule in rules.select_related("procedure").order_by("days_before", "id"):
        papers = Paper.objects.filter(
            ~Exists(Reminder.objects.filter(rule=rule, paper=OuterRef("pk"))),
            kind=rule.paper_kind,
            state=Paper.State.VALID,
            valid_to__gt=today,
            valid_to__lte=today + dt.timedelta(days=rule.days_before + 1),
        )
        for paper in papers.select_related("owner").order_by("id").iterator(chunk_size=500):
            sent += _remind_of(rule, paper, at)
    return sent


@transaction.atomic
def _remind_of(rule: ReminderRule, paper: Paper, at: dt.datetime) -> bool:
    """Give one reminder; an older rule for fewer days has spoken already when this one comes late."""
    owner = paper.owner.joined_into or paper.owner
    if ReminderRefusal.objects.filter(party_id__in=people.same_person(owner.pk)).exists():
        return False
    if Reminder.objects.filter(paper=paper, rule__days_before__lte=rule.days_before).exists():
        return False
    made, is_new = Reminder.objects.get_or_create(rule=rule, paper=paper, defaults={"party": owner, "sent_at": at})
    if not is_new:
        return False
    notices.notify(
        template=WORDS[rule.level],
        party_id=owner.pk,
        email=owner.email,
        subject=paper.subject,
        data={
            "name": owner.name,
            "title": str(paper),
            "due_at": f"{paper.last_day:%d/%m/%Y}",
            "procedure": rule.procedure.name,
            "path": f"/nhac-viec/{made.public_id}/",
        },
        key=f"reminder:{made.pk}",
        at=at,
    )
    audit.record(action="vault.remind", subject=paper.subject, label=str(paper), by=SYSTEM, at=at)
    return True


def _trace(action: str, rule: ReminderRule, *, by: Actor, at: dt.datetime) -> None:
    data = {"days_before": rule.days_before, "procedure": rule.procedure_id, "level": rule.level}
    audit.record(action=action, subject=f"reminder_rule:{rule.paper_kind}", label=str(rule), data=data, by=by, at=at)
