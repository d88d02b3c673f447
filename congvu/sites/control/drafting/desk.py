"""What every page about a draft shows: where it is on its way, what is wrong, what may be done. Reads only."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congvu.catalogue import queries
from congvu.catalogue.models import Draft, DraftState
from congvu.catalogue.queries import found_at
from congvu.sites.control.doors import Seat
from congvu.sites.control.drafting import matching
from congvu.sites.control.drafting.matching import Fault
from congvu.sites.control.drafting.shapes import PARTS, Page, Rows

TITLES: Mapping[str, str | Promise] = {"template": _("Mẫu giấy kết quả")}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the draft: its place, its name, how much is in it, how many faults."""

    place: str
    title: str
    count: int | None
    faults: int


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the way to force: ``state`` is done, now or next."""

    title: str
    state: str


@dataclass(frozen=True)
class Desk:
    """A draft as somebody looks at it."""

    draft: Draft
    seat: Seat

    @property
    def is_writer(self) -> bool:
        """Whether it is theirs."""
        return self.draft.writer_id == self.seat.actor.id

    @property
    def may_write(self) -> bool:
        """Whether they may change it now."""
        return self.is_writer and self.draft.state == DraftState.EDITING

    @property
    def may_decide(self) -> bool:
        """Whether they may approve it or send it back: a second person who administers the province."""
        return self.seat.governs and not self.is_writer and self.draft.state == DraftState.SUBMITTED

    @cached_property
    def faults(self) -> list[Fault]:
        """What keeps it from being handed in."""
        return matching.faults(self.draft.sheet, queries.draft_faults(self.draft))

    @property
    def parts(self) -> list[Part]:
        """The parts in the order of writing."""
        return [self._part(place) for place in PARTS]

    def _part(self, place: str) -> Part:
        rows = found_at(self.draft.sheet, place)
        count = len(rows) if isinstance(rows, list) else None
        return Part(place, title_of(place), count, sum(fault.part == place for fault in self.faults))

    @property
    def way(self) -> list[Stage]:
        """Soạn → Chạy thử → Trình duyệt → Ban hành, with where it stands."""
        state = self.draft.state
        reached = {DraftState.SUBMITTED: 3, DraftState.PUBLISHED: 4}.get(DraftState(state))
        if reached is None:
            reached = 2 if self.draft.is_tried and not self.faults else 1 if not self.faults else 0
        names = (_("Soạn"), _("Chạy thử"), _("Trình duyệt"), _("Ban hành"))
        marks = ("done" if n < reached else "now" if n == reached else "next" for n in range(4))
        return [Stage(str(name), mark) for name, mark in zip(names, marks, strict=True)]

    @property
    def next_place(self) -> dict[str, str]:
        """For each part the one after it."""
        return dict(itertools.pairwise(PARTS))


def title_of(place: str) -> str:
    """Return how a part is called."""
    shape = matching.shape_at(place)
    return str(shape.title) if isinstance(shape, Page | Rows) else str(TITLES.get(place, place))


def desk_at(draft_id: int, seat: Seat) -> Desk:
    """Return a draft as the one who sits there sees it.

    :raises Draft.DoesNotExist: when there is none
    """
    return Desk(queries.draft(draft_id), seat)


def shown(desk: Desk, **more: Any) -> dict[str, Any]:
    """Return what the templates of a draft read."""
    return {"desk": desk, "draft": desk.draft, **more}
