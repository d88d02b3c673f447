"""Formats of codes: proposed by folders, set and withdrawn by the province's administrator."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.numbering.models import CodeFormat
from congvu.numbering.shipped import FORMATS
from congvu.numbering.templates import faults, pattern
from congvu.people import queries as people

EDITORS = ("province_admin",)


class FormatRefused(Refusal):
    """A format of codes cannot be set, or withdrawn: the text says why."""


@transaction.atomic
def propose_format(*, kind: str, template: str, valid_from: date, legal_basis: str = "") -> CodeFormat | None:
    """Take in how codes of a new kind look, counted anew each year in each agency; None when the kind is known.

    What administrators made of a known kind is never changed.

    :raises BadTemplate: when the template names what is not there
    """
    if CodeFormat.objects.filter(kind=kind).exists():
        return None
    row, made = CodeFormat.objects.get_or_create(  # two may meet the new kind at the same moment
        kind=kind,
        valid_from=valid_from,
        defaults={
            "template": template,
            "regex": pattern(template),
            "scope": "{kind}:{agency}:{yyyy}",
            "legal_basis": legal_basis[:300],
        },
    )
    return row if made else None


def draft_format(*, kind: str, template: str, scope: str, valid_from: date, legal_basis: str = "") -> CodeFormat:
    """Return a format as it would be set, unsaved, to be tried on a code.

    :raises FormatRefused: the kind is unknown, or the format could give one code twice
    """
    template, scope = clean(template), clean(scope)
    last = CodeFormat.objects.filter(kind=kind).order_by("valid_from").last()
    if last is None:
        raise FormatRefused(_("Không có loại mã “%(kind)s”.") % {"kind": kind})
    if wrong := faults(template, scope):
        raise FormatRefused(" ".join(wrong))
    if template == last.template and scope != last.scope and (valid_from.month, valid_from.day) != (1, 1):
        raise FormatRefused(_("Cùng mẫu mà đổi cách đếm giữa năm thì số sẽ trùng. Chọn ngày 01/01, hoặc đổi mẫu."))
    return CodeFormat(
        kind=kind,
        template=template,
        regex=pattern(template),
        scope=scope,
        valid_from=valid_from,
        legal_basis=clean(legal_basis)[:300],
    )


@transaction.atomic
def set_format(
    *, kind: str, template: str, scope: str, valid_from: date, legal_basis: str, by: Actor, at: datetime
) -> CodeFormat:
    """Set how codes of a kind look from a day to come; the format of now ends there, codes given stay as they are.

    :param scope: the key of the run of numbers: ``{kind}:{agency}:{yyyy}`` counts anew each year in each agency
    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises FormatRefused: not of a day to come, without its law, or as for :func:`draft_format`
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    known = CodeFormat.objects.select_for_update().filter(kind=kind)
    last = known.order_by("valid_from").last()
    row = draft_format(kind=kind, template=template, scope=scope, valid_from=valid_from, legal_basis=legal_basis)
    if valid_from <= timezone.localdate(at):
        raise FormatRefused(_("Kiểu mã số mới chỉ áp dụng được từ ngày mai trở đi: mã đã cấp không đổi."))
    if not row.legal_basis:
        raise FormatRefused(_("Ghi căn cứ của kiểu mã số mới."))
    if last and last.valid_from >= valid_from:
        raise FormatRefused(
            _("Đã có kiểu mã số áp dụng từ %(day)s. Chọn ngày sau đó, hoặc rút kiểu ấy trước.")
            % {"day": f"{last.valid_from:%d/%m/%Y}"}
        )
    known.filter(valid_to=None).update(valid_to=valid_from)
    row.save()
    _record_format("numbering.set_format", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_format(*, format_id: int, by: Actor, at: datetime) -> None:
    """Take back a format that has not begun; the one before it holds on.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises FormatRefused: there is none, or codes may have been given by it
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = CodeFormat.objects.select_for_update().filter(pk=format_id).first()
    if row is None or row.valid_from <= timezone.localdate(at):
        raise FormatRefused(_("Chỉ rút được kiểu mã số chưa đến ngày áp dụng."))
    before = CodeFormat.objects.filter(kind=row.kind, valid_from__lt=row.valid_from).order_by("valid_from").last()
    _record_format("numbering.withdraw_format", row, by=by, at=at)
    row.delete()
    if before is not None and before.valid_to == row.valid_from:
        before.valid_to = row.valid_to
        before.save(update_fields=["valid_to"])


def _record_format(action: str, row: CodeFormat, *, by: Actor, at: datetime) -> None:
    data = {"scope": row.scope, "valid_from": row.valid_from.isoformat(), "legal_basis": row.legal_basis}
    audit.record(action=action, subject=f"code_format:{row.kind}", label=str(row), data=data, by=by, at=at)


@transaction.atomic
def load_shipped() -> int:
    """Write the shipped formats of every kind that has none yet; return how many were written."""
    known = set(CodeFormat.objects.values_list("kind", flat=True))
    return len(CodeFormat.objects.bulk_create(CodeFormat(**row) for row in FORMATS if row["kind"] not in known))
