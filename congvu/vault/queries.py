"""Questions to the vault. Whoever shows a paper to an official logs the reading (``operations.read``)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.kit.distinct import different
from congvu.kit.paging import SIZE, Page, keyset
from congvu.kit.text import fold
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.people.queries import Grant
from congvu.signing import queries as signing
from congvu.signing.models import Credential
from congvu.vault import checking, keys, statuses
from congvu.vault.checking import Finding, StatusListIn, Verdict
from congvu.vault.codes import Code, digest_of
from congvu.vault.keys import Key
from congvu.vault.models import Paper, Reminder, ReminderRefusal, ReminderRule, SignedCode, StatusList
from congvu.vault.rules import READERS, can_end

__all__ = [
    "Code",
    "Finding",
    "Key",
    "StatusListIn",
    "Verdict",
    "can_end",
    "check",
    "day_start",
    "digest_of",
    "ended_words",
    "issued",
    "key_set",
    "kinds_kept",
    "list_uri",
    "lists_begun",
    "may_replace",
    "papers_of",
    "public_keys",
    "reminder",
    "reminder_rules",
    "search",
    "signed_lists",
    "signer_of",
    "states_of",
    "status_list",
    "wants_reminders",
]


def papers_of(*, party_id: int, kinds: Iterable[str] | None = None, on: dt.date | None = None) -> list[Paper]:
    """Return a person's papers, the newest first.

    :param kinds: only these kinds
    :param on: only those that hold on this day; None: all, ended ones too
    """
    found = Paper.objects.filter(owner_id__in=people.same_person(party_id)).select_related("agency", "replaced_by")
    if kinds is not None:
        found = found.filter(kind__in=list(kinds))
    rows = list(found.order_by("-kept_at", "-id"))
    return rows if on is None else [paper for paper in rows if paper.holds_on(on)]


def reminder_rules() -> list[ReminderRule]:
    """Return the rules of reminders, by kind of paper and days."""
    return list(ReminderRule.objects.select_related("procedure").order_by("paper_kind", "-valid_from", "days_before"))


def kinds_kept() -> list[str]:
    """Return the kinds of papers that are kept with an end."""
    return different(Paper.objects.filter(valid_to__isnull=False), "kind")


def wants_reminders(*, party_id: int) -> bool:
    """Tell whether a citizen is reminded of papers that end."""
    return not ReminderRefusal.objects.filter(party_id__in=people.same_person(party_id)).exists()


def reminder(*, public_id: uuid.UUID, party_id: int) -> Reminder | None:
    """Return a reminder given to this citizen, None when there is none of theirs."""
    own = Reminder.objects.filter(public_id=public_id, party_id__in=people.same_person(party_id))
    return own.select_related("rule__procedure", "paper").first()


def search(*, text: str, grants: Iterable[Grant], after: str | None = None, size: int = SIZE) -> Page[Paper]:
    """Return papers of one's agencies whose number, name or owner match, without accents, the newest first."""
    agencies = {grant.agency_id for grant in grants if grant.role in READERS}
    rows = Paper.objects.filter(agency_id__in=agencies).select_related("owner", "agency")
    for word in fold(text).split():
        rows = rows.filter(search_text__contains=word)
    return keyset(rows, order=("-kept_at", "-id"), after=after, size=size)


def may_replace(paper: Paper, *, on: dt.date) -> list[Paper]:
    """Return the papers that could stand for this one: same kind, same owner, valid on the day."""
    return [one for one in papers_of(party_id=paper.owner_id, kinds=[paper.kind], on=on) if one.pk != paper.pk]


def issued(*, public_id: uuid.UUID) -> Paper | None:
    """Return the paper that the province issued under this number, None when there is none."""
    return (
        Paper.objects.select_related("agency", "replaced_by", "code")
        .filter(public_id=public_id, trust=Paper.Trust.ISSUED)
        .first()
    )


def ended_words(paper: Paper, *, on: dt.date) -> str:
    """Say what became of a paper that does not hold on the day, empty when it holds."""
    if paper.state == Paper.State.VALID and paper.has_run_out(on):
        return _("Hết hiệu lực")
    if paper.holds_on(on):
        return ""
    return _("Chưa có hiệu lực") if paper.state == Paper.State.VALID else str(paper.get_state_display())


