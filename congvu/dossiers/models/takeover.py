"""The open dossiers of an agency that ends, and to whom each of them goes (bàn giao khi sắp xếp cơ quan)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.dossiers.models.dossier import Dossier


class Takeover(models.Model):
    """One hand-over: prepared, looked through, confirmed once, carried out dossier by dossier."""

    class State(models.TextChoices):
        """How far it is."""

        PREPARED = "prepared", _("Chờ xác nhận")
        RUNNING = "running", _("Đang bàn giao")
        DONE = "done", _("Đã bàn giao xong")

    agency = models.ForeignKey("people.Agency", on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    """First day on which the agency is no more."""
    act = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    prepared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency"], name="one_takeover_an_agency")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.on}"


class TakeoverRow(models.Model):
    """One dossier of a hand-over."""

    class Rule(models.TextChoices):
        """By what its successor is known."""

        ONE = "one", _("Chỉ một cơ quan kế thừa")
        PLACE = "place", _("Theo địa bàn của hồ sơ")
        CHOSEN = "chosen", _("Người quản trị chọn")
        OPEN = "open", _("Chưa xác định được, cần chọn")

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Chờ bàn giao")
        MOVED = "moved", _("Đã bàn giao")
        GONE = "gone", _("Đã kết thúc trước khi bàn giao")

    takeover = models.ForeignKey(Takeover, on_delete=models.CASCADE, related_name="rows")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    new_agency = models.ForeignKey("people.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=8, choices=Rule.choices)
    hint = models.CharField(max_length=200, blank=True)
    """The place it was decided by, or would have to be: «Phường Máy Tơ, Quận Ngô Quyền»."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["takeover", "dossier"], name="takeover_row_once")]
        indexes = [models.Index(fields=["takeover", "state", "rule", "id"], name="takeover_rows")]

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.new_agency_id}"
