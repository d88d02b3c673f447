"""Asking for a correction, and deciding on it (Luật 91/2025/QH15: the right to have one's data corrected)."""

from contextlib import suppress
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean, fold
from congvu.people import operations as person
from congvu.people import queries as people
from congvu.people.models import Party, Role
from congvu.privacy.models import Correction

DECIDERS = (Role.PROVINCE_ADMIN,)
SEXES = {"nam": "male", "male": "male", "nu": "female", "female": "female"}
"""How people write it, folded."""


@transaction.atomic
def ask_correction(*, party_id: int, field: str, wanted: str, reason: str, by: Actor, at: datetime) -> Correction:
    """Ask for a correction of one's own data.

    :raises NotAllowed: somebody else's
    :raises Refusal: nothing would change, no reason is given, the value is none, or one is asked for already
    """
    if by.kind != ActorKind.CITIZEN or by.id is None or party_id not in people.same_person(by.id):
        raise NotAllowed(_("Bạn chỉ đề nghị sửa được dữ liệu của chính mình."))
    party = Party.objects.get(pk=party_id)
    if field not in Correction.Field.values:
        raise Refusal(_("Hãy chọn điều cần sửa."))
    value, now = _readable(field, wanted), value_of(party, field)
    if value == now:
        raise Refusal(_("Dữ liệu đang lưu đã đúng như bạn ghi."))
    if not clean(reason):
        raise Refusal(_("Hãy ghi vì sao cần sửa, theo giấy tờ nào."))
    try:
        with transaction.atomic():
            row = Correction.objects.create(
                party=party, field=field, now=now, wanted=value, reason=clean(reason)[:1000], asked_at=at
            )
    except IntegrityError as breach:
        raise Refusal(_("Đã có một đề nghị về điều này đang được xem xét.")) from breach
    audit.record(action="privacy.ask_correction", subject=f"party:{party.pk}", by=by, at=at, data={"field": field})
    return row


@transaction.atomic
def decide_correction(*, correction_id: int, accept: bool, answer: str, by: Actor, at: datetime) -> Correction:
    """Correct what was asked for, or say why not.

    :raises NotAllowed: not the administrator of the province
    :raises Refusal: decided already, refused without a reason, or the data are those of VNeID
    """
    by = people.require(by=by, roles=DECIDERS, at=at)
    row = Correction.objects.select_for_update().get(pk=correction_id)
    if row.state != Correction.State.OPEN:
        raise Refusal(_("Đề nghị này đã có người trả lời."))
    if not accept and not clean(answer):
        raise Refusal(_("Hãy ghi vì sao không sửa: người dân đọc được câu này."))
    if accept:
        wanted = date.fromisoformat(row.wanted) if row.field == Correction.Field.BIRTH_DATE else row.wanted
        person.correct_party(party_id=row.party_id, field=row.field, value=wanted, by=by, at=at)
    row.state = Correction.State.DONE if accept else Correction.State.REFUSED
    row.answer, row.decided_at, row.decided_by = clean(answer)[:1000], at, by.snapshot()
    row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    data = {"correction": row.pk, "accepted": accept}
    audit.record(action="privacy.decide_correction", subject=f"party:{row.party_id}", by=by, at=at, data=data)
    return row


def value_of(party: Party, field: str) -> str:
    """Return what is kept of a person, as a correction writes it."""
    found = getattr(party, field)
    return found.isoformat() if isinstance(found, date) else str(found or "")


def _readable(field: str, wanted: str) -> str:
    """Return a value as it is kept.

    :raises Refusal: it is none
    """
    text = clean(wanted)[:300]
    if field == Correction.Field.BIRTH_DATE:
        return _day(text).isoformat()
    if field == Correction.Field.SEX:
        if (found := SEXES.get(fold(text))) is None:
            raise Refusal(_("Hãy ghi giới tính: nam hoặc nữ."))
        return found
    if not text:
        raise Refusal(_("Hãy ghi giá trị đúng."))
    return text


def _day(text: str) -> date:
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
    raise Refusal(_("Hãy ghi ngày sinh như 27/09/1985."))
