"""Notices: what went out and what did not, the words with their versions, the quiet hours."""

import datetime as dt
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kit.asking import Unreadable
from congvu.kit.errors import Refusal
from congvu.notices import operations, queries
from congvu.notices.models import Delivery, Template
from congvu.sites.control.doors import ControlRequest, carry_out, control_only

TEXTS = ("title_vi", "body_vi", "short_vi", "state_vi", "title_en", "body_en", "short_en")


@control_only
def deliveries(request: ControlRequest) -> HttpResponse:
    """Show messages by state and channel, the newest first; addresses stay covered."""
    request.seat.require_sight()
    state, channel = request.GET.get("trang-thai", ""), request.GET.get("kenh", "")
    state = state if state in Delivery.State.values else ""
    channel = channel if channel in Delivery.Channel.values else ""
    page = queries.deliveries_page(state=state, channel=channel, after=request.GET.get("sau"))
    notices = queries.notices_of(page.rows)
    channels, states = dict(Delivery.Channel.choices), dict(Delivery.State.choices)
    context = {
        "page": page,
        "rows": [(row, notices.get(row.notice_id), queries.masked(row.address)) for row in page.rows],
        "counts": [(channels[kind], states[how], n) for kind, how, n in queries.open_counts()],
        "state": state,
        "channel": channel,
        "states": Delivery.State.choices,
        "channels": Delivery.Channel.choices,
    }
    return render(request, "control/deliveries.html", context)


@control_only
def templates(request: ControlRequest) -> HttpResponse:
    """Show the words by their keys, each with the length of its message, and the quiet hours."""
    request.seat.require_sight()
    context = {
        "rows": [(words, queries.size(queries.plain(words.short_vi))) for words in queries.templates()],
        "quiet": [(key, dict(Delivery.Channel.choices)[key], *hours) for key, hours in queries.quiet_hours().items()],
    }
    return render(request, "control/notice_templates.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@control_only
def template(request: ControlRequest, key: str) -> HttpResponse:
    """Show one template with its versions, and change it for notices given from now on."""
    seat = request.seat
    seat.require_sight()
    try:
        words = operations.words_of(key)
    except operations.TemplateMissing:
        return render(request, "control/refused.html", {"reason": ""}, status=404)
    refusal, typed = "", {name: getattr(words, name) for name in TEXTS}
    if request.method == "POST":
        seat.require_power()
        typed = {name: request.POST.get(name, "")[:5000].replace("\r\n", "\n") for name in TEXTS}
        try:
            operations.change_template(
                key=key,
                **typed,
                by_email="by_email" in request.POST,
                is_urgent="is_urgent" in request.POST,
                by=seat.actor,
                at=seat.now,
            )
        except Refusal as told:
            refusal = str(told)
        else:
            messages.success(request, _("Đã lưu. Thông báo từ nay dùng lời mới."))
            return HttpResponseRedirect(reverse("control:notice_template", args=[key]))
    fields = [(name, _label(name), typed[name]) for name in TEXTS]
    versions = queries.versions(key=key)
    context: dict[str, Any] = {
        "words": words,
        "fields": fields,
        "versions": [(one, _changes(one.words, older)) for one, older in zip_longest(versions, versions[1:])],
        "refusal": refusal,
    }
    return render(request, "control/notice_template.html", context, status=422 if refusal else 200)


def _changes(words: dict[str, Any], older: Any) -> list[str]:
    """Return the names of the parts that differ from the version before."""
    return [_label(key) for key, value in words.items() if older and older.words.get(key) != value]


def _label(name: str) -> str:
    return str(getattr(Template._meta.get_field(name), "verbose_name", name))


@require_POST
@control_only
def change_quiet(request: ControlRequest, channel: str) -> HttpResponse:
    """Set the quiet hours of a channel."""
    seat = request.seat
    seat.require_power()

    def deed() -> None:
        starts, ends = (_clock(request.POST.get(name, "")) for name in ("starts", "ends"))
        operations.change_quiet_hours(channel=channel, starts=starts, ends=ends, by=seat.actor, at=seat.now)

    return carry_out(request, deed, done=_("Đã đổi giờ yên tĩnh."), back=reverse("control:notice_templates"))


def _clock(typed: str) -> dt.time:
    """Return the time typed as 21:00.

    :raises Unreadable: anything else
    """
    try:
        return dt.time.fromisoformat(typed).replace(tzinfo=None)
    except ValueError:
        raise Unreadable(_("Ghi giờ dạng 21:00.")) from None
