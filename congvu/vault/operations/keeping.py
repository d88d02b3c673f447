"""Taking a paper into its owner's vault."""

import datetime as dt
import uuid

from django.db import transaction

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.kit.actors import Actor
from congvu.kit.text import clean, fold
from congvu.people import queries as people
from congvu.people.models import Party
from congvu.vault.models import Paper

KEEPERS = ("reception", "case_officer", "leader", "clerk")
"""Who issues a paper, or verifies one."""


@transaction.atomic
def keep(
    *,
    owner_id: int,
    agency_id: int,
    kind: str,
    name: str,
    number: str = "",
    issuer_name: str = "",
    issued_on: dt.date | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    trust: str = Paper.Trust.ISSUED,
    file_use: uuid.UUID | None = None,
    file_owner: str = "",
    origin: str,
    origin_part: str = "result",
    public_id: uuid.UUID | None = None,
    code_id: int | None = None,
    by: Actor,
    at: dt.datetime,
) -> Paper:
    """Keep a paper in its owner's vault. The same part of the same origin is kept once, however often it is called.

    :param agency_id: who issued it, or who verified it
    :param issuer_name: as printed; for what the agency itself issued its own name may be left out
    :param valid_to: the first day on which it no longer holds, None without limit
    :param file_use: the file under ``file_owner``; the vault gets a use of its own
    :param origin: what it came from, ``dossier:12``; ``origin_part`` which of its papers
    :param public_id: the number printed on it, when it has one
    :param code_id: the code printed on it (``make_code``)
    :raises NotAllowed: when ``by`` holds no role there that issues or verifies papers
    """
    by = people.require(by=by, roles=KEEPERS, agency_id=agency_id, at=at)
    if (known := Paper.objects.filter(origin=origin, origin_part=origin_part).first()) is not None:
        return known
    owner, agency = Party.objects.get(pk=owner_id), people.agency_of_id(agency_id)
    issued_here = trust == Paper.Trust.ISSUED
    paper = Paper(
        public_id=public_id or uuid.uuid4(),
        owner=owner,
        kind=kind,
        name=clean(name)[:300],
        number=clean(number)[:60],
        agency=agency,
        issuer_name=clean(issuer_name)[:300] or (agency.name if issued_here else ""),
        issued_on=issued_on,
        valid_from=valid_from,
        valid_to=valid_to,
        trust=trust,
        origin=origin,
        origin_part=origin_part,
        code_id=code_id,
        kept_at=at,
        kept_by=by.snapshot(),
    )
    paper.search_text = fold(f"{paper.number} {paper.name} {owner.name} {owner.identifier}")
    if file_use is not None:
        use = files.pass_on(use_id=file_use, from_owner=file_owner, owner=paper.subject, by=by, at=at)
        paper.file_use, paper.digest = use.pk, use.blob.sha256
    paper.save(force_insert=True)
    data = {"kind": kind, "number": paper.number, "owner": owner_id, "origin": origin, "digest": paper.digest}
    audit.record(action="vault.keep", subject=paper.subject, label=str(paper), data=data, by=by, at=at)
    return paper
