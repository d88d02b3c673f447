"""Who may see a document beside its holders, which of its files, and which changes wait to be confirmed."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from congvu.documents import rules
from congvu.documents.models import AccessChange, AccessGrant, Document, DocumentFile, SavedSearch
from congvu.kit.actors import Actor
from congvu.kit.kept import kept
from congvu.people.models import Role
from congvu.people.queries import Grant


def seen_files(document: Document, *, by: Actor, at: datetime) -> list[DocumentFile]:
    """Return the files of a document as they stand that somebody may open, in order."""
    rows = document.files.filter(replaced_at=None, use__released_at=None).select_related("use__blob")
    found = list(rows.order_by("role", "ordinal", "id"))
    hidden = rules.hidden_files(document, found, by=by, at=at)
    return [row for row in found if row.pk not in hidden]


def access_grants(document: Document) -> list[AccessGrant]:
    """Return who was let see a document or a file of it by name."""
    rows = AccessGrant.objects.filter(document=document, ended_at=None).select_related("official", "unit", "file__use")
    return list(rows.order_by("id"))


def unconfirmed_changes(document: Document) -> list[AccessChange]:
    """Return the changes of permissions of a document that nobody has confirmed."""
    return list(AccessChange.objects.filter(document=document, confirmed_at=None).order_by("id"))


def changes_to_confirm(*, grants: Iterable[Grant], official_id: int, size: int = 50) -> list[AccessChange]:
    """Return changes of permissions that an official may confirm: of what they manage, made by somebody else."""
    mine = Q(pk=None)
    for grant in grants:
        if grant.role in (Role.LEADER, Role.CLERK):
            mine |= Q(document__agency_id=grant.agency_id)
        elif grant.role == Role.UNIT_HEAD and grant.unit_id:
            mine |= Q(document__agency_id=grant.agency_id, document__unit_id=grant.unit_id)
    rows = AccessChange.objects.filter(mine, confirmed_at=None).exclude(by__id=official_id)
    return list(rows.select_related("document__kind").order_by("id")[:size])


@kept(SavedSearch, size=4096)
def saved_searches(official_id: int) -> tuple[SavedSearch, ...]:
    """Return the searches an official has kept, by name. Shared: nobody changes them."""
    return tuple(SavedSearch.objects.filter(official_id=official_id).order_by("name"))
