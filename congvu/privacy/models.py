"""Privacy: requests for correction, terms of keeping, lists of what is past its term."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Party


class Correction(models.Model):
    """A person's request to correct what is kept of them (đề nghị sửa dữ liệu)."""

    class Field(models.TextChoices):
        """What is to be corrected; phone, mail and address people change by themselves."""

        NAME = "name", _("Họ, chữ đệm và tên")
        BIRTH_DATE = "birth_date", _("Ngày sinh")
        SEX = "sex", _("Giới tính")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("Đang xem xét")
        DONE = "done", _("Đã sửa")
        REFUSED = "refused", _("Không sửa")

    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=10, choices=Field.choices)
    now = models.CharField(max_length=300, blank=True)
    """As it stood when it was asked."""
    wanted = models.CharField(max_length=300)
    reason = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.JSONField(null=True, blank=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_correction", fields=["party", "field"], condition=models.Q(state="open")
            ),
        ]
        indexes = [models.Index(name="correction_by_state", fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.party_id} {self.field}"

    @property
    def now_shown(self) -> str:
        """What stood there, as people write it."""
        return self._shown(self.now)

    @property
    def wanted_shown(self) -> str:
        """What it shall be, as people write it."""
        return self._shown(self.wanted)

    def _shown(self, value: str) -> str:
        if self.field == self.Field.BIRTH_DATE and value:
            return f"{dt.date.fromisoformat(value):%d/%m/%Y}"
        if self.field == self.Field.SEX:
            return str(Party.Sex(value).label)
        return value


class RetentionTerm(models.Model):
    """How long the contents of a dossier are kept after it ended (thời hạn lưu)."""

    procedure_code = models.CharField(max_length=20, unique=True, blank=True)
    """National code of the procedure; empty: every other one."""
    years = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=200, blank=True)
    """Where the term is from."""
    is_checked = models.BooleanField(default=False)
    """Whether the province's lawyers have confirmed it."""

    def __str__(self) -> str:
        return f"{self.procedure_code or '*'}: {self.years}"


class Erasure(models.Model):
    """A list of dossiers past their term (danh sách hết hạn lưu): one proposes, another approves."""

    class State(models.TextChoices):
        """How far it is."""

        PROPOSED = "proposed", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt, đang xóa")
        DONE = "done", _("Đã xóa xong")
        WITHDRAWN = "withdrawn", _("Đã rút")

    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposer = models.ForeignKey("people.Official", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.JSONField()
    proposed_at = models.DateTimeField()
    approved_by = models.JSONField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class ErasureItem(models.Model):
    """One dossier of such a list."""

    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField()
    years = models.PositiveSmallIntegerField()
    """The term that was over when the list was made."""
    kept_reason = models.CharField(max_length=300, blank=True)
    """Why it was struck from the list; empty: it is erased."""
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="erasure_names_dossier_once", fields=["erasure", "dossier"])]

    def __str__(self) -> str:
        return f"{self.erasure_id} {self.dossier_id}"
