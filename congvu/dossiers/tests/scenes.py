"""Scenes of the tests, built through operations: a commune with its people, a mother, a birth to register."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.core.management import call_command
from pypdf import PdfWriter

from congvu.catalogue import queries as catalogue_queries
from congvu.catalogue.models import ProcedureVersion
from congvu.catalogue.operations import read_folder
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier
from congvu.files import operations as files
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people import operations as people
from congvu.people.models import Agency, OrgUnit, Party
from congvu.places.models import Place
from congvu.printing import operations as printing
from congvu.processes import queries as processes

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FOLDER = Path(__file__).resolve().parents[2] / "procedures" / "birth_registration"
EVERY: Sequence[Path] = ()
"""Stands for all folders of procedures."""
STAFF = {
    "reception": ("Lê Văn Ví Dụ", "Công chức tiếp nhận"),
    "case_officer": ("Phạm Thị Thử", "Công chức tư pháp - hộ tịch"),
    "unit_head": ("Vũ Văn Giả Định", "Trưởng phòng"),
    "leader": ("Đào Văn Lãnh Đạo", "Chủ tịch"),
    "clerk": ("Ngô Thị Văn Thư", "Văn thư"),
    "return_desk": ("Bùi Thị Trao", "Công chức trả kết quả"),
    "cashier": ("Hà Thị Thu", "Thủ quỹ"),
}


AT_STEP = frozenset(
    {
        *("take", "register_result", "sign_result", "seal_result", "finish_step", "send_back", "assign"),
        *("consult", "answer", "keep_minutes", "put_up", "take_down", "tell_duty", "go_without"),
    }
)
"""Operations on the step that is open."""


def pdf() -> bytes:
    """A small whole PDF."""
    writer, sink = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(sink)
    return sink.getvalue()


PDF = pdf()


def at(text: str) -> dt.datetime:
    """Read ``2026-11-20 09:05`` as Vietnamese time."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HANOI)


@dataclass
class Commune:
    """A commune's agency with one official a role, and a mother who files."""

    agency: Agency
    officials: dict[str, Actor]
    mother: Party
    now: dt.datetime = field(default_factory=lambda: at("2026-11-20 09:05"))
    folder: Path = FOLDER
    """The procedure that is filed."""
    extra: dict[str, str] = field(default_factory=lambda: {"child_identifier": "031326000001"})
    """What the officer writes down when the result is entered in its book."""

    @cached_property
    def version(self) -> ProcedureVersion:
        return catalogue_queries.in_force(code=read_folder(self.folder).code, on=self.now.date())

    @cached_property
    def citizen(self) -> Actor:
        return Actor(kind=ActorKind.CITIZEN, id=self.mother.pk, name=self.mother.name)

    @cached_property
    def sample(self) -> dict[str, Any]:
        return yaml.safe_load((self.folder / "sample.yaml").read_text())

    def offer(self, folder: Path) -> None:
        """Offer another procedure beside those loaded; from now on it is the one that is filed."""
        call_command("load_procedures", str(folder), verbosity=0)
        self.folder = folder
        self.__dict__.pop("version", None)
        self.__dict__.pop("sample", None)

    def paper(self, code: str, by: Actor | None = None) -> operations.PaperIn:
        use = files.store(
            stream=io.BytesIO(PDF), name=f"{code}.pdf", owner="draft:test", by=by or self.citizen, at=self.now
        )
        return operations.PaperIn(code=code, file_use=str(use.pk), file_owner="draft:test")

    def answers(self) -> dict[str, Any]:
        sample = self.sample
        return sample.get("answers", sample)

    def papers(self) -> list[operations.PaperIn]:
        outcome = self.version.form.clean(self.answers())
        missing = operations.missing_papers(self.version, outcome.values, set(), on=self.now.date())
        return [self.paper(paper["code"]) for paper in missing]

    def submit(self, key: str = "k1", return_by: str = "online", **more: Any) -> Dossier:
        return operations.submit(
            **{
                "version_id": self.version.pk,
                "agency_id": self.agency.pk,
                "owner_id": self.mother.pk,
                "values": self.answers(),
                "papers": self.papers(),
                "return_by": return_by,
                "submission_key": key,
                "by": self.citizen,
                "at": self.now,
                **more,
            }
        )

    def step(self, dossier: Dossier) -> int:
        return processes.open_steps(Dossier.objects.get(pk=dossier.pk).run_id).first().pk

    def does(self, role: str, operation: str, dossier: Dossier, **more: Any) -> Dossier:
        """Let the official of a role do one operation on the dossier's open step."""
        self.now += dt.timedelta(minutes=10)
        doing = getattr(operations, operation)
        if operation == "register_result":
            more.setdefault("extra", self.extra)
        if operation in AT_STEP:
            more.setdefault("step_id", self.step(dossier))
        return doing(dossier_id=dossier.pk, by=self.officials[role], at=self.now, **more)

    def whole_life(self, dossier: Dossier) -> Dossier:
        """Take the dossier from the queue to the sealed result, and deliver what was announced."""
        self.does("reception", "accept", dossier)
        self.does("case_officer", "register_result", dossier)
        self.does("leader", "sign_result", dossier)
        self.does("clerk", "seal_result", dossier)
        while outbox.deliver_due(limit=20):
            pass
        return Dossier.objects.get(pk=dossier.pk)


