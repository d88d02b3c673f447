"""The life of a dossier: what happens at each turn, and when the next one comes."""

import datetime as dt

from django.utils import timezone

from congvu.dossiers import operations as dossiers
from congvu.dossiers import queries as dossier_queries
from congvu.dossiers.models import Dossier, SupplementRequest, WorkItem
from congvu.dossiers.models import State as DossierState
from congvu.feedback import operations as feedback
from congvu.feedback.models import Invitation, Rating
from congvu.processes.models import Step
from congvu.simulation.dice import Dice
from congvu.simulation.hands import doer, later
from congvu.simulation.lives import filing, working
from congvu.simulation.lives.fate import Fate, fate_of
from congvu.simulation.models import City, Life
from congvu.workdays import queries as workdays

Kind = WorkItem.Kind
CLOSED = frozenset({DossierState.NOT_ACCEPTED, DossierState.STOPPED, DossierState.RETURNED})
RUNNING = frozenset({DossierState.ACCEPTED, DossierState.PROCESSING})
SLOW = frozenset({Kind.REGISTER, Kind.WORK, Kind.VERIFY})
"""Where a dossier lies when it lies too long."""
COMMENTS = ("", "", "", "Cán bộ nhiệt tình, trả kết quả sớm hẹn.", "Thủ tục nhanh.", "Chờ ở quầy hơi lâu.")


def act(city: City, life: Life, at: dt.datetime) -> None:
    """Let happen what happens to a dossier at ``at``.

    :raises NotNow: when nobody can do it at this moment
    :raises Refusal: when the rules speak against it
    """
    fate = fate_of(city.seed, life.number)
    dice = Dice(city.seed, life.number, life.turn)
    if life.subject_id is None:
        life.subject_id = filing.file(city, life, at).pk
    else:
        _act(city, Dossier.objects.get(pk=life.subject_id or 0), fate, dice, at)


def next_at(city: City, life: Life, at: dt.datetime) -> dt.datetime | None:
    """Return when something happens next to a dossier as it stands now, None when it is over."""
    fate, dice = fate_of(city.seed, life.number), Dice(city.seed, life.number, life.turn, "next")
    return _next(Dossier.objects.get(pk=life.subject_id or 0), fate, dice, at)


def _act(city: City, dossier: Dossier, fate: Fate, dice: Dice, at: dt.datetime) -> None:
    item = _item(dossier)
    if dossier.state == DossierState.RETURNED:
        _rate(dossier, fate, dice, at)
    elif item is not None and _should_apologise(dossier, item, fate):
        _apologise(city, dossier, dice, at)
    elif item is not None:
        if fate.late and item.kind in SLOW and dossier.due_at and at > dossier.due_at:
            _explain(city, dossier, dice, at)
        working.work(city, dossier, item, fate, dice=dice, at=at)
    elif dossier.state == DossierState.SUPPLEMENT_REQUIRED:
        _answer_request(dossier, fate, at)


def _item(dossier: Dossier) -> WorkItem | None:
    """Return the work that comes first: an apology before the rest, else what waits longest."""
    items = sorted(dossier.work_items.all(), key=lambda item: (item.kind != Kind.APOLOGY, item.pk))
    return items[0] if items else None


def _should_apologise(dossier: Dossier, item: WorkItem, fate: Fate) -> bool:
    fits = fate.apologised and item.kind in SLOW and dossier.state in RUNNING and dossier.due_at is not None
    return bool(fits and not dossier.apologies.exists() and dossier.limit.value > 2)


def _apologise(city: City, dossier: Dossier, dice: Dice, at: dt.datetime) -> None:
    """Let the officer see that it will not do in time, and prepare the apology with another day."""
    calendar, day = workdays.calendar(), timezone.localdate(dossier.due_at)
    for _step in range(dice.randint(2, 5)):
        day = calendar.next_working(day)
    officer = doer(city, role="case_officer", agency_id=dossier.competent_agency_id, at=at).actor
    reason = dice.pick(dossier_queries.lateness_reasons()).code
    dossiers.prepare_apology(dossier_id=dossier.pk, reason=reason, new_day=day, by=officer, at=at)


