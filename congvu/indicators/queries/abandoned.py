"""Where people give up forms: drafts begun in a period, and what became of them. No figure leads to a person."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from congvu.catalogue.models import Procedure, ProcedureVersion
from congvu.catalogue.queries import DRAFT_SUBJECT as SUBJECT
from congvu.forms.models import Draft, DraftEnd
from congvu.indicators.periods import Period

IDLE_DAYS = (7, 14, 30)
"""After how many days without a touch a draft may be counted as left."""


@dataclass
class Begun:
    """Forms begun, and what became of them: ``begun`` is the sum of the other four."""

    filed: int = 0
    thrown: int = 0
    """Given up by their owner's own press."""
    left: int = 0
    """Not touched for so many days."""
    open: int = 0
    """Touched lately."""

    @property
    def begun(self) -> int:
        """How many were begun."""
        return self.filed + self.thrown + self.left + self.open

    @property
    def given_up(self) -> int:
        """How many were thrown away or left."""
        return self.thrown + self.left

    @property
    def share(self) -> float | None:
        """Share of the begun ones that were given up, None without one."""
        return self.given_up / self.begun if self.begun else None

    def add(self, other: "Begun") -> None:
        """Add another's counts to these."""
        for name in ("filed", "thrown", "left", "open"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class FormBegun(Begun):
    """Of one procedure, and by the last page that was saved."""

    procedure: Procedure | None = None
    pages: dict[str, Begun] = field(default_factory=lambda: defaultdict(Begun))


@dataclass(frozen=True)
class PageStop:
    """How many gave up after one page had been saved, and which page they did not save."""

    saved: str
    """Title of the last page saved."""
    unsaved: str
    """Title of the page after it, empty at the end."""
    counts: Begun


def forms_begun(*, period: Period, idle_days: int, now: dt.datetime) -> list[FormBegun]:
    """Return what became of the forms citizens began in a period, the procedure most given up first.

    :param idle_days: a draft not touched for so long counts as left
    """
    counted = _counted(period, idle_days, now)
    versions = ProcedureVersion.objects.filter(pk__in=counted).select_related("procedure")
    found: dict[int, FormBegun] = {}
    for version in versions.only("id", "procedure__code", "procedure__name", "procedure__short_name"):
        row = found.setdefault(version.procedure_id, FormBegun(procedure=version.procedure))
        for page, counts in counted[version.pk].items():
            row.pages[page].add(counts)
            row.add(counts)
    return sorted(found.values(), key=lambda row: (-row.given_up, str(row.procedure and row.procedure.name)))


def _counted(period: Period, idle_days: int, now: dt.datetime) -> dict[int, dict[str, Begun]]:
    """Count by version and last page saved, in two queries."""
    found: dict[int, dict[str, Begun]] = defaultdict(lambda: defaultdict(Begun))
    ended = DraftEnd.objects.filter(subject__startswith=SUBJECT, begun_on__gte=period.first, begun_on__lt=period.after)
    hows = {how.value: Count("pk", filter=Q(how=how)) for how in DraftEnd.How}
    rows: Iterable[Mapping[str, Any]] = ended.order_by().values("subject", "page").annotate(**hows)
    for row in rows:
        found[_version(row["subject"])][row["page"]].add(Begun(filed=row["filed"], thrown=row["thrown"]))
    still = Draft.objects.filter(
        subject__startswith=SUBJECT,
        owner__startswith="citizen:",
        created_at__gte=period.start_at,
        created_at__lt=period.end_at,
    )
    idle = Q(updated_at__lt=now - dt.timedelta(days=idle_days))
    sums = {"left": Count("pk", filter=idle), "going": Count("pk", filter=~idle)}
    idling: Iterable[Mapping[str, Any]] = still.order_by().values("subject", "page").annotate(**sums)
    for one in idling:
        found[_version(one["subject"])][one["page"]].add(Begun(left=one["left"], open=one["going"]))
    return found


def _version(subject: str) -> int:
    return int(subject.removeprefix(SUBJECT))


def page_stops(row: FormBegun) -> list[PageStop]:
    """Return the pages of one procedure in the order of its newest form, with how many stopped after each."""
    version = ProcedureVersion.objects.filter(procedure=row.procedure).order_by("-number").first()
    pages = [(page.code, str(page.title)) for page in version.form.pages] if version else []
    way = [
        ("agency", _("Nơi giải quyết")),
        *pages,
        ("papers", _("Giấy tờ")),
        ("receive", _("Nhận kết quả")),
        ("review", _("Xem lại, nộp")),
    ]
    titles, after = dict(way), dict(pairwise([code for code, _title in way]))
    known = [code for code, _title in way if code in row.pages]
    gone = sorted(set(row.pages) - set(known))
    return [
        PageStop(titles.get(code) or code or _("Chưa trang nào"), titles.get(after.get(code, ""), ""), row.pages[code])
        for code in [*known, *gone]
    ]