def open_commune(
    code: str = "H24.900", name: str = "Ủy ban nhân dân phường Thí Dụ", folders: Sequence[Path] = (FOLDER,)
) -> Commune:
    """Open a commune's agency with its people; load papers and procedures: birth registration, other ``folders``,
    or ``EVERY`` one there is (which takes the longer the more there are).
    """
    since, now = dt.date(2026, 1, 1), at("2026-01-02 08:00")
    agency = people.open_agency(
        code=code, name=name, kind="commune", place_id=open_places().pk, valid_from=since, by=SYSTEM, at=now
    )
    people.open_unit(
        agency_id=agency.pk,
        code="PVHCC",
        name="Bộ phận Một cửa",
        kind=OrgUnit.Kind.DESK,
        valid_from=since,
        by=SYSTEM,
        at=now,
    )
    officials = {role: hire(agency, role, full_name, title) for role, (full_name, title) in STAFF.items()}
    printing.load_papers(by=SYSTEM, at=now)
    call_command("load_procedures", *map(str, folders), verbosity=0)
    return Commune(agency, officials, mother())


def open_places() -> Place:
    """Hải Phòng and one of its wards, as they are since 1 July 2025."""
    since = dt.date(2025, 7, 1)
    city = {"name": "Thành phố Hải Phòng", "kind": Place.Kind.CITY, "level": 1, "folded": "thanh pho hai phong"}
    province, _made = Place.objects.get_or_create(
        code="31", defaults={**city, "sort_key": "hai phong", "valid_from": since}
    )
    ward = {
        "name": "Phường Thí Dụ",
        "kind": Place.Kind.WARD,
        "level": 3,
        "folded": "phuong thi du",
        "sort_key": "thi du",
    }
    return Place.objects.get_or_create(code="11329", defaults={**ward, "parent": province, "valid_from": since})[0]


def hire(agency: Agency, role: str, full_name: str, title: str, code: str = "") -> Actor:
    """Enrol an official with a post and a role."""
    since, now = dt.date(2026, 1, 1), at("2026-01-02 08:00")
    official = people.enrol(staff_code=code or f"{agency.code}-{role}", full_name=full_name, by=SYSTEM, at=now)
    people.appoint(official_id=official.pk, agency_id=agency.pk, title=title, valid_from=since, by=SYSTEM, at=now)
    people.grant_role(official_id=official.pk, role=role, agency_id=agency.pk, valid_from=since, by=SYSTEM, at=now)
    return Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=full_name)


def open_beside(
    code: str, name: str, roles: Sequence[str] = ("case_officer",), kind: str = "department"
) -> tuple[Agency, dict[str, Actor]]:
    """Open another agency that takes part in dossiers, with an official a role."""
    since, now = dt.date(2026, 1, 1), at("2026-01-02 08:00")
    agency = people.open_agency(code=code, name=name, kind=kind, valid_from=since, by=SYSTEM, at=now)
    return agency, {role: hire(agency, role, f"{STAFF[role][0]} {code[-2:]}", "Công chức") for role in roles}


def mother(identifier: str = "031190001234", name: str = "Nguyễn Thị Hồng Ánh") -> Party:
    """The mother, as VNeID knows her."""
    return people.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=identifier,
        name=name,
        birth_date=dt.date(1990, 5, 4),
        sex="female",
        email="anh@example.vn",
        phone="0912345678",
        by=SYSTEM,
        at=at("2026-01-02 08:00"),
    )