def _explain(city: City, dossier: Dossier, dice: Dice, at: dt.datetime) -> None:
    """Let an officer say why the dossier is late."""
    officer = doer(city, role="case_officer", agency_id=dossier.competent_agency_id, at=at).actor
    reason = dice.pick(dossier_queries.lateness_reasons()).code
    dossiers.explain_lateness(dossier_id=dossier.pk, reason=reason, by=officer, at=at)


def _rate(dossier: Dossier, fate: Fate, dice: Dice, at: dt.datetime) -> None:
    if Invitation.objects.filter(dossier=dossier).exists():
        by, comment = working.owner_of(dossier), dice.pick(COMMENTS)
        feedback.rate(dossier_id=dossier.pk, score=fate.rating, comment=comment, by=by, at=at)


def _answer_request(dossier: Dossier, fate: Fate, at: dt.datetime) -> None:
    """Let the owner mend what was asked for, or let the time for it run out."""
    request = dossier.supplement_requests.get(answered_at=None)
    if not fate.answers:
        dossiers.note_unanswered(request_id=request.pk, at=at)
        return
    wanted = [item["pointer"] for item in request.items if item["kind"] == "paper"]
    by = working.owner_of(dossier)
    papers = [filing.paper_again(dossier, code, by, at) for code in wanted]
    dossiers.supplement(dossier_id=dossier.pk, values=dossier.values, papers=papers, by=by, at=at)


def _next(dossier: Dossier, fate: Fate, dice: Dice, at: dt.datetime) -> dt.datetime | None:
    """Return when something happens next to a dossier that stands like this."""
    if dossier.state == DossierState.RETURNED:
        rated = fate.rating and not Rating.objects.filter(invitation__dossier=dossier).exists()
        return at + dt.timedelta(hours=dice.around(14, 1)) if rated else None
    if dossier.state in CLOSED:
        return None
    item = _item(dossier)
    if item is None:
        return _owners_turn(dossier, fate, dice, at)
    return _when_done(dossier, item, fate, dice, at)


def _owners_turn(dossier: Dossier, fate: Fate, dice: Dice, at: dt.datetime) -> dt.datetime | None:
    request = SupplementRequest.objects.filter(dossier=dossier, answered_at=None).first()
    if request is None:
        return at + dt.timedelta(hours=2)  # what was announced takes effect meanwhile
    until = request.answer_by or at + dt.timedelta(days=10)
    if not fate.answers:
        return later(until + dt.timedelta(minutes=1), 30, dice) if request.overdue_at is None else None
    return at + min((until - at) * 0.9, dt.timedelta(hours=dice.around(30, 0.8)))


def _when_done(dossier: Dossier, item: WorkItem, fate: Fate, dice: Dice, at: dt.datetime) -> dt.datetime:
    match Kind(item.kind):
        case Kind.RECEIVE:
            return later(at, dice.around(10 if dossier.origin == "counter" else 55, 0.6), dice)
        case Kind.RETURN:
            return later(at, fate.fetched * 60, dice)
        case Kind.PAYMENT:
            return at + dt.timedelta(hours=dice.around(6, 1))
        case Kind.NOTICE:
            hanging = dossier.public_notices.filter(step_id=item.step_id or 0).first()
            return later(hanging.ends_at, dice.around(60), dice) if hanging else later(at, dice.around(90), dice)
        case Kind.UNANSWERED | Kind.WITHDRAWAL | Kind.TAKE_IN:
            return later(at, dice.around(120), dice)
    return _within_limit(dossier, item, fate, dice, at)


def _within_limit(dossier: Dossier, item: WorkItem, fate: Fate, dice: Dice, at: dt.datetime) -> dt.datetime:
    """Return when a step is done: some part of what the limit leaves, but past the day where fate has it so."""
    due = dossier.due_at or item.due_at
    left = workdays.working_minutes(at, due) if due else 2 * 480
    if item.kind in SLOW and fate.late:
        return later(at, left + dice.randint(40, 3 * 480), dice)
    step = Step.objects.filter(pk=item.step_id or 0).only("ready_at", "due_at").first()
    own = workdays.working_minutes(step.ready_at, step.due_at) if step and step.due_at else 120
    most = left * (0.55 if item.kind in {Kind.SIGN, Kind.SEAL, Kind.APOLOGY} else 0.7)
    return later(at, min(dice.around(max(10, own * 0.32), 0.6), most), dice)
