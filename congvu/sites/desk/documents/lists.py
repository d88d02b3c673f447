"""Lists of outgoing documents: what waits for me, what I drew up, what was issued; and the search."""

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.documents import operations, queries
from congvu.documents.models import Direction, Document, Kind, State
from congvu.kit.asking import Unreadable, optional_day, optional_row
from congvu.kit.errors import Declined
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.signing import operations as signing
from congvu.sites.desk.documents import found
from congvu.sites.desk.doors import WRITERS, DeskRequest, official_only
from congvu.sites.desk.dossiers.tables import clock
from congvu.sites.desk.yearly import paper_head
from congvu.workdays import queries as workdays
from congvu.workfiles import queries as workfiles

TABS = {
    "sign": gettext_lazy("Chờ ký"),
    "check": gettext_lazy("Chờ duyệt, kiểm tra"),
    "number": gettext_lazy("Cấp số, đóng dấu, phát hành"),
    "write": gettext_lazy("Đang soạn"),
    "read": gettext_lazy("Được hỏi ý kiến"),
}


def official_id(request: DeskRequest) -> int:
    """Return the key of the official at the desk."""
    return cast(int, request.desk.actor.id)


@official_only
def waiting(request: DeskRequest) -> HttpResponse:
    """Show the outgoing documents that wait for me, a tab for each kind of work, the most urgent first."""
    desk, me = request.desk, official_id(request)
    counts = queries.draft_counts(grants=desk.grants, official_id=me)
    tab = request.GET.get("muc", "")
    if tab not in TABS:
        tab = next((code for code in TABS if counts[code]), "write")
    page = queries.drafts_waiting(grants=desk.grants, official_id=me, tab=tab, after=request.GET.get("sau"))
    calendar = workdays.calendar()
    rows = [
        (one, *(clock(one.due_at, None, now=desk.now, calendar=calendar) if one.due_at else ("", "")))
        for one in page.rows
    ]
    tabs = [(code, words, counts[code]) for code, words in TABS.items() if counts[code] or code in {tab, "write"}]
    return render(request, "desk/documents/waiting.html", {"tabs": tabs, "tab": tab, "page": page, "rows": rows})


@require_POST
@official_only
def lay_for_signing(request: DeskRequest) -> HttpResponseBase:
    """Lay the ticked documents, or all that wait for me, before one confirmation by passkey, here or on the phone."""
    desk, me = request.desk, official_id(request)
    if "tat_ca" in request.POST:
        page = queries.drafts_waiting(grants=desk.grants, official_id=me, tab="sign", size=signing.MOST_PAPERS)
        subjects = [one.document.key for one in page.rows]
    else:
        subjects = [f"document:{pk}" for pk in request.POST.getlist("chon") if pk.isdecimal()]
    try:
        asked = signing.request_signatures(subjects=subjects, official_id=me, by=desk.actor, at=desk.now)
    except Declined as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('desk:documents')}?muc=sign")
    for _subject, words in asked.left:
        messages.error(request, words)
    return redirect("desk:approval", asked.request.public_id)


@official_only
def own(request: DeskRequest) -> HttpResponse:
    """Show every document I drew up, wherever it stands."""
    page = queries.own_drafts(official_id=official_id(request), after=request.GET.get("sau"))
    return _listing(request, page, "own")


@official_only
def issued(request: DeskRequest) -> HttpResponse:
    """Show what my agencies have issued, with how many receivers have it."""
    desk = request.desk
    page = queries.issued(
        held=desk.grants, official_id=official_id(request), agency_ids=desk.agency_ids, after=request.GET.get("sau")
    )
    return _listing(request, page, "issued")


def _listing(request: DeskRequest, page: Any, which: str) -> HttpResponse:
    counts = queries.delivery_counts(page.rows)
    rows = [(one, *counts.get(one.pk, (0, 0))) for one in page.rows]
    return render(request, "desk/documents/listing.html", {"page": page, "rows": rows, "which": which})


