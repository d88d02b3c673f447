"""Searches that an official keeps under a name, and what is taken away of a search as a file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.models import SavedSearch
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean

MOST = 50
"""Searches one official keeps."""


class SearchNotKept(Refusal):
    """The search has no name, asks nothing, or there are too many."""


@transaction.atomic
def save_search(*, name: str, query: str, by: Actor, at: datetime) -> SavedSearch:
    """Keep a search of one's own under a name; the same name is written anew.

    :param query: the fields of the form as in an address
    :raises SearchNotKept: without a name or a condition, or one too many
    """
    name, query = clean(name)[:80], query.strip().lstrip("?")
    if not name or not query or len(query) > 1000 or by.id is None:
        raise SearchNotKept(_("Ghi tên và ít nhất một điều kiện tìm."))
    own = SavedSearch.objects.filter(official_id=by.id)
    if own.exclude(name=name).count() >= MOST:
        raise SearchNotKept(_("Đã lưu %(n)s điều kiện tìm. Xóa bớt rồi lưu.") % {"n": MOST})
    row, _new = SavedSearch.objects.update_or_create(official_id=by.id, name=name, defaults={"query": query, "at": at})
    audit.record(action="documents.save_search", subject=f"official:{by.id}", label=name, by=by, at=at)
    return row


@transaction.atomic
def forget_search(*, search_id: int, by: Actor, at: datetime) -> None:
    """Let go of a search of one's own; one that is gone is gone."""
    gone, _each = SavedSearch.objects.filter(pk=search_id, official_id=by.id or 0).delete()
    if gone:
        audit.record(action="documents.forget_search", subject=f"official:{by.id}", by=by, at=at)


@transaction.atomic
def note_export(*, query: str, way: str, count: int, by: Actor, at: datetime) -> None:
    """Write down that a list of documents was taken away as a file."""
    data: dict[str, object] = {"query": query[:500], "way": way, "count": count}
    audit.record(action="documents.export", subject=f"official:{by.id}", by=by, at=at, data=data)
