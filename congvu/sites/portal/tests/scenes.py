"""Scenes of the portal's tests, built through operations: a commune with a desk, a mother with her account."""

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from pypdf import PdfWriter

from congvu.accounts.models import Account
from congvu.catalogue import operations as catalogue
from congvu.catalogue import queries as catalogue_queries
from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.payments import operations as payments
from congvu.payments import queries as payment_queries
from congvu.payments.models import Receipt
from congvu.payments.tests.scene import told
from congvu.people import operations as people
from congvu.people.models import Agency, OrgUnit, Party
from congvu.places.models import Place
from congvu.printing import operations as printing
from congvu.vault import operations as vault
from congvu.vault.models import Paper

CODE = "1.001193"
FOLDER = Path(__file__).resolve().parents[3] / "procedures" / "birth_registration"
SINCE = dt.date(2020, 1, 1)
STAFF = {
    "reception": ("Lê Văn Ví Dụ", "Công chức tiếp nhận"),
    "case_officer": ("Phạm Thị Thử", "Công chức tư pháp - hộ tịch"),
    "leader": ("Đào Văn Mẫu", "Chủ tịch"),
    "clerk": ("Ngô Thị Thí Dụ", "Văn thư"),
    "return_desk": ("Bùi Thị Giả Định", "Công chức trả kết quả"),
    "cashier": ("Hà Thị Thu", "Thủ quỹ"),
}


def _pdf() -> bytes:
    writer, sink = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(sink)
    return sink.getvalue()


PDF = _pdf()


def places() -> None:
    """Hải Phòng with one ward, as after 1 July 2025."""
    since = dt.date(2025, 7, 1)
    city, _ = Place.objects.get_or_create(
        code="31", name="Thành phố Hải Phòng", kind="city", level=1, valid_from=since, folded="hai phong", sort_key="h"
    )
    Place.objects.get_or_create(
        code="11329", name="Phường Ngô Quyền", kind="ward", level=3, parent=city, valid_from=since,
        folded="phuong ngo quyen", sort_key="n",
    )  # fmt: skip


def open_commune(code: str = "H24.900", name: str = "Ủy ban nhân dân phường Thí Dụ") -> tuple[Agency, dict[str, Actor]]:
    """Open a commune's agency with a desk and one official a role; load papers and procedures."""
    now = timezone.now() - dt.timedelta(days=400)
    places()
    agency = people.open_agency(code=code, name=name, kind="commune", valid_from=SINCE, by=SYSTEM, at=now)
    people.open_unit(
        agency_id=agency.pk, code="PVHCC", name="Bộ phận Một cửa", kind=OrgUnit.Kind.DESK, valid_from=SINCE,
        by=SYSTEM, at=now,
    )  # fmt: skip
    officials = {role: _hire(agency, role, *who) for role, who in STAFF.items()}
    printing.load_papers(by=SYSTEM, at=now)
    catalogue.load_life_events()
    catalogue.propose(proposal=catalogue.read_folder(FOLDER), by=SYSTEM, at=now)
    return agency, officials


def _hire(agency: Agency, role: str, full_name: str, title: str) -> Actor:
    more: dict[str, Any] = {"valid_from": SINCE, "by": SYSTEM, "at": timezone.now()}
    official = people.enrol(staff_code=f"{agency.code}-{role}", full_name=full_name, by=SYSTEM, at=timezone.now())
    people.appoint(official_id=official.pk, agency_id=agency.pk, title=title, **more)
    people.grant_role(official_id=official.pk, role=role, agency_id=agency.pk, **more)
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=full_name)


def citizen(identifier: str = "031190001234", name: str = "Nguyễn Thị Hồng Ánh") -> Account:
    """Return the account of somebody who came by VNeID."""
    party = people.take_party(
        kind="person", identifier_kind="personal", identifier=identifier, name=name, birth_date=dt.date(1990, 5, 4),
        sex="female", phone="0912345678", email="anh@example.vn", by=SYSTEM, at=timezone.now(),
    )  # fmt: skip
    account = Account(username=f"vneid:{identifier}", kind=Account.Kind.CITIZEN, party=party, assurance=2)
    account.set_unusable_password()
    account.save()
    return account


def actor(party: Party) -> Actor:
    """Return the citizen as one who acts."""
    return Actor(kind=ActorKind.CITIZEN, id=party.pk, name=party.name)


def answers() -> dict[str, Any]:
    """Return a whole set of good answers."""
    sample = yaml.safe_load((FOLDER / "sample.yaml").read_text(encoding="utf-8"))
    filled = sample["answers"]
    born = timezone.localdate() - dt.timedelta(days=6)
    filled["child"]["birth_date"] = born.isoformat()
    filled["birth_note"]["date"] = (born + dt.timedelta(days=1)).isoformat()
    return dict(filled)


def dossier_of(account: Account, agency: Agency, key: str = "k1") -> Dossier:
    """File a dossier as the citizen."""
    now = timezone.now()
    version = catalogue_queries.in_force(code=CODE, on=timezone.localdate(now))
    by = actor(account.party)
    asked = catalogue_queries.papers_asked(version=version, answers=answers(), on=timezone.localdate(now))
    papers = []
    for paper in asked:
        if paper["required"]:
            use = files.store(stream=io.BytesIO(PDF), name=f"{paper['code']}.pdf", owner="draft:t", by=by, at=now)
            papers.append(dossiers.PaperIn(code=paper["code"], file_use=str(use.pk), file_owner="draft:t"))
    return dossiers.submit(
        version_id=version.pk, agency_id=agency.pk, owner_id=account.party_id, values=answers(), papers=papers,
        return_by="online", submission_key=key, by=by, at=now,
    )  # fmt: skip


def take_money(agency: Agency, cashier: Actor, *, paid: Dossier, disputed: Dossier) -> Receipt:
    """Name the agency's account; let one dossier be paid in cash, and a bank send too little for another."""
    now = timezone.now()
    payments.set_account(
        agency_id=agency.pk, bank_bin="970436", bank_name="Ngân hàng Thí Dụ", number="0011001932418",
        holder="UBND PHUONG THI DU", valid_from=SINCE, by=SYSTEM, at=now,
    )  # fmt: skip
    [owed] = payment_queries.charges(subject=disputed.subject)
    told(owed.reference, owed.amount - 1000, number="m0", transaction="t0")
    [charge] = payment_queries.charges(subject=paid.subject)
    return payments.take_cash(charge_id=charge.pk, by=cashier, at=now)


def keep_paper(account: Account, agency: Agency, origin: str = "test:1", **more: Any) -> Paper:
    """Keep an issued power of attorney with its signed code in somebody's vault."""
    now = timezone.now()
    words = {"kind": "power_of_attorney", "number": "12/UQ", "issued_on": timezone.localdate(now), **more}
    said = {name: words.get(name) for name in ("kind", "number", "issued_on", "valid_to")}
    public_id = uuid.uuid4()
    code = vault.make_code(
        public_id=public_id, agency_id=agency.pk, data={"number": "12/UQ", "name": "Ánh"}, by=SYSTEM, at=now, **said
    )
    return vault.keep(
        owner_id=account.party_id, agency_id=agency.pk, name="Văn bản ủy quyền", origin=origin, public_id=public_id,
        code_id=code.pk if code else None, by=SYSTEM, at=now, **words,
    )  # fmt: skip
