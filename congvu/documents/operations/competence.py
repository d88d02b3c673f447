"""Who may sign what (NĐ 30/2020 Đ.13): powers given and ended, and the check before each signature."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.models import Document, SigningPower
from congvu.documents.queries import offices
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

Competence = SigningPower.Competence
GIVERS = (Role.LEADER, Role.AGENCY_ADMIN)


class WrongCompetence(Refusal):
    """The signature is not this person's to give."""


class PowerRefused(Refusal):
    """The power cannot be given like this: the text names the article."""


def check_competence(document: Document, *, official_id: int | None, at: datetime) -> SigningPower:
    """Return the power by which an official signs this document as it names them.

    :raises WrongCompetence: there is none today, or another competence than the paper says
    """
    day = timezone.localdate(at)
    found = offices.powers(agency_id=document.agency_id, on=day, kind=document.kind, official_id=official_id)
    for power in found:
        if power.competence == document.competence and power.position == document.signer_position:
            return power
    if found:
        raise WrongCompetence(
            _(
                "Văn bản ghi “%(said)s” nhưng người ký có thẩm quyền “%(held)s”. "
                "Trả lại để sửa phần ký (NĐ 30/2020/NĐ-CP Đ.13)."
            )
            % {"said": f"{document.competence} {document.signer_position}".strip(), "held": found[0]}
        )
    raise WrongCompetence(
        _("%(name)s không có thẩm quyền ký %(kind)s của cơ quan vào ngày %(day)s (NĐ 30/2020/NĐ-CP Đ.13).")
        % {"name": document.signer_name, "kind": document.kind.name, "day": f"{day:%d/%m/%Y}"}
    )


@transaction.atomic
def give_power(
    *,
    agency_id: int,
    official_id: int,
    competence: str,
    position: str,
    kinds: Sequence[int] = (),
    matter: str = "",
    legal_basis: str = "",
    valid_from: date,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> SigningPower:
    """Let an official sign an agency's documents, in all or in some kinds, from a day on.

    :raises NotAllowed: unless a leader or the agency's administrator
    :raises PowerRefused: a mandate without text, kinds or end, or passed on; somebody from elsewhere
    """
    by = people.require(by=by, roles=GIVERS, agency_id=agency_id, at=at)
    position, legal_basis, matter = clean(position)[:100], clean(legal_basis)[:300], clean(matter)[:500]
    if not position:
        raise PowerRefused(_("Ghi chức vụ in trên văn bản."))
    if not people.staff(agency_id=agency_id, on=timezone.localdate(at)).filter(pk=official_id).exists():
        raise PowerRefused(_("Chọn người đang giữ chức vụ trong cơ quan."))
    if competence in {Competence.ORDER, Competence.MANDATE} and not legal_basis:
        raise PowerRefused(
            _("Ký thừa lệnh, thừa ủy quyền phải có quy chế hoặc văn bản giao (NĐ 30/2020/NĐ-CP Đ.13.3, 13.4).")
        )
    if competence == Competence.MANDATE:
        if valid_to is None or not (kinds or matter):
            raise PowerRefused(_("Ủy quyền ký phải giới hạn thời gian và nội dung (NĐ 30/2020/NĐ-CP Đ.13.3)."))
        _check_not_passed_on(agency_id, by, at)
    row = SigningPower.objects.create(
        agency_id=agency_id,
        official_id=official_id,
        competence=Competence(competence),
        position=position,
        kinds=list(kinds),
        matter=matter,
        legal_basis=legal_basis,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=by.snapshot(),
        granted_at=at,
    )
    _trace("documents.give_power", row, by=by, at=at)
    return row


def _check_not_passed_on(agency_id: int, by: Actor, at: datetime) -> None:
    if by == SYSTEM:
        return
    own = offices.powers(agency_id=agency_id, on=timezone.localdate(at), official_id=by.id)
    if own and all(power.competence == Competence.MANDATE for power in own):
        raise PowerRefused(_("Người được ủy quyền không được ủy quyền lại (NĐ 30/2020/NĐ-CP Đ.13.3)."))


@transaction.atomic
def end_power(*, power_id: int, by: Actor, at: datetime) -> SigningPower:
    """End a signing power today; what was signed by it stays good.

    :raises PowerRefused: there is none, or it has ended
    """
    row = SigningPower.objects.select_for_update().select_related("official").filter(pk=power_id).first()
    if row is None:
        raise PowerRefused(_("Không có thẩm quyền ký này."))
    by = people.require(by=by, roles=GIVERS, agency_id=row.agency_id, at=at)
    today = timezone.localdate(at)
    if row.valid_to is not None and row.valid_to <= today:
        raise PowerRefused(_("Thẩm quyền ký này đã kết thúc."))
    if row.valid_from >= today:
        row.delete()
    else:
        row.valid_to = today
        row.save(update_fields=["valid_to"])
    _trace("documents.end_power", row, by=by, at=at)
    return row


def _trace(action: str, row: SigningPower, *, by: Actor, at: datetime) -> None:
    data = {"official": row.official_id, "competence": row.competence, "kinds": row.kinds}
    audit.record(action=action, subject=f"agency:{row.agency_id}", label=str(row), data=data, by=by, at=at)
