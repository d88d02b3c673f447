"""The runs of numbers of this year go on behind the highest number that came along."""

import datetime as dt

from django.utils import timezone

from congvu.documents.operations.importing.writing import Office
from congvu.documents.operations.numbers import LAW, SINCE
from congvu.documents.operations.registering import BOOK
from congvu.documents.queries import offices
from congvu.kit.actors import Actor
from congvu.kit.tables import Row
from congvu.numbering import operations as numbering

Highest = dict[tuple[str, int | None, int], int]
"""The highest number by the code of an agency, the kind (None: arrivals) and the year."""


def note_number(row: Row, highest: Highest) -> None:
    """Keep the number of a document when it is the highest of its run so far."""
    is_in, day = row["direction"] == "in", row["issued_on"]
    number = row["arrival_number"] if is_in else row["number"]
    year = timezone.localdate(row["at"]).year if is_in and row["at"] else day.year if day and not is_in else None
    if number and year and row["agency"] and (is_in or row["kind"]):
        run = row["agency"], None if is_in else row["kind"], year
        highest[run] = max(highest.get(run, 0), number)


def go_on_after(highest: Highest, office: Office, *, by: Actor, at: dt.datetime) -> None:
    """Let this year's runs go on behind these numbers, before a document is written: none is given twice."""
    this_year = timezone.localdate(at).year
    for (code, kind_code, year), number in sorted(highest.items(), key=lambda one: (one[0][0], one[0][1] or 0)):
        agency = office.agencies.get(code)
        kind = office.kinds.get((agency.realm, kind_code)) if agency and kind_code else None
        if agency is None or year != this_year or (kind_code and kind is None):
            continue
        series = BOOK
        if kind is not None:
            series, _title = offices.series_of(agency_id=agency.pk, kind=kind, year=this_year)
            numbering.propose_format(kind=series, template="{number:2}", valid_from=SINCE, legal_basis=LAW)
        numbering.go_on_after(kind=series, agency_code=code, number=number, by=by, at=at)
