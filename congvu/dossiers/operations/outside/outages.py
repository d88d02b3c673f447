"""When an outside system cannot be reached: since when, until when."""

import datetime as dt

from procrastinate.contrib.django import app

from congvu.dossiers.models import Outage


def begin(system: str, *, reason: str, at: dt.datetime) -> None:
    """Note that a system does not answer; the first failure counts."""
    Outage.objects.get_or_create(system=system, ended_at=None, defaults={"began_at": at, "reason": reason[:300]})


def end(system: str, *, at: dt.datetime) -> None:
    """Note that it answers again; dossiers of linked services get the lost time back in jobs of their own."""
    outage = Outage.objects.select_for_update().filter(system=system, ended_at=None).first()
    if outage is not None:
        outage.ended_at = at
        outage.save(update_fields=["ended_at"])
        app.configure_task("dossiers.exclude_outage").defer(outage_id=outage.pk)
