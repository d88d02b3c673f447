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
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.people import queries as people

from .blocks import WordsRefused, check_words, filled
from .compiler import Box, Files, PaperNotPrintable, compile_pdf, compile_pictures, plain, qr_svg
from .copying import flat_pages, joined, laid_over, page_sizes, room_below, words_of
from .fields import FieldMissing, fill_fields, keep_fields, word_fields
from .models import PaperTemplate
from .pictures import PageUnreadable, Picture, pictures_of
from .queries import PAPERS, sample, template_in_force
from .wording import set_words, withdraw_words
from .words import words_for

__all__ = [
    "PAPERS",
    "Box",
    "FieldMissing",
    "PageUnreadable",
    "PaperNotPrintable",
    "PaperRefused",
    "Picture",
    "Proposal",
    "WordsRefused",
    "draw_paper",
    "fill_fields",
    "flat_pages",
    "joined",
    "keep_fields",
    "laid_over",
    "load_papers",
    "page_sizes",
    "pictures_of",
    "print_paper",
    "qr_svg",
    "read_paper",
    "room_below",
    "set_paper",
    "set_words",
    "try_paper",
    "try_words",
    "withdraw_paper",
    "withdraw_words",
    "word_fields",
    "words_of",
]

EDITORS = ("province_admin",)
LONGEST = 60_000
"""Characters of a template."""
HEADING = re.compile(r"^//\s*(title|law|valid_from):\s*(.+?)\s*$", re.MULTILINE)


class PaperRefused(Refusal):
    """A version of a paper cannot be set, or withdrawn: the text says why."""


def print_paper(
    *,
    template: str = "",
    data: dict[str, Any],
    at: datetime,
    source: str = "",
    files: Files | None = None,
    agency_code: str = "",
) -> bytes:
    """Print a paper as PDF/A-2b, with an empty signature field for each box the template keeps.

    :param template: key of a template in force on the day of ``at``: ``m01``, ``m02``, ``m03``; shapes of their data
        stand beside them (``papers/m01.schema.json``). Not needed with ``source``, the text of a template itself.
    :param data: dates, moments and lazy words may stand in it; ``qr`` is the text of a QR code
    :param files: pictures that the template shows, by plain name
    :param agency_code: whose paper it is: it may have words of its own in the text blocks
    :raises PaperMissing: no such template is in force
    :raises PaperNotPrintable: the template or its data has a fault
    """
    words = plain(data)
    if not source:
        row = template_in_force(key=template, on=timezone.localdate(at))
        _check_shape(words, row.schema, template)
        source = row.source
        words = _spoken(words, template, on=timezone.localdate(at), agency_code=agency_code)
    pdf, boxes = compile_pdf(source=source, data=words, at=at, files=files)
    return keep_fields(pdf=pdf, boxes=boxes, at=at)


def draw_paper(*, source: str, data: dict[str, Any], files: Files | None = None) -> list[bytes]:
    """Draw a paper page by page as PNG, to be read before it is signed.

    :raises PaperNotPrintable: the template or its data has a fault
    """
    return compile_pictures(source=source, data=plain(data), files=files)


def draw_picture(*, template: str, data: dict[str, Any], at: datetime, dots: int = 300) -> bytes:
    """Draw the one page of a template in force as PNG: what becomes the appearance of a signature.

    :param dots: dots per inch
    :raises PaperMissing, PaperNotPrintable: as :func:`print_paper`
    """
    words = plain(data)
    row = template_in_force(key=template, on=timezone.localdate(at))
    _check_shape(words, row.schema, template)
    return compile_pictures(source=row.source, data=words, dots=dots)[0]


def _spoken(words: dict[str, Any], paper: str, *, on: date, agency_code: str = "") -> dict[str, Any]:
    """Return the data of a paper with the words of its text blocks beside them."""
    return {**words, "blocks": words_for(paper=paper, data=words, on=on, agency_code=agency_code)}


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
        return digest_of(self.source, self.schema)


def digest_of(source: str, schema: dict[str, Any]) -> str:
    """Return SHA-256 of a template's source and schema."""
    return hashlib.sha256((source + json.dumps(schema, sort_keys=True)).encode()).hexdigest()


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


def try_paper(*, key: str, source: str) -> list[bytes]:
    """Draw a version of a paper with the shipped sample, page by page as PNG; nothing is kept.

    :raises PaperRefused: too long, or it does not print; the text names the fault
    """
    if not source.strip() or len(source) > LONGEST:
        raise PaperRefused(_("Mẫu phiếu trống hoặc dài quá %(n)s ký tự.") % {"n": LONGEST})
    try:
        return draw_paper(source=source, data=_spoken(sample(key), key, on=timezone.localdate()))
    except PaperNotPrintable as fault:
        raise PaperRefused(_("Mẫu phiếu không in được với dữ liệu mẫu: %(fault)s") % {"fault": fault}) from fault


