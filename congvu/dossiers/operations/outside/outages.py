"""When an outside system cannot be reached: since when, until when; seen by sending, or declared by a person."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from congvu.audit import operations as audit
from congvu.dossiers.hooks import outside_systems
from congvu.dossiers.models import Dossier, Outage
from congvu.dossiers.operations.outside.watching import exclude_outage
from congvu.dossiers.queries.outside import system_name, touched_by
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people

MOST_TRIED = 200
"""Dossiers that a preview tries; the others are only counted."""


class OutageRefused(Refusal):
    """The outage cannot be declared so: the text says why."""


@dataclass(frozen=True)
class Effect:
    """What an outage would do: how many dossiers it touches, and of those tried the promises that would move."""

    touched: int
    moved: tuple[tuple[str, dt.datetime, dt.datetime], ...]
    """Code, promise before, promise after."""


def begin(system: str, *, reason: str, at: dt.datetime) -> None:
    """Note that a system does not answer; the first failure counts."""
    Outage.objects.get_or_create(system=system, ended_at=None, defaults={"began_at": at, "reason": reason[:300]})


def end(system: str, *, at: dt.datetime) -> None:
    """Note that it answers again; dossiers of linked services get the lost time back in jobs of their own.

    What a person declared goes on until a person ends it: that one message passed does not say that all is well.
    """
    outage = Outage.objects.select_for_update().filter(system=system, ended_at=None, declared_by={}).first()
    if outage is not None:
        _close(outage, at)


@transaction.atomic
def declare_outage(
    *, system: str, began_at: dt.datetime, ended_at: dt.datetime | None, reason: str, by: Actor, at: dt.datetime
) -> Outage:
    """Declare by hand that a system could not be used; with its end, the lost time is given back at once.

    :raises NotAllowed: for anybody but the province's administrator
    :raises OutageRefused: an unknown system, no reason, a time to come, or one that meets another outage of the system
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    outage = _fitting(system, began_at, ended_at, reason, at)
    outage.declared_by = by.snapshot()
    outage.save()
    if ended_at is not None:
        _give_back(outage)
    _trace("dossier.declare_outage", outage, by, at)
    return outage


@transaction.atomic
def end_outage(*, outage_id: int, ended_at: dt.datetime, by: Actor, at: dt.datetime) -> Outage:
    """Say when an outage was over: the lost time is given back.

    :raises NotAllowed: for anybody but the province's administrator
    :raises OutageRefused: it has ended already, or not after it began, or in time to come
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    outage = Outage.objects.select_for_update().filter(pk=outage_id, ended_at=None).first()
    if outage is None:
        raise OutageRefused(_("Lần gián đoạn này đã kết thúc."))
    if not outage.began_at < ended_at <= at:
        raise OutageRefused(_("Giờ kết thúc phải sau giờ bắt đầu và không sau bây giờ."))
    _close(outage, ended_at)
    _trace("dossier.end_outage", outage, by, at)
    return outage


def effect_of_outage(
    *, system: str, began_at: dt.datetime, ended_at: dt.datetime, reason: str, by: Actor, at: dt.datetime
) -> Effect:
    """Return what declaring it would do: it is done as it would be and taken back, so that both are one reckoning.

    :raises NotAllowed: for anybody but the province's administrator
    :raises OutageRefused: as :func:`declare_outage` does
    """
    people.require(by=by, roles=("province_admin",), at=at)
    with transaction.atomic():
        outage = _fitting(system, began_at, ended_at, reason, at)
        outage.save()
        ids = touched_by(outage_id=outage.pk)
        promised = Dossier.objects.filter(pk__in=ids[:MOST_TRIED], due_at__isnull=False).values_list("pk", "due_at")
        before: dict[int, dt.datetime] = {pk: due for pk, due in promised if due}
        for dossier_id in before:
            exclude_outage(outage_id=outage.pk, dossier_id=dossier_id, at=at)
        after = Dossier.objects.filter(pk__in=before).order_by("code").values_list("pk", "code", "due_at")
        moved = tuple((code, before[pk], due) for pk, code, due in after if due and due != before[pk])
        transaction.set_rollback(True)
    return Effect(len(ids), moved)


def _fitting(system: str, began_at: dt.datetime, ended_at: dt.datetime | None, reason: str, at: dt.datetime) -> Outage:
    reason = clean(reason)[:300]
    if outside_systems.find(system) is None:
        raise OutageRefused(_("Chọn hệ thống trong danh sách."))
    if not reason:
        raise OutageRefused(_("Ghi lý do, ví dụ thông báo của ngành."))
    if not began_at < (ended_at or at) <= at:
        raise OutageRefused(_("Giờ kết thúc phải sau giờ bắt đầu và không sau bây giờ."))
    same = Outage.objects.filter(Q(ended_at=None) | Q(ended_at__gt=began_at), system=system)
    if ended_at is not None:
        same = same.filter(began_at__lt=ended_at)
    if same.exists():
        raise OutageRefused(_("Thời gian này trùng một lần gián đoạn đã ghi của hệ thống."))
    return Outage(system=system, began_at=began_at, ended_at=ended_at, reason=reason)


def _close(outage: Outage, at: dt.datetime) -> None:
    outage.ended_at = at
    outage.save(update_fields=["ended_at"])
    _give_back(outage)


def _give_back(outage: Outage) -> None:
    app.configure_task("dossiers.exclude_outage").defer(outage_id=outage.pk)


def _trace(action: str, outage: Outage, by: Actor, at: dt.datetime) -> None:
    data = {"began_at": outage.began_at.isoformat(), "reason": outage.reason}
    data["ended_at"] = outage.ended_at.isoformat() if outage.ended_at else ""
    label = system_name(outage.system)
    audit.record(action=action, subject=f"outage:{outage.pk}", label=label, by=by, at=at, data=data)
