"""What delivery keeps: who took a result at the desk, parcels, and what the post told of them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from congvu.delivery.lifecycle import UNDER_WAY, State

__all__ = ["Handing", "Parcel", "ParcelEvent", "Relation", "State"]


class Relation(models.TextChoices):
    """As whom somebody takes a result."""

    OWNER = "owner", _("Chính chủ hồ sơ")
    AUTHORISED = "authorised", _("Người được ủy quyền")
    RELATIVE = "relative", _("Người thân có giấy tờ chứng minh")


class Handing(models.Model):
    """Who took a result at the desk (biên nhận trả kết quả): append-only."""

    subject = models.CharField(max_length=80, unique=True)
    receiver = models.CharField(max_length=300)
    identifier = models.CharField(max_length=40, blank=True)
    """Number of the paper by which the receiver showed who they are."""
    relation = models.CharField(max_length=10, choices=Relation.choices)
    authority = models.CharField(max_length=300, blank=True)
    """The authorisation or proof: number, day, where certified."""
    signed_name = models.CharField(max_length=300)
    """The name that the receiver wrote under the receipt."""
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="another_shows_authority", condition=Q(relation="owner") | ~Q(authority=""))
        ]

    def __str__(self) -> str:
        return self.receiver


class Parcel(models.Model):
    """Something the post carries (bưu gửi): a result to the citizen, or papers to the agency."""

    class Way(models.TextChoices):
        """Which way it goes."""

        RESULT = "result", _("Trả kết quả")
        PAPERS = "papers", _("Gửi hồ sơ đến")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.CharField(max_length=80)
    """What it is about: ``dossier:12``."""
    code = models.CharField(max_length=60)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.RESULT)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=300)
    phone = models.CharField(max_length=40)
    address = models.CharField(max_length=400)
    cash = models.PositiveBigIntegerField(default=0)
    """To be collected on delivery (thu hộ), in đồng."""
    collected = models.PositiveBigIntegerField(default=0)
    carrier = models.CharField(max_length=40)
    tracking = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    prepared_at = models.DateTimeField()
    prepared_by = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_parcel_under_way",
                fields=["subject", "way"],
                condition=Q(state__in=[*map(str, UNDER_WAY)]),
            ),
            models.UniqueConstraint(
                name="tracking_number_once", fields=["carrier", "tracking"], condition=~Q(tracking="")
            ),
        ]
        indexes = [models.Index(name="parcel_of_agency", fields=["agency", "state", "-id"])]

    def __str__(self) -> str:
        return self.tracking or self.code


class ParcelEvent(models.Model):
    """What the post told of a parcel: append-only, each message once."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="events")
    number = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices)
    words = models.CharField(max_length=300)
    place = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [models.UniqueConstraint(name="post_message_once", fields=["parcel", "number"])]

    def __str__(self) -> str:
        return self.words
