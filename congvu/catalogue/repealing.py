"""The repeal of a legal act: all that rests on it, and the day from which it no longer holds."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.catalogue.fees import words
from congvu.catalogue.models import Citation, FeeRule, LegalAct, VersionState
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.numbering.models import CodeFormat
from congvu.people import queries as people
from congvu.printing.models import PaperTemplate
from congvu.workdays.models import CalendarDay


class RepealRefused(Refusal):
    """An act cannot be marked as repealed: the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """What rests on an act: ``kind`` procedure, fee, paper, number or day; ``code`` leads there."""

    kind: str
    code: str
    name: str
    where: str
    article: str = ""


def acts(*, text: str = "", on: date) -> list[tuple[LegalAct, int]]:
    """Return the acts whose number or title has these words, each with how many procedures that hold or come rest on
    it; those on which most rest first.
    """
    rows = Citation.objects.filter(_lasting("version__", on)).exclude(version__state=VersionState.WITHDRAWN)
    counted = rows.order_by().values("act").annotate(n=Count("version__procedure", distinct=True))
    uses = dict(counted.values_list("act", "n"))
    found = LegalAct.objects.all()
    for word in text.split()[:8]:
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word))
    return sorted(((act, uses.get(act.pk, 0)) for act in found[:500]), key=lambda row: (-row[1], row[0].number))


def _lasting(before: str, on: date) -> Q:
    return Q(**{f"{before}valid_to": None}) | Q(**{f"{before}valid_to__gt": on})


def resting(*, act: LegalAct, on: date) -> list[Resting]:
    """Return all that rests on an act on a day or is to: procedures part by part, fees, papers, numbers, days off."""
    return [*_citations(act, on), *_fees(act, on), *_others(act, on)]


def _citations(act: LegalAct, on: date) -> list[Resting]:
    rows = Citation.objects.filter(_lasting("version__", on), act=act).exclude(version__state=VersionState.WITHDRAWN)
    names = {
        "procedure": _("căn cứ chung"),
        "limit": _("thời hạn"),
        "form": _("mẫu đơn"),
        "fee": _("phí, lệ phí"),
        "paper": _("giấy tờ"),
    }
    found: dict[Resting, None] = {}
    for row in rows.select_related("version__procedure").order_by("version__procedure__sort_key", "id"):
        part = names.get(row.part, row.part) + (f": {_named(row)}" if row.part_code else "")
        where = _("bản %(n)s, %(part)s") % {"n": row.version.number, "part": part}
        procedure = row.version.procedure
        one = Resting(kind="procedure", code=procedure.code, name=procedure.name, where=where, article=row.article)
        found[one] = None
    return list(found)


def _named(row: Citation) -> str:
    part = {"fee": "fees", "paper": "papers", "form": "declaration_forms"}.get(row.part, "")
    rows = row.version.sheet.get(part, [])
    return next((words(one.get("name")) for one in rows if one.get("code") == row.part_code), row.part_code)


def _fees(act: LegalAct, on: date) -> list[Resting]:
    rows = FeeRule.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), act=act).select_related("procedure")
    return [
        Resting(
            kind="fee", code=row.procedure.code, name=row.procedure.name, where=words(row.name), article=row.article
        )
        for row in rows.order_by("procedure__sort_key", "code", "id")
    ]


def _others(act: LegalAct, on: date) -> list[Resting]:
    lasting = _lasting("", on)
    papers = PaperTemplate.objects.filter(lasting, legal_basis__contains=act.number)
    found = [Resting(kind="paper", code=row.key, name=row.title, where=_("mẫu phiếu")) for row in papers]
    formats = CodeFormat.objects.filter(lasting, legal_basis__contains=act.number)
    found += [Resting(kind="number", code=row.kind, name=row.kind, where=row.template) for row in formats]
    days = CalendarDay.objects.filter(date__gte=on, legal_basis__contains=act.number)
    return found + [
        Resting(kind="day", code=str(row.date.year), name=f"{row.date:%d/%m/%Y}", where=row.reason) for row in days
    ]


@transaction.atomic
def repeal_act(*, act_id: int, on: date, repealed_by: str, by: Actor, at: datetime) -> LegalAct:
    """Note that an act no longer holds from a day on, and what repealed it. What rests on it is mended by people.

    :raises NotAllowed: for anybody but the province's administrator
    :raises RepealRefused: without the repealing act, or for a day before the act came into effect
    """
    by, repealed_by = people.require(by=by, roles=("province_admin",), at=at), clean(repealed_by)[:200]
    act = LegalAct.objects.select_for_update().get(pk=act_id)
    if not repealed_by:
        raise RepealRefused(_("Ghi văn bản bãi bỏ hoặc thay thế."))
    if act.valid_from is not None and on <= act.valid_from:
        raise RepealRefused(_("Ngày hết hiệu lực phải sau ngày có hiệu lực."))
    act.valid_to, act.repealed_by = on, repealed_by
    act.save(update_fields=["valid_to", "repealed_by"])
    audit.record(
        action="catalogue.repeal_act",
        subject=f"legal_act:{act.pk}",
        label=str(act)[:300],
        data={"on": on.isoformat(), "repealed_by": repealed_by, "resting": len(resting(act=act, on=on))},
        by=by,
        at=at,
    )
    return act
