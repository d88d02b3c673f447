"""The figures a second time, the slow way: loops over moves, promises and events; nothing of the queries' code."""

from congvu.dossiers.models import Dossier, Move
from congvu.dossiers.tests import scenes
from congvu.feedback.models import Invitation, Petition
from congvu.indicators import queries
from congvu.indicators.measures import MEASURES
from congvu.indicators.queries import Figures

WAYS = {
    "portal": "online",
    "counter": "direct",
    "partner": "online",
    "post": "post",
    "national_portal": "online",
    "ministry": "online",
}
"""In which column each way to come stands: all there are."""


def recount(period, now):
    """Count one dossier after the other, in Python, from moves and promises."""
    end = min(period.end_at, now)
    found = dict.fromkeys(queries.COLUMNS, 0)
    for dossier in Dossier.objects.all():
        moves = [move for move in dossier.moves.order_by("at", "id") if move.at < end]
        taken_in = next((move.at for move in moves if move.after == 2), None)
        if taken_in is None:
            continue
        over = next((move for move in moves if move.after in (3, 8, 9)), None)
        if over is not None and over.at < period.start_at:
            continue
        if taken_in < period.start_at:
            found["carried"] += 1
        else:
            found[WAYS[dossier.origin]] += 1
        promises = [promise.due_at for promise in dossier.promises.order_by("id") if promise.made_at < end]
        due = promises[-1]
        again = dossier.supplement_requests.filter(asked_at__lt=end).count() > 1
        if over is None:
            stands_still = moves[-1].after in (5, 6, 7)
            found["open_late" if again or (due < end and not stands_still) else "open_in_time"] += 1
        elif over.after == 8:
            found["stopped"] += 1
        elif over.at > due or again:
            found["late"] += 1
        else:
            local, promised = over.at.astimezone(scenes.HANOI).date(), due.astimezone(scenes.HANOI).date()
            found["early" if local < promised else "on_time"] += 1
    return Figures(**found)


def solved_in(period, now):
    """Return the dossiers solved in the period with their last promise: one by one, in Python."""
    end, found = min(period.end_at, now), []
    for dossier in Dossier.objects.all():
        moves = list(dossier.moves.order_by("at", "id"))
        over = next((move for move in moves if move.after in (3, 8, 9)), None)
        if any(move.after == 2 for move in moves) and over and over.after != 8 and period.start_at <= over.at < end:
            found.append((dossier, over.at, dossier.promises.order_by("id").last().due_at))
    return found


def how(over, due):
    if over > due:
        return "late"
    return "early" if over.astimezone(scenes.HANOI).date() < due.astimezone(scenes.HANOI).date() else "on_time"


def remeasure(period, now):
    """Count every measure of dossiers and petitions again: loops and sums, nothing of the queries' code."""
    end, sums = min(period.end_at, now), {name: [0, 0] for name in MEASURES}

    def add(name, numerator, denominator=1):
        sums[name][0] += numerator
        sums[name][1] += denominator

    for dossier, over, due in solved_in(period, now):
        asked = dossier.supplement_requests.count()
        kept = "late" if asked > 1 else how(over, due)
        steps = (
            [step for step in dossier.run.steps.all() if step.state == "done" and step.due_at] if dossier.run else []
        )
        bad = Petition.objects.filter(dossier=dossier, is_conduct=True, is_founded=True).exists()
        score = next((one.rating.score for one in Invitation.objects.filter(dossier=dossier)), 5)
        papers = list(dossier.papers.all())
        add("points_time", {"early": 2, "on_time": 1, "late": 0}[kept])
        add("points_steps", 0 if any(step.done_at > step.due_at for step in steps) else 2)
        add("points_contacts", max(0, 2 - asked))
        add("points_bodies", 2 if WAYS[dossier.origin] == "online" else 1)
        add("points_attitude", 0 if bad else {"early": 2, "on_time": 1, "late": 0}[kept])
        add("pleased", int(kept != "late" and score > 2))
        add("reused", int(any(paper.vault_paper_id for paper in papers)), int(bool(papers)))
        if dossier.outcome == "granted":
            signed = dossier.slips.filter(kind="result").exists()
            add("e_results", int(signed))
            add("digitised", int(signed and any(paper.file_use for paper in papers)))
        started = dossier.clock_started_at
        add("time_used", (over - started).total_seconds() / 3600, (due - started).total_seconds() / 3600)
    spots = {}
    for dossier, _over, _due in solved_in(period, now):
        steps = [step for step in dossier.run.steps.all() if step.state == "done"] if dossier.run else None
        if steps is not None:
            here = all(
                step.unit.kind == "desk" if step.unit else step.role in {"reception", "return_desk"} for step in steps
            )
            spots.setdefault(dossier.version.procedure_id, []).append(here)
    add("desk_whole_commune", sum(map(all, spots.values())), len(spots))
    figures = recount(period, now)
    add("online_filed", figures.online, figures.received)
    for dossier in Dossier.objects.all():
        moves = [move for move in dossier.moves.order_by("at", "id") if move.at < end]
        over = next((move for move in moves if move.after in (3, 8, 9)), None)
        if not any(move.after == 2 for move in moves) or (over and over.at < period.start_at):
            continue
        due = [one.due_at for one in dossier.promises.order_by("id") if one.made_at < end][-1]
        twice = dossier.supplement_requests.filter(asked_at__lt=end).count() > 1
        late = over.at > due if over else due < end and moves[-1].after not in (5, 6, 7)
        add("in_time", int(not late and not twice))
        online = WAYS[dossier.origin] == "online"
        if online:
            add("online_late", int((late or twice) and (over is None or over.after != 8)))
        taken = next(move.at for move in moves if move.after == 2)
        if taken >= period.start_at:
            add("online_whole", int(online and dossier.return_by == "online"))
    for move in Move.objects.all():
        if period.start_at <= move.at < end:
            add("automated", int(move.by["kind"] == "system"))
    for one in Invitation.objects.all():
        if period.start_at <= one.rating.rated_at < end:
            add("satisfied", int(one.rating.score >= 4))
    repetition(sums, period, end)
    return sums


def repetition(sums, period, end):
    """Count the petitions again from their events."""
    for petition in Petition.objects.all():
        events = {event.deed: event for event in petition.events.all()}
        if period.start_at <= petition.received_at < end:
            sums["petitions_not_conduct"][1] += 1
            sums["petitions_not_conduct"][0] += not petition.is_conduct
        for deed, name in (("answer", "petitions_in_time"), ("publish", "petitions_published")):
            event = events.get(deed)
            if event and period.start_at <= event.at < end:
                sums[name][0] += event.at <= event.due_at
                sums[name][1] += 1
            limit = event.due_at if event else petition.due_at
            waits = "accept" in events if deed == "answer" else "answer" in events
            if waits and limit and limit < end and not (event and event.at < end):
                sums[name][1] += 1
                if deed == "answer":
                    sums["petitions_prolonged"][0] += 1
    sums["petitions_prolonged"][1] = sums["petitions_in_time"][1]