def try_words(*, paper: str, block: str, words: str, agency_code: str = "", on: date) -> list[bytes]:
    """Draw the paper in force on a day with invented data and these words in one of its blocks; nothing is kept.

    :raises PaperMissing: no such paper is in force
    :raises WordsRefused: an unknown field, or words too long
    :raises PaperRefused: the paper does not print with them
    """
    data = sample(paper)
    check_words(words, sample=data)
    shown = _spoken(data, paper, on=on, agency_code=agency_code)
    shown["blocks"] = {**shown["blocks"], block: filled(words.replace("\r\n", "\n").strip(), data)}
    shown["blocks"] = {name: text for name, text in shown["blocks"].items() if text}
    try:
        return draw_paper(source=template_in_force(key=paper, on=on).source, data=shown)
    except PaperNotPrintable as fault:
        raise PaperRefused(_("Mẫu phiếu không in được với dữ liệu mẫu: %(fault)s") % {"fault": fault}) from fault


@transaction.atomic
def set_paper(
    *, key: str, source: str, title: str, legal_basis: str, valid_from: date, by: Actor, at: datetime
) -> PaperTemplate:
    """Put a version of a known paper in force from a day to come; the one of now ends there. Its data keep their shape.

    A version that the program proposes is put in force by giving its own text.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises PaperRefused: it does not print with the sample, has no law, is known already, or begins too early
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    versions = PaperTemplate.objects.select_for_update().filter(key=key)
    last = versions.filter(state=PaperTemplate.State.IN_FORCE).order_by("valid_from").last()
    if last is None:
        raise PaperRefused(_("Không có mẫu phiếu “%(key)s”.") % {"key": key})
    title, legal_basis = clean(title)[:200], clean(legal_basis)[:300]
    if not title or not legal_basis:
        raise PaperRefused(_("Ghi tên mẫu phiếu và căn cứ của bản mới."))
    if valid_from <= max(timezone.localdate(at), last.valid_from):
        raise PaperRefused(
            _("Bản mới áp dụng từ sau ngày %(day)s: giấy đã in giữ bản cũ.")
            % {"day": f"{max(timezone.localdate(at), last.valid_from):%d/%m/%Y}"}
        )
    source = source.replace("\r\n", "\n")
    try_paper(key=key, source=source)
    digest = digest_of(source, last.schema)
    row = versions.filter(digest=digest).first() or PaperTemplate(key=key, digest=digest)
    if row.state == PaperTemplate.State.IN_FORCE:
        raise PaperRefused(_("Nội dung này trùng một bản đã có. Hãy sửa mẫu trước khi ghi."))
    versions.filter(state=PaperTemplate.State.IN_FORCE, valid_to=None).update(valid_to=valid_from)
    row.source, row.schema, row.title, row.legal_basis = source, last.schema, title, legal_basis
    row.state, row.valid_from, row.valid_to = PaperTemplate.State.IN_FORCE, valid_from, None
    row.save()
    _record("printing.set_paper", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_paper(*, template_id: int, by: Actor, at: datetime) -> PaperTemplate:
    """Take back a version that has not begun, or turn a proposed one down; the one in force holds on.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises PaperRefused: papers may have been printed with it
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = PaperTemplate.objects.select_for_update().filter(pk=template_id).first()
    has_begun = (
        row is not None and row.state == PaperTemplate.State.IN_FORCE and row.valid_from <= timezone.localdate(at)
    )
    if row is None or has_begun or row.state == PaperTemplate.State.WITHDRAWN:
        raise PaperRefused(_("Chỉ rút được bản chưa đến ngày áp dụng."))
    was_set, row.state = row.state == PaperTemplate.State.IN_FORCE, PaperTemplate.State.WITHDRAWN
    row.save(update_fields=["state"])
    if was_set:
        PaperTemplate.objects.filter(key=row.key, state=PaperTemplate.State.IN_FORCE, valid_to=row.valid_from).update(
            valid_to=row.valid_to
        )
    _record("printing.withdraw_paper", row, by=by, at=at)
    return row


def _record(action: str, row: PaperTemplate, *, by: Actor, at: datetime) -> None:
    data = {"digest": row.digest, "valid_from": row.valid_from.isoformat(), "legal_basis": row.legal_basis}
    audit.record(action=action, subject=f"paper_template:{row.key}", label=str(row), data=data, by=by, at=at)
