"""Papers of a call: sent before or inside it, each judged as the portal judges them."""

import base64
import binascii
import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.operations import PaperIn
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.sites.api.bodies import PaperSent
from congvu.sites.api.keys import Caller
from congvu.sites.api.problems import Unfit

DEFAULT_KINDS = ("pdf", "jpeg", "png")


def owner_of(caller: Caller) -> str:
    """Return the name under which a partner's files wait for their dossier."""
    return f"partner:{caller.partner.pk}"


def papers_in(sent: Sequence[PaperSent], *, version: ProcedureVersion, caller: Caller) -> list[PaperIn]:
    """Return the papers as ``dossiers`` takes them; contents sent along are stored first, outside any transaction.

    :raises Unfit: with every paper that cannot be taken
    """
    known = {row["code"]: row for row in version.papers if not row.get("is_form")}
    faults: list[tuple[str, str]] = []
    found = []
    for place, paper in enumerate(sent):
        row = known.get(paper.code)
        if row is None:
            faults.append((f"/papers/{place}/code", _("Thủ tục không có giấy tờ mã này.")))
        elif (paper.file is None) == (paper.content is None):
            faults.append((f"/papers/{place}", _("Ghi “file” hoặc “content”, một trong hai.")))
    if faults:
        raise Unfit(faults)
    for place, paper in enumerate(sent):
        row = known[paper.code]
        try:
            use = _sent_before(paper.file, row, caller) if paper.file else _sent_along(paper, row, caller)
        except (file_queries.FileMissing, file_queries.FileRefused, _Unreadable) as refusal:
            faults.append((f"/papers/{place}/{'file' if paper.file else 'content'}", str(refusal)))
        else:
            found.append(PaperIn(code=paper.code, file_use=str(use.pk), file_owner=owner_of(caller)))
    if faults:
        raise Unfit(faults)
    return found


class _Unreadable(Exception):
    pass


def _sent_before(use_id: UUID, row: dict[str, Any], caller: Caller) -> FileUse:
    use = file_queries.use(use_id)
    if use.owner != owner_of(caller):
        raise file_queries.FileMissing
    kinds = row["kinds"] or DEFAULT_KINDS
    if use.kind not in kinds:
        raise _Unreadable(_("Giấy tờ này chỉ nhận: %(kinds)s.") % {"kinds": ", ".join(kinds)})
    if use.size > row["max_mb"] * 1_000_000:
        raise _Unreadable(_("Giấy tờ này nhận tệp lớn nhất %(most)s MB.") % {"most": row["max_mb"]})
    return use


def _sent_along(paper: PaperSent, row: dict[str, Any], caller: Caller) -> FileUse:
    try:
        content = base64.b64decode(paper.content or "", validate=True)
    except (binascii.Error, ValueError):
        raise _Unreadable(_("Nội dung tệp không phải base64 đúng.")) from None
    return files.store(
        stream=io.BytesIO(content),
        name=paper.name or paper.code,
        owner=owner_of(caller),
        label=paper.code,
        max_bytes=row["max_mb"] * 1_000_000,
        kinds=row["kinds"] or DEFAULT_KINDS,
        by=caller.actor,
        at=caller.at,
    )
