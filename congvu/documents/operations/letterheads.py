"""What an agency decides of its documents: how it names itself, which kinds share a run of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.models import KindSeries, Letterhead
from congvu.documents.queries.kinds import kinds as kinds_of
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Role

LENGTHS = {"email": 254, "symbol": 20, "name": 200, "place": 100, "head": 100, "above": 200, "footer": 300}
DECIDERS = (Role.LEADER, Role.AGENCY_ADMIN)


def is_address(text: str) -> bool:
    """Say whether a text is an e-mail address."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


class LetterheadRefused(Refusal):
    """It cannot be like this: the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterheadIn:
    """How an agency wants to be named (Annex I, boxes 2-4, 13)."""

    symbol: str
    name: str
    place: str
    head: str
    above: str = ""
    is_collective: bool = False
    footer: str = ""
    email: str = ""
    """Its mailbox, for answers to what it sends by e-mail."""


@transaction.atomic
def set_letterhead(*, agency_id: int, given: LetterheadIn, by: Actor, at: datetime) -> Letterhead:
    """Write how an agency names itself; papers made from now on follow it.

    :raises NotAllowed: unless a leader or the agency's administrator
    :raises LetterheadRefused: symbol, name, place or head is missing; the symbol has a sign that codes may not have
    """
    by = people.require(by=by, roles=DECIDERS, agency_id=agency_id, at=at)
    texts = {name: clean(str(getattr(given, name)))[:most] for name, most in LENGTHS.items()}
    if not all(texts[name] for name in ("symbol", "name", "place", "head")):
        raise LetterheadRefused(_("Ghi ký hiệu, tên cơ quan, địa danh và chức vụ người đứng đầu."))
    if not all(char.isalnum() or char in "-." for char in texts["symbol"]):
        raise LetterheadRefused(_("Ký hiệu cơ quan chỉ gồm chữ, số, dấu gạch nối: “UBND”, “SNV”."))
    if texts["email"] and not is_address(texts["email"]):
        raise LetterheadRefused(_("Ghi đúng địa chỉ thư điện tử."))
    row, _made = Letterhead.objects.update_or_create(
        agency_id=agency_id, defaults={**texts, "is_collective": given.is_collective}
    )
    audit.record(
        action="documents.set_letterhead", subject=f"agency:{agency_id}", label=str(row), data=texts, by=by, at=at
    )
    return row


@transaction.atomic
def decide_series(
    *,
    agency_id: int,
    title: str,
    kinds: Sequence[int],
    legal_basis: str,
    year_from: int,
    by: Actor,
    at: datetime,
) -> KindSeries:
    """Let several kinds share one run of numbers from a year on (NĐ 30/2020 Đ.15.1); a run changes with the year only.

    :raises NotAllowed: unless a leader or the agency's administrator
    :raises LetterheadRefused: not from a year to come, fewer than two kinds, without its act, or a kind counted twice
    """
    by = people.require(by=by, roles=DECIDERS, agency_id=agency_id, at=at)
    agency, today = people.agency_of_id(agency_id), timezone.localdate(at)
    title, legal_basis, chosen = clean(title)[:200], clean(legal_basis)[:300], sorted(set(kinds))
    known = {one.code for one in kinds_of(realm=agency.realm, on=today)}
    if year_from <= today.year:
        raise LetterheadRefused(_("Dãy số chỉ đổi được từ đầu năm sau: số trong năm không được trùng."))
    if len(chosen) < 2 or not set(chosen) <= known:
        raise LetterheadRefused(_("Chọn ít nhất hai loại văn bản dùng chung một dãy số."))
    if not title or not legal_basis:
        raise LetterheadRefused(_("Ghi tên sổ và văn bản của thủ trưởng quyết định cách đánh số."))
    if KindSeries.objects.filter(agency_id=agency_id, year_to=None, kinds__overlap=chosen).exists():
        raise LetterheadRefused(_("Có loại đã thuộc một dãy số chung khác."))
    row = KindSeries.objects.create(
        agency_id=agency_id,
        key=f"chung{year_from}{chosen[0]}"[:20],
        title=title,
        kinds=chosen,
        legal_basis=legal_basis,
        year_from=year_from,
    )
    audit.record(
        action="documents.decide_series",
        subject=f"agency:{agency_id}",
        label=title,
        data={"kinds": chosen, "year_from": year_from, "legal_basis": legal_basis},
        by=by,
        at=at,
    )
    return row
