"""Kinds of documents: those that the program ships, and what administrators make of them from a day on."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.documents.models import AddresseeGroup, Kind
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.places.models import valid_on

OWN = 101
"""Codes from here on are the province's; those below are the law's and the shipped ones."""
SHIPPED = Path(__file__).parent.parent / "shipped" / "kinds.yaml"


@transaction.atomic
def load_kinds(*, by: Actor, at: datetime, path: Path = SHIPPED) -> int:
    """Write every shipped kind and group of receivers that the database lacks; return how many kinds were written.

    What administrators made of a kind is never changed.
    """
    sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = set(Kind.objects.values_list("realm", "code"))
    rows = [_kind(realm, part, row) for realm, part in sheet["realms"].items() for row in part["kinds"]]
    new = Kind.objects.bulk_create(row for row in rows if (row.realm, row.code) not in known)
    for group in sheet["groups"]:
        AddresseeGroup.objects.get_or_create(agency=None, realm=group["realm"], name=group["name"], kind=group["kind"])
    if new:
        data = {"kinds": [f"{row.realm} {row.code}" for row in new]}
        audit.record(action="documents.load_kinds", subject="document_kinds", by=by, at=at, data=data)
    return len(new)


def _kind(realm: str, part: dict[str, Any], row: dict[str, Any]) -> Kind:
    return Kind(
        realm=realm,
        code=row["code"],
        name=row["name"],
        english=row.get("english", ""),
        abbreviation=row.get("abbreviation", ""),
        is_copy=row.get("is_copy", False),
        layout=row.get("layout", "named"),
        years_kept=row.get("years_kept"),
        legal_basis=part["legal_basis"],
        is_unchecked=part.get("unchecked", False),
        valid_from=date.fromisoformat(str(part["valid_from"])),
    )


class KindRefused(Refusal):
    """A kind cannot be set, ended or taken back: the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindIn:
    """What a kind says. ``years_kept`` None: for ever."""

    name: str
    english: str = ""
    abbreviation: str = ""
    layout: str = "named"
    number_comes: str = Kind.NumberComes.AFTER_SIGNING
    years_kept: int | None = None
    legal_basis: str


@transaction.atomic
def set_kind(*, realm: str, code: int | None, given: KindIn, valid_from: date, by: Actor, at: datetime) -> Kind:
    """Make a kind, or say otherwise of one from a day on. Documents keep the kind under which they were made.

    :param code: None makes a kind of the province's own
    :raises NotAllowed: for anybody but the province's administrator
    :raises KindRefused: naming what does not hold
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    if realm not in Agency.Realm.values:
        raise KindRefused(_("Chọn hệ thống của loại văn bản."))
    rows = Kind.objects.select_for_update().filter(realm=realm)
    before = rows.filter(code=code, valid_to=None).first() if code is not None else None
    if code is not None and before is None:
        raise KindRefused(_("Loại văn bản này đã thôi dùng. Xem lại danh sách."))
    _check(realm, code, given, valid_from, before, at)
    if before is not None:
        before.valid_to = valid_from
        before.save(update_fields=["valid_to"])
    largest = rows.aggregate(largest=Max("code"))["largest"] or 0
    row = Kind.objects.create(
        realm=realm,
        code=code if code is not None else max(largest + 1, OWN),
        name=clean(given.name)[:100],
        english=clean(given.english)[:100],
        abbreviation=clean(given.abbreviation)[:10],
        is_copy=before.is_copy if before else False,
        layout=given.layout,
        number_comes=given.number_comes,
        years_kept=given.years_kept,
        legal_basis=clean(given.legal_basis)[:300],
        valid_from=valid_from,
    )
    _record("documents.set_kind", row, by, at)
    return row


def _check(realm: str, code: int | None, given: KindIn, valid_from: date, before: Kind | None, at: datetime) -> None:
    if not clean(given.name):
        raise KindRefused(_("Ghi tên loại văn bản."))
    if not clean(given.legal_basis):
        raise KindRefused(_("Ghi căn cứ: quyết định nào đặt hoặc sửa loại văn bản này."))
    if valid_from < timezone.localdate(at):
        raise KindRefused(_("Chọn hôm nay hoặc một ngày sau: văn bản đã làm giữ loại cũ."))
    if before is not None and valid_from <= before.valid_from:
        raise KindRefused(
            _("Đã có thay đổi từ ngày %(day)s. Rút thay đổi ấy trước.") % {"day": f"{before.valid_from:%d/%m/%Y}"}
        )
    if given.number_comes not in Kind.NumberComes.values or given.layout not in layouts():
        raise KindRefused(_("Chọn cách trình bày và lúc lấy số trong danh sách."))
    if before is not None and clean(given.abbreviation) == before.abbreviation:
        return
    same = Kind.objects.filter(valid_on(valid_from), realm=realm, abbreviation=clean(given.abbreviation), is_copy=False)
    if clean(given.abbreviation) and (taken := same.exclude(code=-1 if code is None else code).first()):
        words = _("Ký hiệu %(abbreviation)s đã dùng cho %(name)s.")
        raise KindRefused(words % {"abbreviation": taken.abbreviation, "name": taken.name})


def layouts() -> dict[str, str]:
    """Return the layouts that there are, each called by the first kind that has it."""
    found: dict[str, str] = {}
    for layout, name in Kind.objects.order_by("realm", "code", "valid_from").values_list("layout", "name"):
        found.setdefault(layout, name)
    return found


@transaction.atomic
def end_kind(*, realm: str, code: int, on: date, by: Actor, at: datetime) -> None:
    """Let no new document of a kind be made from a day on.

    :raises NotAllowed, KindRefused: as :func:`set_kind`
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    row = Kind.objects.select_for_update().filter(realm=realm, code=code, valid_to=None).first()
    if row is None or on <= row.valid_from or on < timezone.localdate(at):
        raise KindRefused(_("Chọn hôm nay hoặc một ngày sau, khi loại văn bản đang dùng."))
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _record("documents.end_kind", row, by, at)


@transaction.atomic
def withdraw_kind(*, kind_id: int, by: Actor, at: datetime) -> None:
    """Take back a change that has not begun: what held before it holds on.

    :raises NotAllowed, KindRefused: as :func:`set_kind`
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    row = Kind.objects.select_for_update().filter(pk=kind_id).first()
    if row is None or row.valid_from <= timezone.localdate(at):
        raise KindRefused(_("Chỉ rút được thay đổi chưa tới ngày áp dụng."))
    _record("documents.withdraw_kind", row, by, at)
    row.delete()
    Kind.objects.filter(realm=row.realm, code=row.code, valid_to=row.valid_from).update(valid_to=None)


def _record(action: str, row: Kind, by: Actor, at: datetime) -> None:
    data = {
        "abbreviation": row.abbreviation,
        "number_comes": row.number_comes,
        "years_kept": row.years_kept,
        "law": row.legal_basis,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
    }
    label = f"{row.get_realm_display()}: {row.name}"
    audit.record(action=action, subject=f"document_kind:{row.realm}:{row.code}", label=label, data=data, by=by, at=at)
