"""Series of numbers, formats of codes, and numbers that were spoilt."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """One run of numbers without gaps (dãy số), for example the birth book of an agency in a year."""

    key = models.CharField(max_length=200, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


class VoidedNumber(models.Model):
    """A number that was given and then spoilt (số đã hủy): it stays used, with its reason."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=500)
    voided_at = models.DateTimeField()

    class Meta:
        ordering = ["series", "number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="number_is_voided_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"


class Formats(models.QuerySet["CodeFormat"]):
    """Formats by kind and day."""

    def on(self, day: date) -> "Formats":
        """Return the formats in force on ``day``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class CodeFormat(models.Model):
    """How codes of a kind look in a time (kiểu mã số): template, check and scope of the run of numbers."""

    kind = models.CharField(_("loại mã"), max_length=40)
    template = models.CharField(_("mẫu"), max_length=120)
    """For example ``{agency}-{yyyymmdd}-{number:7}``."""
    regex = models.CharField(_("biểu thức kiểm tra"), max_length=200)
    scope = models.CharField(_("phạm vi dãy số"), max_length=120)
    """The series' key: ``{kind}:{agency}:{yyyy}`` counts anew each year."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""
    legal_basis = models.CharField(max_length=300, blank=True)

    objects = Formats.as_manager()

    class Meta:
        ordering = ["kind", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "valid_from"], name="one_format_begins_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="format_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.template}"


class Book(models.Model):
    """A book (sổ) of an agency in a year: its series of numbers, its entries, and the day on which it was closed."""

    series = models.OneToOneField(Series, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại sổ"), max_length=40)
    title = models.CharField(_("tên sổ"), max_length=200)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "title", "id"]
        indexes = [models.Index(fields=["agency", "-year"], name="book_of_agency")]

    def __str__(self) -> str:
        return f"{self.title} {self.year}"


class BookEntry(models.Model):
    """One line of a book, never changed: what came of it later stands in its notes."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField(_("số"))
    code = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    """What is entered: ``dossier:12``."""
    entered_on = models.DateField()
    cells = models.JSONField(default=list)
    """[{"name": heading, "value": text}], as it was when entered."""
    by = models.JSONField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["book", "number"]
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="number_is_entered_once")]
        indexes = [models.Index(fields=["subject"], name="entry_of_subject")]

    def __str__(self) -> str:
        return self.code


class BookNote(models.Model):
    """A note to an entry (ghi chú): who signed, what was changed, why it was not issued. Append-only."""

    entry = models.ForeignKey(BookEntry, on_delete=models.PROTECT, related_name="notes")
    text = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text


class Block(models.Model):
    """Codes that a desk holds in advance (dãy mã dự phòng), to receive by hand while it is cut off from the network."""

    kind = models.CharField(_("loại mã"), max_length=40)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("lý do"), max_length=300)
    taken_at = models.DateTimeField()
    taken_by = models.JSONField()
    valid_until = models.DateField(_("dùng đến hết ngày"))
    """The last day on which one of its codes may be given by hand."""
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["agency", "-id"], name="block_of_agency")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class HeldCode(models.Model):
    """One code of a block: still held, given to a subject, or voided with its reason; it ends as one of the two."""

    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="codes")
    number = models.PositiveBigIntegerField()
    code = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    """What got it: ``dossier:12``; empty: nothing yet."""
    given_at = models.DateTimeField(null=True, blank=True)
    """When it was recorded that it was given."""
    voided = models.OneToOneField(VoidedNumber, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["block", "number"]
        constraints = [
            models.UniqueConstraint(fields=["block", "number"], name="held_code_once"),
            models.UniqueConstraint(fields=["subject"], condition=~Q(subject=""), name="one_held_code_a_subject"),
            models.CheckConstraint(condition=Q(subject="") | Q(voided=None), name="held_code_given_or_voided"),
            models.CheckConstraint(
                condition=Q(subject="", given_at=None) | (~Q(subject="") & Q(given_at__isnull=False)),
                name="given_code_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_free(self) -> bool:
        """Tell whether it is still held: neither given nor voided."""
        return not self.subject and self.voided_id is None
