"""Tags of both densities: ``{% load ui %}``.

Bases: ``kit/portal_base.html`` and ``kit/desk_base.html`` have the blocks ``title heading content nav actions`` (the
desk also ``bar beside keys head``; the portal ``header footer breadcrumbs errors before hero main``). A site makes its
own ``base.html`` on them, names its template of links (``body``: ``{% drawn "desk/nav.html" as menu_links %}``), which
is shown wide and in the menu of narrow screens, and fills ``bar`` by including ``kit/desk_bar.html``; the portal fills
``header`` by including ``kit/portal_header.html`` with its name (``items="portal/nav.html"``). ``kit/desk_bar.html``
also takes ``home place me title search_url``.

=====================================================  ==========================================================
``{% icon "clock" %}``                                 a symbol of ``frontend/icons.svg``, hidden from readers
``{% mark %}``                                         the door
``{% drawn "desk/nav.html" as menu_links %}``           a template drawn once for the places that show it
``{% clock_chip state words %}``                       state: ok soon late stopped done; colour, shape and words
``{% clock_link state words address %}``               the same, leading to the account of the day
``{% deadline state days due_at hold="…" %}``          the chip with its words made from days left and the moment
``{% clock_icon state %}``                             its shape alone, for counters
``{% state_chip words now=True %}``                    a dossier's state in its quiet frame
``{% cells row %}``                                     cells of a row of a long list: pairs of look (class) and words
``{% options pairs chosen %}``                          the choices of a select: pairs of value and words
``{% error_summary errors %}``                         errors have ``anchor`` and ``message``; texts do too
``{% breadcrumbs "Thủ tục" url "Khai sinh" "" %}``     pairs of label and address
``{% back url "Người yêu cầu" %}``                     the way back, named
``{% pagination page %}``                              ``congvu.kit.paging.Page``: keeps the query, sets ``sau``
``{% summary_list section change=url %}``              section: ``title``, ``rows`` of ``label`` and ``value``
``{% timeline items %}`` ``{% timeline items "cv-log" %}``  items: ``title who note at state`` (done now next)
``{% day_strip days %}``                               days: ``weekday number word state`` (off due or empty)
``{% drawing svg title caption %}``                    the SVG of the server in a frame that scrolls
``{% steps 2 7 "Thông tin về trẻ" %}``                 where one is in a journey
``{% language_switch %}`` ``{% said %}``               the form to set_language; messages of the last action
``{{ at|moment }}`` ``{{ at|day }}`` ``{{ n|dong }}``  thứ Sáu 20/11/2026, 13 giờ 52 · thứ Sáu 20/11/2026 · 8.000 đồng
``{{ number|ending }}`` ``{{ n|counted }}``            …1234 of a personal number · 1.000+ where counting ended
``{% province %}`` ``{% demo as demo %}``              name of the province; whether people are invented
=====================================================  ==========================================================
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context, RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from congvu.kit.paging import COUNTED

register = template.Library()
CLOCKS = {
    "ok": ("ok", "clock"),
    "soon": ("soon", "soon"),
    "late": ("late", "late"),
    "stopped": ("hold", "hold"),
    "done": ("done", "tick"),
}
WEEKDAYS = (
    *(gettext_lazy("thứ Hai"), gettext_lazy("thứ Ba"), gettext_lazy("thứ Tư"), gettext_lazy("thứ Năm")),
    *(gettext_lazy("thứ Sáu"), gettext_lazy("thứ Bảy"), gettext_lazy("Chủ nhật")),
)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Draw a symbol; words beside it say what it means."""
    return format_html(
        '<svg class="cv-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.filter
def counted(number: int) -> str:
    """Write how much waits, «1.000+» where counting ended."""
    return number_format(number, 0, force_grouping=True) + ("+" if number >= COUNTED else "")


@register.simple_tag(takes_context=True)
def drawn(context: Context, name: str) -> SafeString:
    """Draw a template once that the page shows more than once: ``{% drawn "desk/nav.html" as menu_links %}``."""
    template: Any = context.template
    answer: SafeString = template.engine.get_template(name).render(context)
    return answer


@register.inclusion_tag("kit/mark.html")
def mark() -> dict[str, Any]:
    """Draw the door."""
    return {}


@register.simple_tag
@lru_cache(maxsize=512)
def clock_chip(state: str, words: str) -> SafeString:
    """Say how a deadline stands: "Còn 2 ngày", "Quá hạn 2 giờ", "Dừng: chờ bổ sung"."""
    look, shape = CLOCKS[state]
    return format_html('<span class="cv-clock cv-clock--{}">{}{}</span>', look, icon(shape), words)


@register.simple_tag
def clock_link(state: str, words: str, address: str) -> SafeString:
    """Say how a deadline stands, as a link to the account of that day on the page of its dossier."""
    rest = _clock_link(state, words, get_language() or "")
    return mark_safe(f'<a class="cv-clock-link" href="{_escaped(address)}{rest}')  # noqa: S308


@lru_cache(maxsize=512)
def _clock_link(state: str, words: str, language: str) -> SafeString:
    return format_html(
        '?han=1#han" title="{}">{}<span class="govuk-visually-hidden">, {}</span></a>',
        _("Vì sao là ngày này?"),
        clock_chip(state, words),
        _("vì sao là ngày này?"),
    )


@register.simple_tag
def deadline(state: str, days: int, due_at: dt.datetime | None, hold: str = "") -> SafeString:
    """Say a deadline by the working days left after today: Còn 2 ngày · Hôm nay, 17:00 · Quá hạn 1 ngày.

    ``hold`` says what a stopped clock waits for: "chờ bổ sung".
    """
    return clock_chip(state, deadline_words(state=state, days=days, due_at=due_at, hold=hold))


def deadline_words(*, state: str, days: int, due_at: dt.datetime | None, hold: str = "") -> str:
    """Return the words of a deadline, as :func:`deadline` shows them."""
    if state == "done":
        return _("Đã xong")
    if state == "stopped" or due_at is None:
        return _("Dừng: %(why)s") % {"why": hold} if hold else _("Đồng hồ tạm dừng")
    if state == "late":
        if days < 0:
            return ngettext("Quá hạn %(n)s ngày", "Quá hạn %(n)s ngày", -days) % {"n": -days}
        hours = max(1, int((timezone.now() - due_at).total_seconds() // 3600))
        return ngettext("Quá hạn %(n)s giờ", "Quá hạn %(n)s giờ", hours) % {"n": hours}
    if days <= 0:
        return _("Hôm nay, %(at)s") % {"at": f"{_local(due_at):%H:%M}"}
    return ngettext("Còn %(n)s ngày", "Còn %(n)s ngày", days) % {"n": days}


@register.simple_tag
def clock_icon(state: str) -> SafeString:
    """Draw the shape of a clock state alone."""
    return icon(CLOCKS[state][1])


@register.simple_tag
@lru_cache(maxsize=512)
def state_chip(words: str, now: bool = False) -> SafeString:
    """Frame a state's name."""
    return format_html('<span class="cv-state{}">{}</span>', " cv-state--now" if now else "", words)


@register.simple_tag
def cells(row: Iterable[tuple[str, Any]]) -> SafeString:
    """Draw the cells of a row of a long list: pairs of look (a class, or none) and words.

    A loop over cells in a template takes longer than all the rest of the page.
    """
    drawn = [f"{_opened(look)}{_escaped(words)}</td>" for look, words in row]
    return mark_safe("".join(drawn))  # noqa: S308


def _escaped(words: Any) -> str:
    return words if isinstance(words, SafeString) else escape(str(words))


@lru_cache(maxsize=512)
def _opened(look: str) -> SafeString:
    return format_html('<td class="{}">', look) if look else mark_safe("<td>")


def link(address: str, words: str, *, opens: bool = False) -> SafeString:
    """Lead somewhere from a cell.

    :param opens: whether Enter on the row leads there, where it is not the row's first link
    """
    opener = " data-open" if opens else ""
    return mark_safe(f'<a class="govuk-link"{opener} href="{_escaped(address)}">{_escaped(words)}</a>')  # noqa: S308


@register.simple_tag
def options(pairs: Iterable[tuple[Any, Any]], chosen: Any = None) -> SafeString:
    """Draw the choices of a select; values are compared as they stand in the page."""
    wanted = str(chosen)
    drawn = [
        f'<option value="{_escaped(value)}"{" selected" if str(value) == wanted else ""}>{_escaped(words)}</option>'
        for value, words in pairs or ()
    ]
    return mark_safe("".join(drawn))  # noqa: S308


@register.simple_tag
def grouped_options(groups: Iterable[tuple[str, Iterable[tuple[Any, Any]]]], chosen: Any = None) -> SafeString:
    """Draw the choices of a select under headings."""
    drawn = [f'<optgroup label="{_escaped(words)}">{options(pairs, chosen)}</optgroup>' for words, pairs in groups]
    return mark_safe("".join(drawn))  # noqa: S308


@register.inclusion_tag("kit/error_summary.html")
def error_summary(errors: Iterable[Any] | None) -> dict[str, Any]:
    """List what is to mend, each with the way to its field; nothing when there is none."""
    return {"errors": list(errors or ())}


@register.inclusion_tag("kit/breadcrumbs.html")
def breadcrumbs(*pairs: str) -> dict[str, Any]:
    """Show the way from the home page; the last address may be empty."""
    return {"crumbs": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("kit/back.html")
def back(address: str, label: str = "") -> dict[str, Any]:
    """Show the way back by its name."""
    return {"address": address, "label": label}


@register.inclusion_tag("kit/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Any, name: str = "sau") -> dict[str, Any]:
    """Lead to the next page of a keyset list; ``name`` is the query's word for the cursor."""
    query = context["request"].GET.copy()
    started = query.pop(name, None)
    first = f"?{query.urlencode()}" if started else ""
    following = ""
    if page.next:
        query[name] = page.next
        following = f"?{query.urlencode()}"
    return {"first": first, "next": following}


@register.inclusion_tag("kit/summary.html")
def summary_list(section: Any, change: str = "") -> dict[str, Any]:
    """Show a section of answers with the way to change them."""
    return {"section": section, "change": change}


@register.inclusion_tag("kit/timeline.html")
def timeline(items: Iterable[Any], look: str = "cv-line") -> dict[str, Any]:
    """Show what happened, what is being done and what is to come."""
    return {"items": items, "look": look}


@register.inclusion_tag("kit/day_strip.html")
def day_strip(days: Iterable[Any]) -> dict[str, Any]:
    """Show the days of a limit: received, counted, rest, due."""
    return {"days": days}


@register.inclusion_tag("kit/drawing.html")
def drawing(svg: str, title: str, caption: str = "") -> dict[str, Any]:
    """Frame a drawing that the server itself has made (never a stranger's SVG)."""
    return {"svg": mark_safe(svg), "title": title, "caption": caption}  # noqa: S308


@register.inclusion_tag("kit/steps.html")
def steps(number: int, total: int, title: str = "") -> dict[str, Any]:
    """Say which step of how many one is at, counted from 1."""
    marks = ["is-done" if at < number else "is-now" if at == number else "" for at in range(1, total + 1)]
    return {"number": number, "total": total, "title": title, "marks": marks}


@register.inclusion_tag("kit/language_switch.html", takes_context=True)
def language_switch(context: RequestContext) -> dict[str, Any]:
    """Offer the other language and come back to this page."""
    request = context.get("request")
    return {"here": request.get_full_path() if request and request.method == "GET" else "/"}


@register.inclusion_tag("kit/said.html", takes_context=True)
def said(context: RequestContext) -> dict[str, Any]:
    """Show the messages of the last action."""
    return {"messages": context.get("messages") or ()}


@register.simple_tag
def province() -> str:
    """Return the name of the province this program serves."""
    return str(settings.PROVINCE)


@register.simple_tag
def training() -> bool:
    """Tell whether this is a copy to train on."""
    return bool(settings.TRAINING)


@register.simple_tag
def demo() -> bool:
    """Tell whether people and figures are invented."""
    return bool(settings.DEMO)


def _weekday(on: dt.date) -> str:
    return str(WEEKDAYS[on.weekday()])


def _local(at: dt.datetime) -> dt.datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


@register.filter
def with_each(headings: Iterable[Any], cells: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Return each cell of a row with its heading, which stands beside it where the row is a card (``cv-cards``)."""
    return list(zip(headings, cells, strict=False))


@register.filter
def day(at: dt.date | dt.datetime | None) -> str:
    """Say a day: thứ Sáu 20/11/2026."""
    if at is None:
        return ""
    on = _local(at).date() if isinstance(at, dt.datetime) else at
    return f"{_weekday(on)} {on:%d/%m/%Y}"


@register.filter
def moment(at: dt.datetime | None) -> str:
    """Say a moment: thứ Sáu 20/11/2026, 13 giờ 52."""
    if at is None:
        return ""
    local = _local(at)
    if local.minute == 0:
        return _("%(day)s, %(hour)s giờ") % {"day": day(local), "hour": f"{local:%H}"}
    return _("%(day)s, %(hour)s giờ %(minute)s") % {
        "day": day(local),
        "hour": f"{local:%H}",
        "minute": f"{local:%M}",
    }


@register.filter
def ending(number: str | None) -> str:
    """Say a personal number by its last four digits: enough to compare it with the card in hand."""
    return f"…{number[-4:]}" if number else ""


@register.filter
def dong(amount: int | None) -> str:
    """Say an amount of whole đồng: 75.000 đồng."""
    return "" if amount is None else f"{amount:,}".replace(",", ".") + " " + _("đồng")
