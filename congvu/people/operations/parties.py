"""Citizens and organisations: taken in at the counter or at a log-in, and joined when they are the same."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean, fold, name_key, sort_key
from congvu.people.events import PartiesJoined
from congvu.people.identifiers import check_personal, check_tax
from congvu.people.models import Party, Role
from congvu.people.operations.guard import well_formed
from congvu.people.queries import powers

DESK_ROLES = tuple(role for role in Role if role != Role.AUDITOR)
GATE = 4_701_002
"""Number space of the advisory locks on identifiers."""
CONTACT = ("phone", "email", "address_text", "place_code")


class IdentifierTaken(Refusal):
    """The number belongs to a party with another name or birth date; the text does not say whose it is."""


@transaction.atomic
def take_party(
    *,
    kind: str,
    identifier_kind: str,
    identifier: str,
    name: str,
    birth_date: date | None = None,
    sex: str = "",
    phone: str = "",
    email: str = "",
    address_text: str = "",
    place_code: str = "",
    verified: bool = False,
    by: Actor,
    at: datetime,
) -> Party:
    """Find the party with this identifier, or make it; without an identifier always make one.

    Empty fields of a known party are filled, others left; a citizen who names somebody else, or a partner, fills none.
    ``verified`` says that name, birth date and number come from VNeID (only the system may say so): then they win;
    a party typed with this number but another name or birth date loses the number and stays apart, so that nobody
    sees another's dossiers because of a slip at the counter.

    :raises Refusal: the identifier is not well formed.
    :raises IdentifierTaken: typed data contradict the party that has the number.
    """
    _require_may_take(by=by, verified=verified, at=at)
    given: dict[str, Any] = {
        "name": clean(name),
        "birth_date": birth_date,
        "sex": sex,
        "phone": clean(phone),
        "email": clean(email),
        "address_text": clean(address_text),
        "place_code": place_code,
    }
    if not given["name"]:
        raise Refusal(_("Hãy ghi họ tên hoặc tên tổ chức."))
    identifier = clean(identifier).replace(" ", "").upper()
    _check(identifier_kind, identifier, given)
    _lock(identifier_kind, identifier)
    known = _known(identifier_kind, identifier)
    if known is not None and _contradicts(known, given):
        if not verified or known.verified_at:
            if not verified:
                raise IdentifierTaken(
                    _("Số giấy tờ này đã ghi cho người có họ tên hoặc ngày sinh khác. Hãy kiểm tra lại giấy tờ.")
                )
        else:
            _release(known, by=by, at=at)
            known = None
    if known is not None:
        stranger = by.kind == ActorKind.PARTNER or (by.kind == ActorKind.CITIZEN and by.id != known.id)
        return known if stranger else _complete(known, given, verified=verified, by=by, at=at)
    party = Party(
        kind=kind,
        identifier_kind=identifier_kind if identifier else "",
        identifier=identifier,
        verified_at=at if verified else None,
        created_at=at,
        **given,
    )
    _index(party)
    well_formed(party)
    party.save(force_insert=True)
    audit.record(action="people.take_party", subject=f"party:{party.id}", by=by, at=at, data={"verified": verified})
    return party


def _require_may_take(*, by: Actor, verified: bool, at: datetime) -> None:
    if by == SYSTEM:
        return
    if verified:
        raise NotAllowed(_("Chỉ lần đăng nhập VNeID mới xác nhận được nhân thân."))
    if by.kind == ActorKind.OFFICIAL:
        powers.require(by=by, roles=DESK_ROLES, at=at)
    elif by.kind not in {ActorKind.CITIZEN, ActorKind.PARTNER}:
        raise NotAllowed(_("Hãy đăng nhập trước khi kê khai."))


def _check(identifier_kind: str, identifier: str, given: dict[str, Any]) -> None:
    problems: list[str] = []
    if identifier and identifier_kind == Party.IdentifierKind.PERSONAL:
        problems = check_personal(identifier, given["birth_date"], given["sex"])
    elif identifier and identifier_kind == Party.IdentifierKind.TAX:
        problems = check_tax(identifier)
    if problems:
        raise Refusal(" ".join(problems))


def _lock(identifier_kind: str, identifier: str) -> None:
    """Let two who bring the same number at once go one after the other, until the transaction ends."""
    if identifier:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [GATE, f"{identifier_kind}:{identifier}"])


def _known(identifier_kind: str, identifier: str) -> Party | None:
    if not identifier:
        return None
    rows = Party.objects.select_for_update(of=("self",)).filter(identifier_kind=identifier_kind, identifier=identifier)
    known = rows.order_by(F("joined_into").asc(nulls_first=True)).first()
    if known is None or known.joined_into_id is None:
        return known
    return Party.objects.select_for_update().get(id=known.joined_into_id)


def _contradicts(known: Party, given: dict[str, Any]) -> bool:
    born = given["birth_date"]
    return fold(known.name) != fold(given["name"]) or bool(born and known.birth_date and born != known.birth_date)


def _release(known: Party, *, by: Actor, at: datetime) -> None:
    """Take a number back from a party that was typed with it by mistake."""
    known.disputed_identifier, known.identifier, known.identifier_kind = known.identifier, "", ""
    known.save(update_fields=["disputed_identifier", "identifier", "identifier_kind"])
    audit.record(action="people.release_identifier", subject=f"party:{known.id}", by=by, at=at)


def _complete(known: Party, given: dict[str, Any], *, verified: bool, by: Actor, at: datetime) -> Party:
    """Fill what is empty; from a log-in also correct name, birth date and sex."""
    certain = {"name", "birth_date", "sex"} if verified else set()
    changed = {
        field: value
        for field, value in given.items()
        if value and value != getattr(known, field) and (field in certain or not getattr(known, field))
    }
    first_login = verified and known.verified_at is None
    if verified:
        changed["verified_at"] = at
    for field, value in changed.items():
        setattr(known, field, value)
    if changed:
        _index(known)
        well_formed(known)
        known.save()
    fields = sorted(changed.keys() - {"verified_at"})
    if first_login or fields:
        action = "people.join_at_login" if first_login else "people.complete_party"
        audit.record(action=action, subject=f"party:{known.id}", by=by, at=at, data={"fields": fields})
    return known


def _index(party: Party) -> None:
    party.folded = fold(party.name)
    key = name_key if party.kind == Party.Kind.PERSON else sort_key
    party.sort_key = key(party.name)


@transaction.atomic
def join_parties(*, double_id: int, into_id: int, reason: str, by: Actor, at: datetime) -> Party:
    """Say that two rows are the same person: the double stays for what points at it, ``into`` stands for both.

    :raises Refusal: numbers or birth dates contradict each other, or no reason is given.
    :raises NotAllowed: not an administrator.
    """
    by = powers.require(by=by, roles=(Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN), at=at)
    if not clean(reason):
        raise Refusal(_("Hãy ghi lý do nhập hai hồ sơ nhân thân làm một."))
    rows = {row.id: row for row in Party.objects.select_for_update().filter(id__in=(double_id, into_id))}
    if len(rows) < 2 or any(row.joined_into_id for row in rows.values()):
        raise Refusal(_("Một trong hai hồ sơ nhân thân không còn hoặc đã được nhập vào hồ sơ khác."))
    double, into = rows[double_id], rows[into_id]
    same_list = double.identifier_kind == into.identifier_kind != ""
    if double.kind != into.kind or (same_list and double.identifier != into.identifier):
        raise Refusal(_("Hai hồ sơ có số giấy tờ khác nhau nên không phải một người."))
    if double.birth_date and into.birth_date and double.birth_date != into.birth_date:
        raise Refusal(_("Hai hồ sơ có ngày sinh khác nhau nên không phải một người."))
    for field in (*CONTACT, "sex", "birth_date"):
        setattr(into, field, getattr(into, field) or getattr(double, field))
    into.save()
    Party.objects.filter(joined_into=double).update(joined_into=into)
    double.joined_into = into
    double.save(update_fields=["joined_into"])
    audit.record(
        action="people.join_parties",
        subject=f"party:{into.id}",
        by=by,
        at=at,
        data={"double": double.id, "reason": clean(reason)},
    )
    outbox.announce(PartiesJoined(double_id=double.id, into_id=into.id, at=at), subject=f"party:{into.id}")
    return into


@transaction.atomic
def correct_party(*, party_id: int, field: str, value: date | str, by: Actor, at: datetime) -> Party:
    """Correct name, birth date or sex of a party after they asked for it; dossiers keep what was filed.

    :raises NotAllowed: not the administrator of the province
    :raises Refusal: the data come from VNeID, which would bring the old ones back at the next log-in
    """
    by = powers.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    party = Party.objects.select_for_update().get(id=party_id)
    if party.verified_at is not None:
        raise Refusal(
            _("Dữ liệu này lấy từ VNeID. Hãy hướng dẫn người dân sửa tại cơ quan công an (CSDL quốc gia về dân cư).")
        )
    setattr(party, field, value)
    _index(party)
    well_formed(party)
    party.save(update_fields=[field, "folded", "sort_key"])
    audit.record(action="people.correct_party", subject=f"party:{party.id}", by=by, at=at, data={"fields": [field]})
    return party


@transaction.atomic
def change_contact(
    *, party_id: int, phone: str, email: str, address_text: str, place_code: str, by: Actor, at: datetime
) -> Party:
    """Change how a party is reached: themselves, or the desk for them.

    :raises NotAllowed: somebody else's data.
    """
    if not (by == SYSTEM or (by.kind == ActorKind.CITIZEN and by.id == party_id)):
        by = powers.require(by=by, roles=DESK_ROLES, at=at)
    party = Party.objects.select_for_update().get(id=party_id)
    given = {
        "phone": clean(phone),
        "email": clean(email),
        "address_text": clean(address_text),
        "place_code": place_code,
    }
    changed = sorted(field for field, value in given.items() if getattr(party, field) != value)
    for field, value in given.items():
        setattr(party, field, value)
    well_formed(party)
    party.save(update_fields=list(given))
    if changed:
        audit.record(
            action="people.change_contact", subject=f"party:{party.id}", by=by, at=at, data={"fields": changed}
        )
    return party
