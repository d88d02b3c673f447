"""Taking in the kinds of documents that the program ships."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from congvu.audit import operations as audit
from congvu.documents.models import AddresseeGroup, Kind
from congvu.kit.actors import Actor

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
