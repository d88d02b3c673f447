"""Opening a dossier: checked, and written into the reading log with its purpose."""

import datetime as dt
import ipaddress
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.accounts import queries as accounts
from congvu.audit import operations as audit
from congvu.catalogue import queries as catalogue
from congvu.dossiers import rules
from congvu.dossiers.models import Dossier
from congvu.dossiers.operations.mandates import may_follow
from congvu.dossiers.operations.moves import DossierUnknown
from congvu.dossiers.queries.scans import scans_of
from congvu.dossiers.queries.sight import sight
from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.kit import pace
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.people import operations as person
from congvu.people import queries as people
from congvu.people.queries import Grant


def read(
    *,
    public_id: uuid.UUID,
    purpose: str,
    grants: Iterable[Grant] | None = None,
    in_part: bool = False,
    needs: Literal["", "whole", "person", "results"] = "",
    by: Actor,
    at: dt.datetime,
) -> Dossier:
    """Open a dossier as its owner, as a partner that may see it, or as an official whose agency has a part in it.

    Citizens and partners are told no more of another's dossier than that there is none.

    :param grants: the official's powers of this moment, when the caller has them already
    :param in_part: open it to a coordinating agency too: the caller shows it what ``queries.sight`` lets it see
    :param needs: the part of ``rules.Sight`` that the caller shows
    :raises DossierUnknown: when there is none, or for a citizen or partner when it is another's
    :raises NotAllowed: for an official of another agency, or one whose work does not need that part
    """
    try:
        dossier = Dossier.objects.select_related("bundle").get(public_id=public_id)
    except Dossier.DoesNotExist:
        raise _unknown() from None
    is_own = _owns(dossier, by)
    if not is_own and _is_anothers(dossier, by):
        raise _unknown()
    dossier.version = catalogue.version(id=dossier.version_id)
    dossier.receiving_agency = people.agency_of_id(dossier.receiving_agency_id)
    dossier.competent_agency = people.agency_of_id(dossier.competent_agency_id)
    if by.kind == ActorKind.CITIZEN:
        seen = {dossier.subject: dossier.owner_id}
        if not is_own:
            by, purpose = replace(by, acts_for=dossier.owner.name), "mandate"
        else:
            purpose = "own"
        audit.record_first_readings(seen=seen, fields="dossier", purpose=purpose, by=by, at=at)
        return dossier
    if by.kind != ActorKind.PARTNER:
        held = _grants(grants, by=by, at=at)
        grant = _reading_grant(dossier, held, in_part=in_part)
        if grant is None:
            raise NotAllowed(_("Hồ sơ này không thuộc cơ quan của bạn."))
        if needs and not getattr(rules.sight_of(held, dossier), needs):
            raise NotAllowed(_("Việc của bạn không cần phần này của hồ sơ."))
        by = person.named(by, grant)
    audit.record_reading(
        party_id=dossier.owner_id, fields="dossier", purpose=purpose, subject=dossier.subject, by=by, at=at
    )
    return dossier


def note_listed(
    *, dossiers: Iterable[Dossier], grants: Iterable[Grant], purpose: str, by: Actor, at: dt.datetime
) -> None:
    """Write down that an official saw names of owners in a list: once a day for each dossier."""
    rows = [
        person.Shown(one.subject, one.owner_id, (one.receiving_agency_id, one.competent_agency_id)) for one in dossiers
    ]
    person.note_shown(rows, grants=grants, roles=rules.READ_ROLES, purpose=purpose, by=by, at=at)


def _unknown() -> DossierUnknown:
    return DossierUnknown(_("Không có hồ sơ này, hoặc hồ sơ không phải của bạn."))


def _owns(dossier: Dossier, by: Actor) -> bool:
    return by.kind == ActorKind.CITIZEN and by.id is not None and rules.owns(people.same_person(by.id), dossier)


def _is_anothers(dossier: Dossier, by: Actor) -> bool:
    """Tell whether a citizen who does not own it, or a partner, asks for what is not theirs to know of."""
    if by.kind == ActorKind.CITIZEN:
        return not may_follow(dossier, by)
    if by.kind == ActorKind.PARTNER:
        partner = accounts.partner(id=by.id or 0)
        return partner is None or not rules.partner_sees(partner, dossier, filed_by=dossier.bundle.partner_id)
    return False


def _grants(grants: Iterable[Grant] | None, *, by: Actor, at: dt.datetime) -> tuple[Grant, ...]:
    if by.kind != ActorKind.OFFICIAL or by.id is None:
        return ()
    return tuple(people.grants(official_id=by.id, at=at) if grants is None else grants)


def _reading_grant(dossier: Dossier, held: tuple[Grant, ...], *, in_part: bool) -> Grant | None:
    """Ask first about the two agencies that the dossier names itself; its legs are seldom needed."""
    if not held:
        return None
    legs = dossier.legs.values_list("agency_id", flat=True)
    return rules.reading_grant(held, dossier) or (rules.reading_grant(held, dossier, legs) if in_part else None)


def read_file(*, public_id: uuid.UUID, use_id: uuid.UUID, by: Actor, at: dt.datetime) -> FileUse:
    """Open a file of a dossier: checked like the dossier, and the download is logged.

    Slips still waiting for the seal are not for the citizen; an official opens what his work needs, a coordinating
    agency the papers of its steps and what it wrote itself.

    :raises DossierUnknown: when the file is not one of this dossier
    """
    dossier = read(public_id=public_id, purpose="file", in_part=True, by=by, at=at)
    hidden = dossier.slips.filter(file_use=use_id, kind="signed").exists() and by.kind in {
        ActorKind.CITIZEN,
        ActorKind.PARTNER,
    }
    if hidden or not _is_open(dossier, use_id, by=by, at=at):
        raise DossierUnknown(_("Không có tệp này trong hồ sơ."))
    audit.record(
        action="dossier.download", subject=dossier.subject, label=dossier.code, by=by, at=at, data={"file": str(use_id)}
    )
    return files.use(use_id)


def _is_open(dossier: Dossier, use_id: uuid.UUID, *, by: Actor, at: dt.datetime) -> bool:
    """Tell whether the file is one of the dossier, and one that the official needs."""
    if by.kind != ActorKind.OFFICIAL:
        public = dossier.slips.exclude(kind="minutes")
        return dossier.papers.filter(file_use=use_id).exists() or public.filter(file_use=use_id).exists()
    grants = people.grants(official_id=by.id or 0, at=at)
    seen = sight(dossier=dossier, grants=grants)
    paper = dossier.papers.filter(file_use=use_id).first()
    if paper is not None:
        return seen.opens(paper.code)
    if any(seen.reads(kind) for kind in dossier.slips.filter(file_use=use_id).values_list("kind", flat=True)):
        return True
    written = dossier.records.filter(file_use=use_id)
    if seen.whole:
        return use_id in scans_of(dossier) or written.exists()
    places = {grant.agency_id for grant in grants if grant.role in rules.CASE_ROLES}
    return written.filter(agency_id__in=places).exists()


def count_lookup(*, address: str) -> int:
    """Count one public look-up by code from a network address; return 0, or how many seconds it has to wait.

    An IPv6 home is one neighbour: its first 64 bits count. It keeps programs from trying all codes.
    """
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        name = "lookup:unknown"
    else:
        name = f"lookup:{ipaddress.ip_network((place, 64), strict=False) if place.version == 6 else place}"
    return pace.step(name, per_minute=settings.LOOKUPS_PER_MINUTE, burst=settings.LOOKUPS_PER_MINUTE)