@official_only
def search(request: DeskRequest) -> HttpResponse:
    """Find documents by words without accents, number, body, person, kind, state and day."""
    desk, typed = request.desk, request.GET
    refusal, since, until = "", None, None
    try:
        since, until = _day(request, "tu"), _day(request, "den")
    except Unreadable as wrong:
        refusal = str(wrong)
    wanted = queries.Wanted(
        text=clean(typed.get("q", ""))[:200],
        code=clean(typed.get("so", ""))[:50],
        organ=clean(typed.get("co_quan", ""))[:100],
        person=clean(typed.get("nguoi", ""))[:100],
        direction=typed.get("chieu", "") if typed.get("chieu") in Direction.values else "",
        state=typed.get("trang_thai", "") if typed.get("trang_thai") in State.values else "",
        kind_id=optional_row(typed, "loai"),
        since=since,
        until=until,
        within=_in_files(request, clean(typed.get("ho_so", ""))[:100]),
    )
    columns, oldest = found.chosen(typed), typed.get("xep") == "cu"
    if typed.get("xuat") in found.WAYS and not refusal:
        return _exported(request, wanted, columns, oldest=oldest)
    page = queries.search(
        wanted, held=desk.grants, official_id=official_id(request), oldest=oldest, after=typed.get("sau")
    )
    realms = {grant.realm for grant in desk.grants} or {Agency.Realm.STATE}
    shown = {
        "page": page,
        "rows": [found.cells(one, columns) for one in page.rows],
        "columns": columns,
        "all_columns": found.COLUMNS,
        "ticked": {column.key for column in columns},
        "wanted": wanted,
        "typed": typed,
        "refusal": refusal,
        "kinds": [
            (one.pk, one.name) for realm in sorted(realms) for one in queries.kinds(realm=str(realm), on=desk.today)
        ],
        "states": State.choices,
        "directions": Direction.choices,
        "saved": queries.saved_searches(official_id(request)),
        "asked": _asked(request),
        "most": found.MOST,
    }
    return render(request, "desk/documents/search.html", shown)


def _exported(
    request: DeskRequest, wanted: queries.Wanted, columns: list[found.Column], *, oldest: bool
) -> HttpResponse:
    desk, way = request.desk, request.GET["xuat"]
    page = queries.search(wanted, held=desk.grants, official_id=official_id(request), oldest=oldest, size=found.MOST)
    operations.note_export(query=_asked(request), way=way, count=len(page.rows), by=desk.actor, at=desk.now)
    agency = people.agency_of_id(next(iter(desk.grants)).agency_id) if desk.grants else None
    return found.as_file(
        way, columns, page.rows, title=_("Văn bản tìm được"), head=paper_head(agency, desk), now=desk.now
    )


def _in_files(request: DeskRequest, words: str) -> Any:
    """Return the documents of work files with these words, None when nothing is asked."""
    if not words:
        return None
    return workfiles.documents_in(words, grants=request.desk.grants, official_id=official_id(request))


def _asked(request: DeskRequest) -> str:
    """Return the conditions of a search as they stand in its address, without the page."""
    fields = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in {"sau", "xuat"}
    ]
    return urlencode(fields)[:1000]


@require_POST
@official_only
def keep_search(request: DeskRequest) -> HttpResponseBase:
    """Keep the conditions of a search under a name, or let go of one."""
    desk, data = request.desk, request.POST
    if gone := optional_row(data, "bo"):
        operations.forget_search(search_id=gone, by=desk.actor, at=desk.now)
        return redirect("desk:document_search")
    try:
        kept = operations.save_search(
            name=data.get("ten", ""), query=data.get("dieu_kien", ""), by=desk.actor, at=desk.now
        )
    except Declined as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:document_search")
    messages.success(request, _("Đã lưu điều kiện tìm “%(name)s”.") % {"name": kept.name})
    return redirect(f"{reverse('desk:document_search')}?{kept.query}")


def _day(request: DeskRequest, name: str) -> dt.date | None:
    return optional_day(request.GET, name, str({"tu": gettext_lazy("Từ ngày"), "den": gettext_lazy("Đến ngày")}[name]))


def kind_words(kind: Kind) -> str:
    """Return a kind with its abbreviation."""
    return f"{kind.name} ({kind.abbreviation})" if kind.abbreviation else kind.name


def writable(request: DeskRequest) -> list[int]:
    """Return the agencies where the official at the desk draws up documents, own powers first."""
    return list(dict.fromkeys(grant.agency_id for grant in request.desk.grants if grant.role in WRITERS))


def is_outgoing(document: Document) -> bool:
    """Say whether the agency itself drew the document up."""
    return document.direction == Direction.OUTGOING
