"""Test mode: the real form filled with invented answers, and the protocol of what the draft makes of it."""

from base64 import b64encode
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from congvu.catalogue import operations
from congvu.forms import queries as forms
from congvu.kit.errors import Declined, NotAllowed
from congvu.sites.control.doors import ControlRequest, control_only
from congvu.sites.control.drafting.desk import Desk, desk_at, shown


@control_only
def page(request: ControlRequest, written_id: int) -> HttpResponse:
    """Show the form with its invented answers; run it and show what happened at each step."""
    desk = desk_at(written_id, request.seat)
    if request.method == "POST" and not desk.may_write:
        raise NotAllowed(_("Bản này do %(who)s soạn; chỉ người ấy chạy thử.") % {"who": desk.draft.writer.full_name})
    if desk.faults:
        return render(request, "control/drafting/trial.html", shown(desk, found=desk.faults))
    form, context = forms.load(desk.draft.sheet["form"]), {"today": request.seat.today}
    if request.method != "POST":
        return _show(request, desk, form, operations.trial_answers(desk.draft, on=request.seat.today), context)
    answers: dict[str, Any] = {}
    for one in form.pages:
        answers |= form.laid_over(answers, one, request.POST)
    if forms.page_action(request.POST):
        return _show(request, desk, form, answers, context)
    channel = "counter" if request.POST.get("_channel") == "counter" else "online"
    try:
        trial = operations.try_draft(draft=desk.draft, answers=answers, channel=channel, at=request.seat.now)
    except Declined as refusal:
        return _show(request, desk, form, answers, context, refusal=str(refusal))
    if trial.is_whole:
        draft = operations.note_trial(
            draft_id=desk.draft.pk, digest=desk.draft.digest, by=request.seat.actor, at=request.seat.now
        )
        desk = Desk(draft, request.seat)
    pictures = [f"data:image/png;base64,{b64encode(picture).decode()}" for picture in trial.pages]
    return _show(request, desk, form, answers, context, trial=trial, pictures=pictures, channel=channel)


def _show(
    request: ControlRequest, desk: Desk, form: forms.Form, answers: Any, context: Any, **more: Any
) -> HttpResponse:
    trial = more.get("trial")
    errors = trial.errors if trial else []
    ways = {"form": form, "values": answers, "context": context, "errors": errors, **more}
    status = 422 if more.get("refusal") else 200
    return render(request, "control/drafting/trial.html", shown(desk, **ways), status=status)
