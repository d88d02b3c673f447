"""What printing does: print a paper, take in templates."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
from django.db import transaction
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.kit.actors import Actor

from .compiler import Files, PaperNotPrintable, compile_pdf, compile_pictures, plain
from .fields import keep_fields
from .models import PaperTemplate
from .pictures import PageUnreadable, Picture, pictures_of
from .queries import template_in_force

__all__ = [
    "PageUnreadable",
    "PaperNotPrintable",
    "Picture",
    "Proposal",
    "draw_paper",
    "load_papers",
    "pictures_of",
    "print_paper",
    "read_paper",
]

PAPERS = Path(__file__).parent / "papers"
HEADING = re.compile(r"^//\s*(title|law|valid_from):\s*(.+?)\s*$", re.MULTILINE)


def print_paper(
    *, template: str = "", data: dict[str, Any], at: datetime, source: str = "", files: Files | None = None
) -> bytes:
    """Print a paper as PDF/A-2b, with an empty signature field for each box the template keeps.

    :param template: key of a template in force on the day of ``at``: ``m01``, ``m02``, ``m03``; shapes of their data
        stand beside them (``papers/m01.schema.json``). Not needed with ``source``, the text of a template itself.
    :param data: dates, moments and lazy words may stand in it; ``qr`` is the text of a QR code
    :param files: pictures that the template shows, by plain name
    :raises PaperMissing: no such template is in force
    :raises PaperNotPrintable: the template or its data has a fault
    """
    words = plain(data)
    if not source:
        row = template_in_force(key=template, on=timezone.localdate(at))
        _check_shape(words, row.schema, template)
        source = row.source
    pdf, boxes = compile_pdf(source=source, data=words, at=at, files=files)
    return keep_fields(pdf=pdf, boxes=boxes)


def draw_paper(*, source: str, data: dict[str, Any], files: Files | None = None) -> list[bytes]:
    """Draw a paper page by page as PNG, to be read before it is signed.

    :raises PaperNotPrintable: the template or its data has a fault
    """
    return compile_pictures(source=source, data=plain(data), files=files)


def _check_shape(data: dict[str, Any], schema: dict[str, Any], template: str) -> None:
    if not schema:
        return
    faults = [
        f"/{'/'.join(str(step) for step in fault.instance_path)}: {fault.message}"
        for fault in jsonschema_rs.Draft202012Validator(schema, validate_formats=True).iter_errors(data)
    ]
    if faults:
        raise PaperNotPrintable(f"data of {template}: {'; '.join(faults)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A template as a file proposes it."""

    key: str
    title: str
    legal_basis: str
    valid_from: date
    source: str
    schema: dict[str, Any]

    @property
    def digest(self) -> str:
        """Return SHA-256 of source and schema: two equal ones are one version."""
        return hashlib.sha256((self.source + json.dumps(self.schema, sort_keys=True)).encode()).hexdigest()


def read_paper(path: Path) -> Proposal:
    """Read a ``.typ`` file, its heading (title, law, valid_from) and the ``.schema.json`` beside it."""
    source = path.read_text(encoding="utf-8")
    heading = dict(HEADING.findall(source))
    schema = path.with_suffix(".schema.json")
    return Proposal(
        key=path.stem,
        title=heading.get("title", path.stem),
        legal_basis=heading.get("law", ""),
        valid_from=date.fromisoformat(heading["valid_from"]),
        source=source,
        schema=json.loads(schema.read_text(encoding="utf-8")) if schema.exists() else {},
    )


@transaction.atomic
def load_papers(*, by: Actor, at: datetime, folder: Path = PAPERS) -> list[PaperTemplate]:
    """Propose every paper of a folder; put in force the first of its kind. Never changes a row that is there."""
    new = [row for path in sorted(folder.glob("*.typ")) if (row := _propose(read_paper(path)))]
    if new:
        audit.record(
            action="printing.load_papers",
            subject="papers",
            label=", ".join(row.key for row in new),
            data={"papers": [f"{row.key} {row.state}" for row in new]},
            by=by,
            at=at,
        )
    return new


def _propose(paper: Proposal) -> PaperTemplate | None:
    known: Iterable[PaperTemplate] = PaperTemplate.objects.filter(key=paper.key)
    if any(row.digest == paper.digest for row in known):
        return None
    is_first = not any(row.state == PaperTemplate.State.IN_FORCE for row in known)
    return PaperTemplate.objects.create(
        key=paper.key,
        title=paper.title,
        legal_basis=paper.legal_basis,
        source=paper.source,
        schema=paper.schema,
        digest=paper.digest,
        valid_from=paper.valid_from,
        state=PaperTemplate.State.IN_FORCE if is_first else PaperTemplate.State.PROPOSED,
    )
