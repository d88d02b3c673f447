"""The standing of a citizen as VNeID named it at the last log-in."""

from datetime import date

from congvu.accounts import queries as accounts
from congvu.catalogue.models import CitizenLevel


def level_of(*, party_id: int, on: date) -> str:
    """Return ``digital`` for whom VNeID calls a digital citizen (công dân số, NQ 66.22/2026), else nothing."""
    return CitizenLevel.DIGITAL if accounts.is_digital_citizen(party_id) else ""
