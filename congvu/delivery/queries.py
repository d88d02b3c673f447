"""Questions about results handed over and parcels."""

import datetime as dt
from collections.abc import Collection

from congvu.delivery.hooks import carriers
from congvu.delivery.lifecycle import UNDER_WAY as UNDER_WAY
from congvu.delivery.lifecycle import State
from congvu.delivery.models import Handing, Parcel


def handing_of(*, subject: str) -> Handing | None:
    """Return who took the result, None while nobody has."""
    return Handing.objects.filter(subject=subject).first()


def parcels_of(*, subject: str) -> list[Parcel]:
    """Return the parcels about something, the newest first, each with what the post told."""
    return list(Parcel.objects.filter(subject=subject).prefetch_related("events"))


def under_way(*, agency_ids: Collection[int]) -> list[Parcel]:
    """Return the parcels of these agencies that are on their way or wait to be ordered, the newest first."""
    return list(Parcel.objects.filter(agency_id__in=agency_ids, state__in=UNDER_WAY)[:200])


def papers_sent(*, subject: str) -> list[Parcel]:
    """Return the parcels that bring papers about something to the agency, the newest first, none called off."""
    found = Parcel.objects.filter(subject=subject, way=Parcel.Way.PAPERS).exclude(state=State.CANCELLED)
    return list(found.prefetch_related("events"))


def arrived(*, agency_ids: Collection[int], since: dt.datetime) -> list[Parcel]:
    """Return the parcels with papers that the post gave to these agencies since a moment, the newest first."""
    found = Parcel.objects.filter(
        agency_id__in=agency_ids, way=Parcel.Way.PAPERS, state=State.DELIVERED, ended_at__gte=since
    )
    return list(found.order_by("-ended_at")[:200])


def parcel(parcel_id: int) -> Parcel | None:
    """Return a parcel."""
    return Parcel.objects.filter(pk=parcel_id).first()


def carrier_choices() -> list[tuple[str, str]]:
    """Return slug and name of the carriers that are connected."""
    return [(slug, carrier.name) for slug, carrier in carriers.items()]


def tracking_address(one: Parcel) -> str:
    """Return the carrier's page of a parcel, empty when there is none."""
    carrier = carriers.find(one.carrier)
    return carrier.tracking_address(one.tracking) if carrier and one.tracking else ""
