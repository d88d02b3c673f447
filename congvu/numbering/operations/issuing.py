"""Taking numbers and codes. A number is taken inside the caller's transaction: who fails gives it back."""

import re
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.operation import joining
from congvu.kit.text import clean
from congvu.numbering import queries
from congvu.numbering.models import Series, VoidedNumber
from congvu.numbering.templates import fill


class CodeRefused(Refusal):
    """The code made by the format breaks the format's own check, mostly because of the agency's code."""


class NumberNotTaken(Refusal):
    """A number that was never given cannot be voided."""


def take(*, series: str, at: datetime, count: int = 1) -> int:
    """Return the next number of ``series``, from 1, without gaps and never twice; of several in a row the last.

    The row of the series stays locked until the caller's transaction ends, so take the number late.

    :raises TransactionManagementError: outside a transaction
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A number is taken inside the transaction that uses it.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Series._meta.db_table} AS s (key, last) VALUES (%s, %s) "
            "ON CONFLICT (key) DO UPDATE SET last = s.last + EXCLUDED.last RETURNING s.last",
            [series, count],
        )
        return int(cursor.fetchone()[0])


def issue_code(*, kind: str, agency_code: str, at: datetime) -> str:
    """Return a fresh code in the format in force at ``at``, such as ``H17.21-20261123-0000001`` or ``12/2026``.

    :raises FormatMissing: when no format is in force for ``kind``
    :raises CodeRefused: when the agency's code does not fit the format
    """
    return issue(kind=kind, agency_code=agency_code, at=at)[0].code


class Issued(NamedTuple):
    """A code with the number in it and the series that gave the number."""

    series: str
    number: int
    code: str


def issue(*, kind: str, agency_code: str, at: datetime, count: int = 1) -> list[Issued]:
    """Return so many fresh codes in a row, each with its number; raises as :func:`issue_code`."""
    day = timezone.localdate(at)
    form = queries.format_of(kind=kind, on=day)
    series = fill(form.scope, kind=kind, agency=agency_code, day=day)
    last = take(series=series, at=at, count=count)
    given = []
    for number in range(last - count + 1, last + 1):
        code = fill(form.template, kind=kind, agency=agency_code, day=day, number=number)
        if not re.fullmatch(form.regex, code):
            raise CodeRefused(
                _("Mã “%(code)s” không đúng kiểu mã số đang dùng. Kiểm tra mã định danh của cơ quan “%(agency)s”.")
                % {"code": code, "agency": agency_code}
            )
        given.append(Issued(series, number, code))
    return given


@joining
def go_on_after(*, kind: str, agency_code: str, number: int, by: Actor, at: datetime) -> None:
    """Let this year's run of an agency go on behind ``number``, which an older system gave last; never backwards.

    :raises FormatMissing: when no format is in force for ``kind``
    """
    day = timezone.localdate(at)
    series = fill(queries.format_of(kind=kind, on=day).scope, kind=kind, agency=agency_code, day=day)
    row, _made = Series.objects.select_for_update().get_or_create(key=series, defaults={"last": 0})
    if row.last < number:
        row.last = number
        row.save(update_fields=["last"])
        data = {"series": series, "number": number}
        audit.record(action="numbering.go_on_after", subject=f"series:{row.pk}", label=series, data=data, by=by, at=at)


@transaction.atomic
def void(*, series: str, number: int, reason: str, by: Actor, at: datetime) -> VoidedNumber:
    """Mark a given number as spoilt. It is never given again.

    :raises NumberNotTaken: when the series has not come so far
    """
    row = Series.objects.select_for_update().filter(key=series).first()
    if row is None or not 1 <= number <= row.last:
        raise NumberNotTaken(
            _("Số %(number)s chưa được cấp trong dãy “%(series)s” nên không hủy được.")
            % {"number": number, "series": series}
        )
    voided, made = VoidedNumber.objects.get_or_create(
        series=row, number=number, defaults={"reason": clean(reason), "voided_at": at}
    )
    if made:
        audit.record(
            action="numbering.void",
            subject=f"series:{row.pk}",
            label=f"{series}: {voided}",
            data={"series": series, "number": number},
            by=by,
            at=at,
        )
    return voided