def check(text: str, *, at: dt.datetime) -> Verdict:
    """Check a code online: signature and time like anybody, the state from the vault itself."""
    known = {key.kid: key for key in public_keys()}
    verdict = checking.check(text, keys=known, at=at)
    if verdict.finding not in {Finding.UNCHECKED, Finding.REVOKED_KEY} or verdict.code is None:
        return verdict
    paper = issued(public_id=verdict.code.public_id)
    is_its_own = paper is not None and paper.code is not None and _same(paper.code, text)
    if paper is None or not is_its_own:
        return Verdict(Finding.REVOKED, verdict.code, verdict.signed_by, at)
    if verdict.finding is Finding.REVOKED_KEY and paper.has_run_out(at.astimezone(_zone()).date()):
        return Verdict(Finding.EXPIRED, verdict.code, verdict.signed_by, at)
    states = {Paper.State.VALID: Finding.GOOD, Paper.State.REPLACED: Finding.REPLACED}
    return Verdict(states.get(Paper.State(paper.state), Finding.REVOKED), verdict.code, verdict.signed_by, at)


def _same(code: SignedCode, text: str) -> bool:
    return code.text == "".join(text.rsplit("#", 1)[-1].split()).rstrip("=")


def public_keys() -> list[Key]:
    """Return the keys that codes were or are signed with."""
    used = different(SignedCode.objects.exclude(credential=""), "credential")
    credentials = signing.agency_credentials(fingerprints=used)
    now = signing.agency_credentials(agency_ids={row.agency_id for row in credentials if row.agency_id})
    found = [_key(row) for row in {row.pk: row for row in [*credentials, *now]}.values()]
    return [key for key in found if key is not None]


def _key(row: Credential) -> Key | None:
    ended_early = row.ended_at is not None and row.ended_at < row.valid_to
    return keys.key_of(row.certificate, owner=str(row.agency), revoked_at=row.ended_at if ended_early else None)


def key_set() -> dict[str, Any]:
    """Return the public keys as they are published (JWKS)."""
    return keys.to_set(public_keys())


def signer_of(agency_id: int) -> Credential:
    """Return whose key signs the codes of an agency's papers.

    The agency that the setting VAULT_SIGNER names (a province's own key, for all); else the highest body above the
    issuing agency, itself included, that has a certificate.

    :raises CredentialMissing: when none has one
    """
    if settings.VAULT_SIGNER:
        named = Agency.objects.filter(code=settings.VAULT_SIGNER).order_by("-id").first()
        if named is None:
            raise signing.CredentialMissing(
                _("Không có cơ quan mã %(code)s để ký mã trên giấy tờ. Kiểm tra thiết lập VAULT_SIGNER.")
                % {"code": settings.VAULT_SIGNER}
            )
        return signing.credential_of(agency_id=named.pk)
    for above in reversed(people.ancestors(agency_id)):
        try:
            return signing.credential_of(agency_id=above.pk)
        except signing.CredentialMissing:
            continue
    return signing.credential_of(agency_id=agency_id)


def list_uri(number: int) -> str:
    """Return the address of a status list, as it stands in the codes."""
    return f"{settings.PUBLIC_URL}/kho/trang-thai/{number}"


def status_list(*, number: int) -> StatusList | None:
    """Return the signed list as it is downloaded, None when there is none yet."""
    return StatusList.objects.filter(number=number).first()


def signed_lists() -> list[int]:
    """Return the numbers of the lists that can be downloaded."""
    return list(StatusList.objects.order_by("number").values_list("number", flat=True))


def lists_begun() -> int:
    """Return how many status lists there are."""
    last = SignedCode.objects.order_by("-pk").values_list("pk", flat=True).first()
    return statuses.place_of(last)[0] + 1 if last is not None else 0


def states_of(number: int) -> tuple[bytes, str]:
    """Return the packed states of a list and the fingerprint its newest code was signed with, empty without codes."""
    first = number * statuses.SIZE
    rows = list(
        SignedCode.objects.filter(pk__gte=first, pk__lt=first + statuses.SIZE)
        .exclude(text="")
        .order_by("pk")
        .values_list("pk", "credential", "paper__state")
    )
    if not rows:
        return b"", ""
    known: dict[str | None, int] = {Paper.State.VALID: statuses.VALID, Paper.State.REPLACED: statuses.REPLACED}
    states = [(pk - first, known.get(state, statuses.INVALID)) for pk, _credential, state in rows]
    return statuses.packed(states, length=rows[-1][0] - first + 1), rows[-1][1]


def day_start(day: dt.date) -> dt.datetime:
    """Return the first moment of a day, here."""
    return dt.datetime.combine(day, dt.time(), _zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
