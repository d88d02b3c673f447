"""Procedures (thủ tục hành chính), their dated versions, the law they rest on and the fees that follow."""

from collections.abc import Mapping
from datetime import date, time
from functools import cached_property
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from congvu.forms.queries import Form
from congvu.forms.queries import load as load_form
from congvu.kit.cel import Expression
from congvu.processes.models import Definition
from congvu.workdays.queries import Limit, Restart


class LegalAct(models.Model):
    """A legal act (văn bản quy phạm pháp luật). Its end lists all that rests on it: ``queries.resting_on``."""

    number = models.CharField(_("số, ký hiệu"), max_length=60, unique=True)
    title = models.CharField(_("trích yếu"), max_length=500)
    issued_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""
    repealed_by = models.CharField(_("bị bãi bỏ, thay thế bởi"), max_length=200, blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Field(models.Model):
    """A field of procedures (lĩnh vực), such as civil status."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("lĩnh vực"), max_length=200)
    sort_key = models.CharField(max_length=600)

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name


class LifeEvent(models.Model):
    """A moment of life or business by which people look for procedures (sự kiện cuộc sống)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    summary = models.CharField(max_length=300, blank=True)
    summary_en = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính). What it says stands in its versions."""

    code = models.CharField(_("mã thủ tục"), max_length=20, unique=True)
    name = models.CharField(_("tên thủ tục"), max_length=500)
    short_name = models.CharField(_("tên thường gọi"), max_length=200)
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+")
    life_events = models.ManyToManyField(LifeEvent, related_name="procedures", blank=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    """Folded names by which people call it, the short and the full one among them."""
    folded = models.TextField()
    """Everything to be searched, folded, one name a line."""
    sort_key = models.TextField()
    popularity = models.PositiveIntegerField(default=0)
    """Weight among equals in a search; higher stands first."""

    class Meta:
        ordering = ["sort_key"]
        indexes = [GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="procedure_folded_trgm")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class VersionState(models.TextChoices):
    """A version is proposed by a folder or the control site, put in force, and perhaps withdrawn."""

    PROPOSED = "proposed", _("Đề xuất")
    IN_FORCE = "in_force", _("Đang áp dụng")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


class ProcedureVersion(models.Model):
    """What a procedure asks and does for a time. Never changed once in force: dossiers are pinned to it."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    sheet = models.JSONField()
    """All parts but the form, as ``schema/sheet.json`` says."""
    form_definition = models.JSONField()
    """The ``form:`` of the sheet, in the language of ``docs/forms.md``."""
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    steps = models.JSONField(null=True, blank=True)
    """The table of steps as written; None when the process came as a file."""
    sample = models.JSONField(default=dict, blank=True)
    """A filled example (``answers``, ``papers``), for versions that no folder stands behind."""
    result_template = models.TextField(blank=True)
    """Typst text of the result, empty when the result is no paper of ours."""
    state = models.CharField(max_length=10, choices=VersionState.choices, default=VersionState.PROPOSED)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["procedure", "digest"], name="version_content_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="version_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_version_in_force_a_day",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="in_force"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} v{self.number}"

    @cached_property
    def form(self) -> Form:
        """The questions asked."""
        return load_form(self.form_definition)

    @property
    def limit(self) -> Limit:
        """How long solving may take, but in the ``limit_cases``; value 0 in working days means within the day."""
        return Limit.of(self.sheet["limit"])

    @property
    def linked(self) -> list[dict[str, Any]]:
        """The parts that follow the result in other agencies (liên thông), each a dossier of its own in the bundle."""
        return list(self.sheet.get("linked", []))

    def part(self, code: str) -> dict[str, Any]:
        """Return one linked part by its code."""
        return next(row for row in self.linked if row["code"] == code)

    @property
    def limit_cases(self) -> list[dict[str, Any]]:
        """The cases that have a limit of their own, each with its condition; most procedures have none."""
        return list(self.sheet["limit"].get("cases", []))

    def limit_row(self, part: str, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row by which time is counted: of a linked part, of the first case that fits, else of them all."""
        if part:
            return dict(self.part(part)["limit"])
        fitting = (row for row in self.limit_cases if Expression(row["when"]).holds(dict(answers)))
        return dict(next(fitting, self.sheet["limit"]))

    def limit_of(self, part: str, answers: Mapping[str, Any]) -> Limit:
        """Return the limit of a linked part; for the empty code of the procedure itself, as the answers have it."""
        row = self.limit_row(part, answers)
        return Limit.of(row)

    def step_minutes(self, answers: Mapping[str, Any]) -> dict[str, int]:
        """Return the working minutes of the steps that in this case are not those of the process."""
        return {one["step"]: round(one["hours"] * 60) for one in self.limit_row("", answers).get("hours", [])}

    @property
    def outside(self) -> dict[str, Any]:
        """The system that runs its dossiers unless the province does: ``system``, ``acknowledge``; may be empty."""
        return dict(self.sheet.get("outside", {}))

    @property
    def statutory_limit(self) -> Limit | None:
        """The limit of the law where the province has cut it; None where both are one."""
        row = self.sheet["limit"].get("statutory")
        return Limit.of(row) if row else None

    @property
    def verify_limit(self) -> Limit | None:
        """The limit where facts must be verified («khi cần xác minh»); None where the law knows none."""
        row = self.sheet["limit"].get("verify", {})
        return Limit.of(row) if row.get("value") else None

    @property
    def cutoff(self) -> time | None:
        """The hour after which a dossier counts as come on the next working day."""
        text = self.sheet["limit"].get("cutoff")
        return time.fromisoformat(text) if text else None

    @property
    def restart(self) -> Restart:
        """What happens to the limit after a supplement."""
        return Restart(self.sheet["limit"].get("restart", "reset"))

    @property
    def login_level(self) -> int:
        """The VNeID level that filing online demands (mức độ định danh): 1 or 2."""
        return int(self.sheet.get("login_level", 1))

    @property
    def supplement_limit(self) -> Limit | None:
        """How long the owner may take to supplement, from the request on; None when nothing says so."""
        waiting = self.sheet.get("supplement")
        return Limit.of(waiting) if waiting else None

    @property
    def supplement_window(self) -> Limit | None:
        """How long after receipt papers may be asked for, where the procedure has a time of its own; else None."""
        own = self.sheet.get("supplement_window")
        return Limit.of(own) if own else None

    @property
    def supplement_reminders(self) -> list[int]:
        """How many working days before the end of that time the owner is reminded."""
        return list(self.sheet.get("supplement", {}).get("remind", [3, 1]))

    @property
    def supplement_ground(self) -> str:
        """The ground on which an unanswered dossier is stopped: act and article, or who set the time."""
        waiting = self.sheet.get("supplement", {})
        law, words = waiting.get("law"), waiting.get("set_by", "")
        if law:
            return f"{law['act']} {law.get('article', '')}".strip()
        return str(words["vi"] if isinstance(words, dict) else words)

    @property
    def silence_law(self) -> str:
        """By which a consulted agency's silence counts as agreement; empty where it does not."""
        law = self.sheet.get("consultation", {}).get("law")
        return f"{law['act']} {law.get('article', '')}".strip() if law else ""

    @property
    def paid_before(self) -> bool:
        """Whether reception waits until the fees are paid (thu trước); else they may be paid any time on the way."""
        return bool(self.sheet.get("pay") == "before")

    @property
    def papers(self) -> list[dict[str, Any]]:
        """The papers of a dossier (thành phần hồ sơ); ``queries.papers_asked`` says which are asked of whom."""
        defaults = {"required": False, "required_if": "", "kinds": ["pdf", "jpeg", "png"], "max_mb": 10}
        defaults |= {"e_source": "", "shown_only": False, "original": 0, "copy": 0, "help": "", "paper_kinds": []}
        return [{**defaults, **paper} for paper in self.sheet["papers"]]

    @property
    def legal_basis(self) -> list[dict[str, Any]]:
        """The acts it rests on, each with its articles."""
        return list(self.sheet["legal_basis"])

    def holds_on(self, day: date) -> bool:
        """Tell whether the version was or is in force on ``day``."""
        began = self.state != VersionState.PROPOSED and self.valid_from <= day
        return began and (self.valid_to is None or day < self.valid_to)


class Citation(models.Model):
    """That one part of a version rests on an article: a fee, a limit, a paper, the form or the whole."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="citations")
    act = models.ForeignKey(LegalAct, on_delete=models.PROTECT, related_name="+")
    article = models.CharField(max_length=200, blank=True)
    part = models.CharField(max_length=20)
    """``procedure``, ``limit``, ``form``, ``fee`` or ``paper``."""
    part_code = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["version", "id"]

    def __str__(self) -> str:
        return f"{self.act_id} {self.article}".strip()


class Channel(models.TextChoices):
    """By which way a dossier comes, as far as fees look at it."""

    ANY = "", _("Mọi cách nộp")
    ONLINE = "online", _("Nộp trực tuyến")
    COUNTER = "counter", _("Nộp tại quầy, qua bưu chính")


class CitizenLevel(models.TextChoices):
    """Standing of a citizen with an incentive of its own (NQ 66.22/2026/NQ-CP)."""

    ANY = "", _("Mọi người")
    DIGITAL = "digital", _("Công dân số")


class FeeRule(models.Model):
    """One dated line of a fee table (mức phí, lệ phí): for whom, by which way, how much, under which article.

    Of the rules of one code that fit a dossier the narrowest holds, of equally narrow ones the lowest. Charges keep the
    amount: a rule that ends later changes nothing that was filed before.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="fee_rules")
    code = models.CharField(max_length=60)
    name = models.JSONField()
    """Text, or a text a language."""
    channel = models.CharField(_("cách nộp"), max_length=10, choices=Channel.choices, blank=True, default="")
    group = models.CharField(_("đối tượng"), max_length=60, blank=True, default="")
    """Value of the answer that the sheet's ``fee_group`` points at ("poor"); empty: everybody."""
    level = models.CharField(_("mức công dân"), max_length=10, choices=CitizenLevel.choices, blank=True, default="")
    when = models.CharField(_("điều kiện"), max_length=500, blank=True, default="")
    """CEL over the answers, ``today`` and ``channel``; empty: always."""
    amount = models.CharField(_("mức thu"), max_length=500)
    """Whole đồng, or CEL that gives whole đồng."""
    ceiling = models.PositiveBigIntegerField(_("không quá"), null=True, blank=True)
    """At most so many đồng, whatever ``amount`` gives."""
    unit = models.JSONField(default=str, blank=True)
    words = models.JSONField(default=str, blank=True)
    set_by = models.JSONField(default=str, blank=True)
    act = models.ForeignKey(LegalAct, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    article = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """The first day on which it no longer holds."""

    class Meta:
        ordering = ["procedure", "code", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="fee_rule_ends_after_it_begins"
            ),
            ExclusionConstraint(
                name="one_fee_rule_a_day",
                expressions=[
                    *((name, RangeOperators.EQUAL) for name in ("procedure", "code", "channel", "group", "level")),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.amount}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is the rule for: code, channel, group, level."""
        return (self.code, self.channel, self.group, self.level)

    @property
    def fixed(self) -> int | None:
        """The amount when it is a plain number of đồng, None when it is worked out."""
        return int(self.amount) if self.amount.isdigit() else None

    @property
    def law(self) -> str:
        """Act and article in short."""
        return ", ".join(filter(None, [self.act.number if self.act else "", self.article]))
