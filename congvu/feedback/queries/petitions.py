"""Questions about petitions: those that everybody may read, one's own, those of a desk."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from congvu.feedback.limits import rules_on
from congvu.feedback.models import Petition, PetitionEvent, PetitionRule, PetitionState
from congvu.feedback.rules import READERS
from congvu.kit.errors import Refusal
from congvu.kit.paging import Page, keyset
from congvu.kit.text import fold
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.people.queries import Grant

TABS: dict[str, Q] = {
    "waiting": Q(state=PetitionState.RECEIVED),
    "working": Q(state=PetitionState.ACCEPTED),
    "asked": Q(state=PetitionState.ASKED),
    "to_publish": Q(state=PetitionState.ANSWERED, ended_reason=""),
    "ended": Q(state__in=[PetitionState.PUBLISHED, PetitionState.REFUSED, PetitionState.WITHDRAWN])
    | Q(state=PetitionState.ANSWERED) & ~Q(ended_reason=""),
}
"""Tabs of the desk's list."""
OPEN = [PetitionState.RECEIVED, PetitionState.ACCEPTED, PetitionState.ASKED, PetitionState.ANSWERED]


def published_petitions(*, text: str = "", agency_code: str = "", after: str | None = None) -> Page[Petition]:
    """Return published petitions, the newest first; words are found without accents.

    :raises BadCursor: when ``after`` is not a mark of this list
    """
    found = Petition.objects.filter(published_at__isnull=False).select_related("agency")
    for word in fold(text).split()[:8]:
        found = found.filter(public_search__contains=word)
    if agency_code:
        found = found.filter(agency__code=agency_code)
    return keyset(found, order=("-published_at", "-id"), after=after, size=20)


def published_petition(public_id: uuid.UUID) -> Petition | None:
    """Return one published petition; what is not published is not there."""
    return (
        Petition.objects.filter(public_id=public_id, published_at__isnull=False)
        .select_related("agency", "procedure")
        .first()
    )


def petition_by_code(code: str) -> Petition | None:
    """Return the petition that is followed by this code, however it was typed."""
    return (
        Petition.objects.select_related("agency", "procedure", "dossier")
        .filter(follow_code=code.strip().upper().replace(" ", ""))
        .first()
    )


def petitions_of(*, party_id: int, after: str | None = None) -> Page[Petition]:
    """Return one's own petitions, the newest first."""
    own = Petition.objects.filter(sender_id__in=people.same_person(party_id)).select_related("agency")
    return keyset(own, order=("-received_at", "-id"), after=after, size=20)


def steps_of(petition: Petition) -> QuerySet[PetitionEvent]:
    """Return what happened to a petition, the oldest first."""
    return petition.events.select_related("agency")


def desk_petitions(*, agency_ids: Collection[int], tab: str, after: str | None = None) -> Page[Petition]:
    """Return petitions of these agencies in a tab of the desk: the most urgent first, ended ones the newest first."""
    found = Petition.objects.filter(TABS[tab], agency_id__in=agency_ids).select_related("agency", "sender")
    order = ("-received_at", "-id") if tab in {"ended", "asked"} else ("due_at", "id")
    return keyset(found, order=order, after=after)


def desk_counts(*, agency_ids: Collection[int]) -> dict[str, int]:
    """Return how many petitions stand in each tab in which something is still to be done."""
    open_tabs = {tab: which for tab, which in TABS.items() if tab != "ended"}
    found = Petition.objects.filter(agency_id__in=agency_ids, state__in=OPEN)
    counted: dict[str, int] = found.aggregate(**{tab: Count("pk", filter=which) for tab, which in open_tabs.items()})
    return counted


def read_agencies(grants: Iterable[Grant]) -> set[int]:
    """Return the agencies whose petitions one may read at the desk."""
    return {grant.agency_id for grant in grants if grant.role in READERS}


def sender_shown(petition: Petition) -> str:
    """Return the sender's name as lists show it."""
    return _("Người gửi đề nghị giữ kín") if petition.is_confidential else petition.sender_name


class NoIntake(Refusal):
    """There is no agency yet that could receive anything."""


def intake_agency(*, on: dt.date) -> Agency:
    """Return who receives what names no agency: as the limits say, else the first agency of the province.

    :raises NoIntake: there is none at all
    """
    named = rules_on(on).intake_id
    if named is not None:
        return people.agency_of_id(named)
    found = people.children(agency_id=None, on=on).filter(realm=Agency.Realm.STATE).first()
    if found is None:
        raise NoIntake(_("Chưa có cơ quan nào nhận phản ánh. Hãy gọi số điện thoại ở chân trang."))
    return found


def all_limits() -> list[PetitionRule]:
    """Return the limits as they were set, the newest first; shipped ones when none was."""
    return list(PetitionRule.objects.select_related("intake")) or [rules_on(dt.date.min)]
