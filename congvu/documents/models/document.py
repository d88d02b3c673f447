"""A document as one agency holds it, its files, its text for the search, its links and its way."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from congvu.documents.lifecycle import Direction, State
from congvu.documents.models.kinds import Kind
from congvu.files.models import FileUse
from congvu.people.models import Agency, Official, OrgUnit


class Urgency(models.IntegerChoices):
    """How it is to be carried (độ khẩn), as edXML counts them."""

    NORMAL = 0, _("Thường")
    URGENT = 1, _("Khẩn")
    VERY_URGENT = 2, _("Thượng khẩn")
    AT_ONCE = 3, _("Hỏa tốc")
    TIMED = 4, _("Hỏa tốc hẹn giờ")


class Document(models.Model):
    """One document in one agency (văn bản): the one it drew up, or the one that arrived.

    Sent to three agencies it is four rows, each with its own way, register and holders; contents are kept once.
    There is no field of secrecy: a secret document is not here (NĐ 30/2020 Đ.1; Luật Bảo vệ bí mật nhà nước Đ.5).
    """

    class Circulation(models.TextChoices):
        """Where it may go (chỉ dẫn phạm vi lưu hành)."""

        FREE = "", _("Không hạn chế")
        INTERNAL = "internal", _("Lưu hành nội bộ")
        RETURN = "return", _("Xem xong trả lại")
        COLLECT = "collect", _("Tài liệu thu hồi")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The agency that holds it."""
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=14, choices=State.choices)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+", db_index=False)
    realm = models.CharField(max_length=10, choices=Agency.Realm.choices, default=Agency.Realm.STATE)
    number = models.PositiveIntegerField(null=True, blank=True)
    """Of the issuing body; empty before it is given. Arrived from outside with letters in it: only ``code`` has it."""
    notation = models.CharField(max_length=30, blank=True)
    """Symbol (ký hiệu): "QĐ-UBND", "UBND-VX"."""
    code = models.CharField(max_length=50, blank=True)
    """Number and symbol as printed: "15/QĐ-UBND"."""
    issued_on = models.DateField(null=True, blank=True)
    organ = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The issuing body where it is one of the province's."""
    organ_name = models.CharField(max_length=200)
    organ_code = models.CharField(max_length=35, blank=True)
    subject = models.CharField(max_length=500)
    """Trích yếu."""
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    circulation = models.CharField(max_length=10, choices=Circulation.choices, default=Circulation.FREE, blank=True)
    language = models.CharField(max_length=30, default="Tiếng Việt")
    pages = models.PositiveIntegerField(null=True, blank=True)
    copies = models.PositiveIntegerField(default=1)
    """Issued amount (số lượng bản)."""
    description = models.CharField(max_length=500, blank=True)
    signer = models.ForeignKey(Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signer_name = models.CharField(max_length=50, blank=True)
    signer_position = models.CharField(max_length=100, blank=True)
    competence = models.CharField(max_length=10, blank=True)
    """How they sign: "", "TM.", "KT.", "TL.", "TUQ.", "Q." (NĐ 30/2020 Đ.13)."""
    recipients = models.JSONField(default=list, blank=True)
    """Nơi nhận: [{"agency": id or None, "name": text, "role": "to" | "copy", "copies": n}], as printed."""
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The unit that drew it up, or that leads the answer."""
    drafter = models.ForeignKey(
        Official, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    arrival_number = models.PositiveIntegerField(null=True, blank=True)
    """Số đến: one series a year for paper and electronic together."""
    arrival_year = models.PositiveSmallIntegerField(null=True, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    came_by = models.CharField(max_length=10, blank=True)
    """How it came: ``system``, ``email``, ``post``, ``counter``, ``axis``, ``import``."""
    is_restricted = models.BooleanField(default=False)
    """Only its holders see it, not everybody whose role sees the agency's documents."""
    created_at = models.DateTimeField()
    sort_at = models.DateTimeField()
    """For lists: when it arrived; of an agency's own when it was begun, later when it was issued."""
    folded = models.CharField(max_length=800, blank=True)
    """Code, body and subject without accents, for the search as one types."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_arrival_number_once",
                fields=["agency", "realm", "arrival_year", "arrival_number"],
                condition=Q(arrival_number__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-sort_at", "-id", "direction"], name="document_of_agency"),
            models.Index(fields=["agency", "state", "-sort_at", "-id"], name="document_by_state"),
            models.Index(fields=["unit", "-sort_at", "-id", "direction"], name="document_of_unit"),
            models.Index(
                fields=["agency", "-sort_at", "-id", "direction"],
                name="document_restricted",
                condition=Q(is_restricted=True),
            ),
            models.Index(fields=["drafter", "direction", "-sort_at", "-id"], name="document_of_drafter"),
            models.Index(fields=["-sort_at", "-id", "direction"], name="document_of_province"),
            models.Index(F("agency"), Upper("code"), name="document_by_code"),
            models.Index(fields=["agency", "number"], name="document_by_number", condition=Q(number__isnull=False)),
            models.Index(
                fields=["agency", "arrival_number"],
                name="document_by_arrival",
                condition=Q(arrival_number__isnull=False),
            ),
            models.Index(fields=["due_at", "id"], name="document_due", condition=Q(ended_at=None)),
            GinIndex(name="document_folded", fields=["folded"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.code or self.subject

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """Return the state in words: Django's own way puts every state into words for each row of a list."""
        return str(State(self.state).label)

    def get_direction_display(self) -> str:  # type: ignore[no-redef]
        """Return the direction in words, as the state."""
        return str(Direction(self.direction).label)

    @property
    def key(self) -> str:
        """``document:12``: subject of audit lines, signatures and files."""
        return f"document:{self.pk}"


class DocumentFile(models.Model):
    """A file of a document: the text itself, an annex, a scan, what it was drawn from."""

    class Role(models.TextChoices):
        """What the file is."""

        MAIN = "main", _("Văn bản")
        ANNEX = "annex", _("Phụ lục")
        SCAN = "scan", _("Bản quét gốc")
        SEARCHABLE = "searchable", _("Bản có lớp chữ")
        SOURCE = "source", _("Tệp soạn thảo")
        ATTACHMENT = "attachment", _("Tệp kèm theo")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MAIN)
    use = models.ForeignKey(FileUse, on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField(default=1)
    is_limited = models.BooleanField(default=False)
    """Only who has the document in hand, drew it up or was named for this file sees it."""
    added_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    """When a later state of the same file took its place (signed, numbered, sealed)."""

    class Meta:
        ordering = ["document", "role", "ordinal", "id"]
        indexes = [models.Index(fields=["document"], name="document_files_now", condition=Q(replaced_at=None))]

    def __str__(self) -> str:
        return str(self.use)


class DocumentText(models.Model):
    """What the search reads of a document: apart from its row, so that lists stay narrow."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="text", primary_key=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    words = SearchVectorField()
    """All fields and the text of its files, without accents, configuration ``simple``."""

    class Meta:
        indexes = [GinIndex(name="document_words", fields=["words"])]

    def __str__(self) -> str:
        return str(self.document_id)


class DocumentLink(models.Model):
    """One document has to do with another of the same agency's holdings."""

    class Kind(models.TextChoices):
        """In which way."""

        ANSWERS = "answers", _("Trả lời")
        REPLACES = "replaces", _("Thay thế")
        CORRECTS = "corrects", _("Đính chính")
        RECALLS = "recalls", _("Thu hồi")
        COPIES = "copies", _("Bản sao của")
        RELATES = "relates", _("Liên quan")

    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links")
    target = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "target", "kind"], name="document_link_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class DocumentMove(models.Model):
    """One line of a document's way: from state to state, who, when, with what words. Append-only."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="moves")
    before = models.CharField(max_length=14, choices=State.choices, blank=True)
    after = models.CharField(max_length=14, choices=State.choices)
    by = models.JSONField()
    at = models.DateTimeField()
    """When it happened."""
    recorded_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
