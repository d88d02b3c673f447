"""Papers that came, slips that went out, what was asked for, what was said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.dossier import Dossier


class Paper(models.Model):
    """A paper of the dossier (thành phần hồ sơ)."""

    class Check(models.TextChoices):
        """What the desk found."""

        UNCHECKED = "unchecked", _("Chưa kiểm tra")
        GOOD = "good", _("Đạt")
        WRONG = "wrong", _("Cần bổ sung")
        REPLACED = "replaced", _("Đã thay bằng bản mới")
        SECRET = "secret", _("Có dấu mật, đã xóa khỏi hệ thống")

    class Kind(models.TextChoices):
        """Original, certified copy or electronic (LoaiBan)."""

        ORIGINAL = "original", _("Bản chính")
        COPY = "copy", _("Bản sao")
        ELECTRONIC = "electronic", _("Bản điện tử")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ELECTRONIC)
    file_use = models.UUIDField(null=True, blank=True)
    check_state = models.CharField(max_length=10, choices=Check.choices, default=Check.UNCHECKED)
    note = models.CharField(max_length=500, blank=True)
    vault_paper = models.ForeignKey("vault.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The paper of the owner's vault it was taken from; empty: uploaded, or seen on paper."""
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DigitisedCopy(models.Model):
    """A paper digitised at the desk (bản số hóa): from which scan and pages, signed by the agency. Append-only."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="copies")
    original = models.UUIDField()
    """The use of the scan as it came from the machine, untouched."""
    pages = models.JSONField()
    """[[number in the scan, degrees turned], …]"""
    least_dots = models.PositiveIntegerField()
    """Dots an inch of its poorest page; 0 where it was drawn."""
    file_use = models.UUIDField()
    digest = models.CharField(max_length=64)
    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    by = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["paper", "-id"], name="copy_of_paper")]

    def __str__(self) -> str:
        return f"{self.paper}: {len(self.pages)}"


class Slip(models.Model):
    """A paper that went out on the dossier: M01, M02, M03, the result."""

    class Kind(models.TextChoices):
        """Which slip."""

        RECEIPT = "m01", _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
        SUPPLEMENT = "m02", _("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ")
        APOLOGY = "m04", _("Phiếu xin lỗi và hẹn lại ngày trả kết quả")
        REFUSAL = "m03", _("Phiếu từ chối tiếp nhận, giải quyết hồ sơ")
        MINUTES = "minutes", _("Biên bản")
        SIGNED_RESULT = "signed", _("Kết quả đã ký, chờ đóng dấu")
        RESULT = "result", _("Kết quả giải quyết")
        STAMPED = "stamped", _("Bản vẽ đã đóng dấu")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="slips")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300, blank=True)
    """What it is where its kind alone does not say so: which drawing was stamped."""
    file_use = models.UUIDField()
    issued_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    code = models.ForeignKey("vault.SignedCode", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The signed code printed on a result."""

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="slip_of_dossier")]

    def __str__(self) -> str:
        return self.kind

    @property
    def name(self) -> str:
        """What people call it: «Bản vẽ đã đóng dấu: Bản vẽ mặt bằng móng»."""
        kind = str(self.get_kind_display())
        return f"{kind}: {self.title}" if self.title else kind


class SupplementRequest(models.Model):
    """What exactly the citizen is asked to mend (yêu cầu bổ sung), once and completely (NĐ 61/2018 Đ.15.3)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="supplement_requests")
    items = models.JSONField()
    """[{"kind": "field"|"paper", "pointer", "label", "problem"}]"""
    reason = models.TextField()
    contact = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField(null=True, blank=True)
    by = models.JSONField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ground = models.CharField(max_length=200, blank=True)
    """The legal ground that a leader gave for asking another time; empty for the first request."""
    overdue_at = models.DateTimeField(null=True, blank=True)
    """When it was noted that ``answer_by`` passed without an answer."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(answered_at=None), name="one_open_supplement_request"
            )
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class Message(models.Model):
    """A word between the citizen and the officers (trao đổi)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="messages")
    text = models.TextField()
    by = models.JSONField()
    from_citizen = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "id"], name="message_of_dossier")]

    def __str__(self) -> str:
        return self.text[:60]
