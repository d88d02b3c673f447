"""Opening a paper, and giving it to a dossier instead of an upload. Each is checked, and logged as a reading."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.files import queries as file_queries
from congvu.files.models import FileUse
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.people import operations as person
from congvu.people import queries as people
from congvu.vault import rules
from congvu.vault.models import Paper
from congvu.vault.queries import papers_of


class PaperUnknown(NotThere):
    """There is no such paper, or it is not yours to see."""


class PaperNotUsable(Refusal):
    """The paper cannot be used here; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """A paper given to a dossier, and the use of its file that now is the dossier's."""

    paper: Paper
    file_use: uuid.UUID | None


@transaction.atomic
def give(
    *,
    public_id: uuid.UUID | str,
    kinds: Collection[str],
    owner_id: int,
    to: str,
    purpose: str,
    by: Actor,
    at: dt.datetime,
) -> Given:
    """Give a paper to a dossier instead of an upload: its file passes on, the use is logged as a reading.

    A revocation at the same moment comes either before, and the paper is refused, or after the whole filing.

    :param kinds: the kinds of paper that fit there
    :param owner_id: whose dossier it is; only that person's papers are given
    :param to: the dossier, ``dossier:12``
    :raises PaperUnknown: when there is none, or it is another person's
    :raises PaperNotUsable: of another kind, expired, not yet valid, revoked or replaced
    :raises NotAllowed: when a citizen files for somebody else, or an official has no desk
    """
    paper = _locked(public_id)
    mine = people.same_person(owner_id)
    if paper is None or not rules.owns(mine, paper):
        raise PaperUnknown(_("Không có giấy tờ này trong kho của người nộp. Chọn giấy tờ khác hoặc tải tệp lên."))
    if by.kind == ActorKind.CITIZEN and by.id not in mine:
        raise NotAllowed(_("Giấy tờ này không phải của bạn."))
    if by.kind == ActorKind.OFFICIAL:
        by = people.require(by=by, roles=["reception", "case_officer"], at=at)
    _check_usable(paper, kinds, timezone.localdate(at))
    given = None
    if paper.file_use is not None:
        given = files.pass_on(use_id=paper.file_use, from_owner=paper.subject, owner=to, by=by, at=at).pk
    fields = f"vault:{paper.kind}"
    audit.record_reading(party_id=paper.owner_id, fields=fields, purpose=purpose, subject=to, by=by, at=at)
    audit.record(action="vault.give", subject=paper.subject, label=str(paper), data={"to": to}, by=by, at=at)
    return Given(paper, given)


def _locked(public_id: uuid.UUID | str) -> Paper | None:
    """Return the paper; whoever would end it waits until this transaction is through."""
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError:
        return None
    return Paper.objects.select_for_update().filter(public_id=wanted).first()


def _check_usable(paper: Paper, kinds: Collection[str], day: dt.date) -> None:
    words = {"paper": str(paper)}
    if paper.kind not in kinds:
        raise PaperNotUsable(_("%(paper)s không phải loại giấy tờ được yêu cầu ở đây.") % words)
    if paper.state == Paper.State.REVOKED:
        raise PaperNotUsable(_("%(paper)s đã bị thu hồi. Chọn giấy tờ khác hoặc tải tệp lên.") % words)
    if paper.state == Paper.State.REPLACED:
        raise PaperNotUsable(_("%(paper)s đã được thay bằng bản mới. Chọn bản mới hoặc tải tệp lên.") % words)
    if paper.has_run_out(day):
        raise PaperNotUsable(_("%(paper)s đã hết hiệu lực. Chọn giấy tờ khác hoặc tải tệp lên.") % words)
    if not paper.holds_on(day):
        raise PaperNotUsable(_("%(paper)s chưa đến ngày có hiệu lực.") % words)


@transaction.atomic
def offered_at_counter(
    *, party_id: int, agency_id: int, kinds: Collection[str], by: Actor, at: dt.datetime
) -> list[Paper]:
    """Return what a person's vault has of these kinds today, for the reception desk that has the person before it.

    :raises NotAllowed: when ``by`` holds no reception desk at the agency
    """
    by = people.require(by=by, roles=["reception"], agency_id=agency_id, at=at)
    found = papers_of(party_id=party_id, kinds=kinds, on=timezone.localdate(at))
    audit.record_reading(
        party_id=party_id, fields="vault", purpose="counter", subject=f"party:{party_id}", by=by, at=at
    )
    return found


def read(*, public_id: uuid.UUID, purpose: str, by: Actor, at: dt.datetime) -> Paper:
    """Open a paper as its owner, or as an official of the agency that issued or verified it (logged).

    :raises PaperUnknown: when there is none, or for a citizen when it is another's
    :raises NotAllowed: for an official of another agency
    """
    paper = Paper.objects.select_related("owner", "agency", "code", "replaced_by").filter(public_id=public_id).first()
    mine = people.same_person(by.id) if by.kind == ActorKind.CITIZEN and by.id else frozenset()
    if paper is None or (by.kind == ActorKind.CITIZEN and not rules.owns(mine, paper)):
        raise PaperUnknown(_("Không có giấy tờ này, hoặc giấy tờ không phải của bạn."))
    if by.kind == ActorKind.CITIZEN:
        return paper
    grants = people.grants(official_id=by.id, at=at) if by.kind == ActorKind.OFFICIAL and by.id else ()
    grant = rules.reading_grant(grants, paper)
    if grant is None:
        raise NotAllowed(_("Giấy tờ này không do cơ quan của bạn cấp hoặc kiểm tra."))
    by = person.named(by, grant)
    audit.record_reading(party_id=paper.owner_id, fields="vault", purpose=purpose, subject=paper.subject, by=by, at=at)
    return paper


def read_file(*, public_id: uuid.UUID, by: Actor, at: dt.datetime) -> FileUse:
    """Open the file of a paper: checked like the paper, and the download is logged.

    :raises PaperUnknown: when it has no file
    """
    paper = read(public_id=public_id, purpose="file", by=by, at=at)
    if paper.file_use is None:
        raise PaperUnknown(_("Giấy tờ này không có bản điện tử."))
    audit.record(action="vault.download", subject=paper.subject, label=str(paper), by=by, at=at)
    return file_queries.use(paper.file_use)
