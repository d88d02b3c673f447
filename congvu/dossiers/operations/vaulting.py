"""Between a dossier and its owner's vault: papers taken from it, the result and the verified papers kept in it."""

import datetime as dt
import json
from calendar import monthrange
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import Dossier, Paper, Slip
from congvu.kit.actors import Actor
from congvu.vault import operations as vault
from congvu.vault.models import Paper as VaultPaper
from congvu.vault.models import SignedCode


def fitting_kinds(dossier: Dossier, code: str) -> list[str]:
    """Return the kinds of vault papers that serve as the paper ``code`` of the sheet."""
    return next((list(row["paper_kinds"]) for row in dossier.version.papers if row["code"] == code), [])


def take_paper(dossier: Dossier, *, code: str, name: str, vault_id: str, by: Actor, at: dt.datetime) -> Paper:
    """Attach a paper of the owner's vault; its file becomes the dossier's own use.

    :raises PaperUnknown, PaperNotUsable: when it is another's, of another kind, expired, revoked or replaced
    """
    given = vault.give(
        public_id=vault_id,
        kinds=fitting_kinds(dossier, code),
        owner_id=dossier.owner_id,
        to=dossier.subject,
        purpose=dossier.title,
        by=by,
        at=at,
    )
    return Paper.objects.create(
        dossier=dossier, code=code, name=name, file_use=given.file_use, vault_paper=given.paper, added_at=at
    )


def code_for_result(dossier: Dossier, data: Mapping[str, Any], *, by: Actor, at: dt.datetime) -> SignedCode | None:
    """Make the signed code that the result will carry; outside any transaction. None when no key can be used.

    :param data: what is printed, the address in ``qr`` apart
    """
    issued_on = dossier.result_date or timezone.localdate(at)
    printed = {name: value for name, value in data.items() if name != "qr"}
    return vault.make_code(
        public_id=dossier.public_id,
        kind=result_kind(dossier),
        number=dossier.result_number,
        agency_id=dossier.competent_agency_id,
        issued_on=issued_on,
        valid_to=end_of(issued_on, dossier.version.sheet["result"].get("valid_months")),
        data=json.loads(json.dumps(printed, default=str), parse_float=_number),
        by=by,
        at=at,
    )


def _number(text: str) -> int | float:
    """Read 210.0 as 210, as canonical JSON writes it."""
    found = float(text)
    return int(found) if found.is_integer() else found


def result_kind(dossier: Dossier) -> str:
    """Return the kind under which the result is kept; the procedure's code where its sheet names none."""
    return str(dossier.version.sheet["result"].get("paper_kind") or dossier.version.procedure.code)


def keep_papers(
    dossier: Dossier, result: Slip | None, code_id: int | None = None, *, by: Actor, at: dt.datetime
) -> None:
    """Keep the sealed result in the owner's vault, and the papers found good that the sheet lets be reused.

    :param result: the signed file; None when the result was signed by hand, on paper
    """
    with override("vi"):  # a paper's name is Vietnamese, whatever the screen of who seals it
        name = catalogue.words(dossier.version.sheet["result"]["name"])
        names = {row["code"]: catalogue.words(row["name"]) for row in dossier.version.papers}
    issued_on = dossier.result_date or timezone.localdate(at)
    vault.keep(
        owner_id=dossier.owner_id,
        agency_id=dossier.competent_agency_id,
        kind=result_kind(dossier),
        name=name,
        number=dossier.result_number,
        issued_on=issued_on,
        valid_from=issued_on,
        valid_to=end_of(issued_on, dossier.version.sheet["result"].get("valid_months")),
        file_use=result.file_use if result else None,
        file_owner=dossier.subject,
        origin=dossier.subject,
        public_id=dossier.public_id,
        code_id=code_id,
        by=by,
        at=at,
    )
    reusable = {row["code"]: row["keeps"] for row in dossier.version.papers if row.get("keeps")}
    good = dossier.papers.filter(code__in=reusable, check_state=Paper.Check.GOOD, vault_paper=None)
    for paper in good.exclude(file_use=None).order_by("id"):
        _keep_verified(dossier, paper, names[paper.code], reusable[paper.code], by=by, at=at)


def _keep_verified(
    dossier: Dossier, paper: Paper, name: str, said: Mapping[str, Any], *, by: Actor, at: dt.datetime
) -> VaultPaper:
    issued_on = _day(_answer(dossier, said.get("issued_on", "")))
    return vault.keep(
        owner_id=dossier.owner_id,
        agency_id=dossier.competent_agency_id,
        kind=said["kind"],
        name=name,
        number=_answer(dossier, said.get("number", "")),
        issuer_name=_answer(dossier, said.get("issuer", "")),
        issued_on=issued_on,
        valid_to=end_of(issued_on or timezone.localdate(at), said.get("valid_months")),
        trust=VaultPaper.Trust.VERIFIED,
        file_use=paper.file_use,
        file_owner=dossier.subject,
        origin=dossier.subject,
        origin_part=f"paper:{paper.pk}",
        by=by,
        at=at,
    )


def _answer(dossier: Dossier, pointer: str) -> str:
    found: Any = dossier.values if pointer else ""
    for part in filter(None, pointer.split(".")):
        found = found.get(part) if isinstance(found, Mapping) else None
    return str(found) if isinstance(found, str | int) else ""


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def end_of(start: dt.date, months: int | None) -> dt.date | None:
    """Return the first day no longer, ``months`` after ``start``; None without limit."""
    if not months:
        return None
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
