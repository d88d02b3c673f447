"""What is kept of a process: its definition, its runs, their steps and the log that rebuilds the engine's state."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from congvu.people.models import Agency, Official, OrgUnit


class StepKind(models.TextChoices):
    """What is done at a step; screens choose their page by it."""

    RECEIVE = "receive", _("Tiếp nhận")
    WORK = "work", _("Thụ lý")
    CONSULT = "consult", _("Cho ý kiến")
    VERIFY = "verify", _("Kiểm tra thực địa")
    COUNCIL = "council", _("Họp hội đồng")
    NOTICE = "notice", _("Niêm yết công khai")
    DUTY = "duty", _("Xác định nghĩa vụ tài chính")
    SIGN = "sign", _("Ký duyệt")
    SEAL = "seal", _("Đóng dấu")
    REGISTER = "register", _("Vào sổ")
    RETURN = "return", _("Trả kết quả")


class StepState(models.TextChoices):
    """Where a step row stands. A step done again after a return is a new row."""

    OPEN = "open", _("Đang xử lý")
    DONE = "done", _("Đã xong")
    RETURNED = "returned", _("Chuyển trả")
    CANCELLED = "cancelled", _("Đã dừng")


class Definition(models.Model):
    """One version of a process drawing; never changed, pinned by its runs."""

    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    bpmn = models.BinaryField()
    """The BPMN 2.0 file with its drawing, as checked."""
    plan = models.JSONField(default=list)
    """The steps in reading order, as ``queries.PlannedStep`` has them."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "digest"], name="definition_once")]

    def __str__(self) -> str:
        return f"{self.key}@{self.digest[:8]}"


class RunOutcome(models.TextChoices):
    """How a run ended."""

    FINISHED = "finished", _("Hoàn thành")
    CANCELLED = "cancelled", _("Dừng giữa chừng")


class Run(models.Model):
    """One process under way for one subject (``dossier:12``)."""

    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=100, db_index=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    """Agency of each step that names no other."""
    variables = models.JSONField(default=dict)
    """What gateways decide by; answers of steps are merged in and stay over a return."""
    state_bytes = models.BinaryField(default=bytes)
    """The engine's state, a cache: ``operations.rebuild`` makes it anew from the log."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=RunOutcome.choices, blank=True)

    opened: "list[Step]"
    """The steps that the operation has opened; there on what an operation returns."""
    waiting: "list[Step]"
    """All steps open after the operation, by their ids."""


class Step(models.Model):
    """One piece of work of one role: who passed it on, who has it, since which minute and until when."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    bpmn_id = models.CharField(max_length=100)
    instance_key = models.CharField(max_length=100, blank=True)
    """Position in the list of those consulted; empty for a plain step."""
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    actions = models.JSONField(default=list)
    papers = models.JSONField(default=list)
    limit_minutes = models.PositiveIntegerField(null=True, blank=True)
    """Working minutes allowed; None when the step has no limit of its own."""
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.OPEN)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assignee = models.ForeignKey(Official, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    giver = models.JSONField(default=dict)
    """Snapshot of who passed the work on."""
    receiver = models.JSONField(default=dict, blank=True)
    """Snapshot of who took the work, empty until then."""
    done_by = models.JSONField(default=dict, blank=True)
    """Snapshot of who ended the step (finished, returned or cancelled it)."""
    ready_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    """When it was noted that its limit passed and those who wait for it were told."""
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    """What the officer answered, as merged into the run's variables."""

    limit_days: "int | None" = None
    """Calendar days of a step just opened, before its limit in working time; ``due_at`` keeps what they come to."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "bpmn_id", "instance_key"], condition=models.Q(state="open"), name="step_open_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["agency", "role", "due_at", "id"], condition=models.Q(state="open"), name="step_work_of_role"
            ),
            models.Index(
                fields=["assignee", "due_at", "id"], condition=models.Q(state="open"), name="step_work_of_official"
            ),
            models.Index(fields=["run", "id"], name="step_of_run"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Tell whether the step still waits for its officer."""
        return self.state == StepState.OPEN


class LogEntry(models.TextChoices):
    """The moves that the engine's state is made of."""

    STARTED = "started", _("Bắt đầu")
    DONE = "done", _("Xong bước")
    MESSAGE = "message", _("Nhận thông báo")
    RETURNED = "returned", _("Chuyển trả")
    CANCELLED = "cancelled", _("Dừng quy trình")
    PASSED = "passed", _("Chuyển cơ quan")


class StepLog(models.Model):
    """One move of a run, append-only; replayed in the order of ids it gives the engine's state again."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="log")
    entry = models.CharField(max_length=10, choices=LogEntry.choices)
    bpmn_id = models.CharField(max_length=100, blank=True)
    """The step done or returned from; the name of a message."""
    instance_key = models.CharField(max_length=100, blank=True)
    target = models.CharField(max_length=100, blank=True)
    """The step returned to."""
    data: Any = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="steplog_of_run")]


class KeptMessage(models.Model):
    """A message that came before the run waited for it; handed over once the run does."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="kept_messages")
    name = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
