"""The tables of a pack of dossiers: what each column means. ``docs/importing.md`` says it for exporters."""

import re
from typing import Any

from django.utils.translation import gettext as _

from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import ClockEntry, Origin, Outcome, Paper, ReturnBy, Slip
from congvu.kit.packs import Pack
from congvu.kit.tables import LONGEST, Column, Problem, Row, WrongCell, read_tables
from congvu.people.models import Party


def _of(*values: Any) -> frozenset[str]:
    return frozenset(str(value) for value in values)


STATES = _of(*State.values)
CODE = Column("code", needed=True, length=60)
TABLES: dict[str, tuple[Column, ...]] = {
    "dossiers.csv": (
        CODE,
        Column("issuer", needed=True, length=35),
        Column("other_codes", length=500),
        Column("procedure", needed=True, length=60),
        Column("receiving_agency", needed=True, length=35),
        Column("competent_agency", length=35),
        Column("owner_kind", choices=_of(*Party.Kind.values)),
        Column("owner_id_kind", choices=_of(*Party.IdentifierKind.values)),
        Column("owner_id", length=30),
        Column("owner_name", needed=True, length=200),
        Column("owner_birth_date", "day"),
        Column("owner_sex", choices=_of("male", "female")),
        Column("owner_phone", length=20),
        Column("owner_email", length=200),
        Column("owner_address"),
        Column("owner_place", length=20),
        Column("title"),
        Column("origin", needed=True, choices=_of(*Origin.values)),
        Column("return_by", needed=True, choices=_of(*ReturnBy.values)),
        Column("return_address"),
        Column("state", "state", needed=True, choices=STATES),
        Column("state_before", "state", choices=STATES),
        Column("submitted_at", "moment", needed=True),
        Column("received_at", "moment"),
        Column("competent_received_at", "moment"),
        Column("ended_at", "moment"),
        Column("returned_at", "moment"),
        Column("outcome", choices=_of(*filter(None, Outcome.values))),
        Column("result_number", length=60),
        Column("result_date", "day"),
        Column("late_since", "moment"),
        Column("late_ground", length=200),
        Column("fee_due", "amount"),
        Column("note", length=1000),
    ),
    "answers.csv": (CODE, Column("pointer", needed=True, length=200), Column("value", length=LONGEST)),
    "promises.csv": (
        CODE,
        Column("due_at", "moment", needed=True),
        Column("made_at", "moment", needed=True),
        Column("reappointed", choices=_of("yes", "no")),
        Column("limit", "limit", length=30),
        Column("reason"),
    ),
    "clock.csv": (
        CODE,
        Column("kind", needed=True, choices=_of(*ClockEntry.Kind.values) - {"outage"}),
        Column("at", "moment", needed=True),
        Column("reason"),
        Column("law", length=100),
        Column("by", length=200),
    ),
    "states.csv": (
        CODE,
        Column("state", "state", needed=True, choices=STATES),
        Column("at", "moment", needed=True),
        Column("by", length=200),
        Column("note", length=1000),
    ),
    "steps.csv": (
        CODE,
        Column("step", length=100),
        Column("name", length=200),
        Column("agency", length=35),
        Column("giver", length=200),
        Column("receiver", length=200),
        Column("assignee", length=40),
        Column("received_at", "moment", needed=True),
        Column("done_at", "moment"),
        Column("on_time", choices=_of("yes", "no")),
        Column("asked", length=300),
        Column("data", "json", length=LONGEST),
        Column("note", length=1000),
    ),
    "supplements.csv": (
        CODE,
        Column("asked_at", "moment", needed=True),
        Column("reason", needed=True, length=2000),
        Column("label", length=200),
        Column("pointer", length=200),
        Column("by", length=200),
        Column("answer_by", "moment"),
        Column("answered_at", "moment"),
    ),
    "files.csv": (
        CODE,
        Column("path", needed=True, length=300),
        Column("sha256", "digest", needed=True),
        Column("kind", needed=True, choices=_of("paper", *Slip.Kind.values)),
        Column("paper_code", length=60),
        Column("name", needed=True),
        Column("paper_kind", choices=_of(*Paper.Kind.values)),
        Column("at", "moment"),
    ),
    "totals.csv": (
        Column("what", needed=True, length=40),
        Column("key", length=40),
        Column("value", "amount", needed=True),
    ),
}
NEEDED = ("dossiers.csv", "totals.csv")
LIMIT = re.compile(r"[1-9]\d{0,3} (working_day|calendar_day|working_hour|hour|month)")


def read(pack: Pack, problems: list[Problem]) -> dict[str, list[Row]]:
    """Return the rows of every table that is there; what is wrong is added to ``problems``."""
    readers = {"limit": _limit, "state": lambda text: State(int(text))}
    return read_tables(pack, TABLES, problems, needed=NEEDED, guide="docs/importing.md", readers=readers)


def _limit(text: str) -> str:
    if not LIMIT.fullmatch(text):
        raise WrongCell(_("“%(text)s” không phải thời hạn. Ví dụ đúng: 5 working_day.") % {"text": text[:40]})
    return text
