"""What the sender does: files a petition, completes it, withdraws it, says what they think of the answer."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue.models import Procedure
from congvu.dossiers.models import Dossier
from congvu.feedback import queries
from congvu.feedback.models import About, Channel, Petition
from congvu.feedback.operations.petition_moves import PetitionUnknown, lock, move, next_due, tell, trace
from congvu.feedback.operations.ratings import ScoreUnknown
from congvu.feedback.rules import HANDLERS
from congvu.files import operations as files
from congvu.kit import pace
from congvu.kit.actors import Actor, ActorKind
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import clean
from congvu.numbering import operations as numbering
from congvu.people import queries as people
from congvu.people.models import Agency

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of codes that people read aloud: no I, O, 0, 1."""
MOST_FILES = 5
BURST = 5
"""Petitions that one network address may send at once; then one a minute."""


class PetitionUnfit(Refusal):
    """Something is missing or too long: the text names it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class TooManyPetitions(Refusal):
    """So many petitions in a short time are not sent by one person who wants an answer."""


@dataclass(frozen=True, kw_only=True)
class PetitionIn:
    """What a sender writes. Of who is logged in, the name is taken from the log-in."""

    about: str
    title: str
    text: str
    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    is_confidential: bool = False
    agency_id: int | None = None
    """None: whoever receives what names no agency."""
    procedure_code: str = ""
    dossier_code: str = ""
    channel: str = Channel.PORTAL
    language: str = "vi"


def count_petition(*, address: str) -> None:
    """Count one petition of a network address.

    :raises TooManyPetitions: too many in a short time
    """
    if wait := pace.step(f"petition:{address}", per_minute=1, burst=BURST):
        raise TooManyPetitions(
            _("Bạn gửi nhiều phản ánh trong ít phút. Chờ %(wait)s giây rồi gửi lại.") % {"wait": wait}
        )


def count_files(*, address: str) -> None:
    """Count one form with files of a network address, before any of them is read.

    :raises TooManyPetitions: too many in a short time
    """
    if wait := pace.step(f"petition-files:{address}", per_minute=2, burst=2 * BURST):
        raise TooManyPetitions(_("Bạn gửi nhiều tệp trong ít phút. Chờ %(wait)s giây rồi gửi lại.") % {"wait": wait})


@transaction.atomic
def file_petition(
    *, given: PetitionIn, uses: Sequence[tuple[UUID | str, str]] = (), by: Actor, at: dt.datetime
) -> Petition:
    """File a petition: as a visitor, as a logged-in citizen, or as an official who writes down what somebody said.

    :param uses: files already taken in, each ``(use, its owner so far)``
    :raises PetitionUnfit: name, address, telephone, title or text is missing (NĐ 20/2008 Đ.8)
    :raises TooManyPetitions: too many from one address
    :raises NotAllowed: an official who handles no petitions in that agency
    """
    is_official = by.kind == ActorKind.OFFICIAL
    agency = _agency(given.agency_id, at)
    if is_official:
        by = people.require(by=by, roles=HANDLERS, agency_id=agency.pk, at=at)
    else:
        count_petition(address=by.address)
    sender_id = by.id if by.kind == ActorKind.CITIZEN else None
    petition = Petition(
        follow_code=_fresh_code(),
        about=_of(About.values, given.about, "about", _("Chọn điều bạn muốn nói tới.")),
        channel=_of(Channel.values, given.channel, "channel", _("Chọn cách phản ánh đến."))
        if is_official
        else "portal",
        title=_words(given.title, 200, "title", _("Ghi tóm tắt trong một câu.")),
        text=_words(given.text, 5000, "text", _("Ghi nội dung phản ánh, kiến nghị.")),
        sender_id=sender_id,
        sender_name=by.name if sender_id else _words(given.name, 300, "name", _("Ghi họ tên của bạn.")),
        sender_address=_words(given.address, 400, "address", _("Ghi địa chỉ của bạn.")),
        sender_phone=_phone(given.phone),
        sender_email=clean(given.email)[:254] if "@" in given.email else "",
        language=given.language,
        is_confidential=given.is_confidential,
        agency=agency,
        received_by=agency,
        procedure=Procedure.objects.filter(code=given.procedure_code.strip()).first() if given.procedure_code else None,
        dossier=_dossier(given.dossier_code),
        received_at=at,
        came_at=at,
        complete_at=at,
    )
    petition.due_at = next_due(petition)
    petition.save()
    _keep_files(petition, uses, by=by, at=at)
    petition.number = _into_book(petition, by=by, at=at)
    petition.save(update_fields=["number"])
    trace(petition, "file", by=by, at=at)
    tell(petition, "petition_received", key="received", at=at)
    return petition


@transaction.atomic
def complete_petition(
    *, follow_code: str, text: str, uses: Sequence[tuple[UUID | str, str]] = (), by: Actor, at: dt.datetime
) -> Petition:
    """Say what the office asked for: limits count anew from now.

    :raises PetitionUnknown: no such code
    :raises PetitionUnfit: nothing is said
    :raises PetitionMoveRefused: nothing was asked
    """
    petition = _of_sender(follow_code)
    words = _words(text, 5000, "text", _("Ghi điều cơ quan hỏi."))
    petition.text += (
        "\n\n" + _("Nói rõ thêm ngày %(day)s:") % {"day": f"{timezone.localdate(at):%d/%m/%Y}"} + f"\n{words}"
    )
    petition.complete_at = petition.came_at = at
    _keep_files(petition, uses, by=by, at=at)
    move(petition, "complete", by=by, at=at)
    return petition


@transaction.atomic
def withdraw_petition(*, follow_code: str, by: Actor, at: dt.datetime) -> Petition:
    """Take a petition back before it is answered.

    :raises PetitionUnknown: no such code
    :raises PetitionMoveRefused: it has been answered or ended
    """
    petition = _of_sender(follow_code)
    move(petition, "withdraw", by=by, at=at)
    return petition


@transaction.atomic
def rate_answer(*, follow_code: str, score: int, by: Actor, at: dt.datetime) -> Petition:
    """Say how one likes the answer, 1-5; shown only in sums.

    :raises PetitionUnknown: no such code
    :raises NotAllowed: there is no answer yet
    :raises ScoreUnknown: another score
    """
    petition = _of_sender(follow_code)
    if petition.answered_at is None:
        raise NotAllowed(_("Phản ánh chưa được trả lời nên chưa đánh giá được."))
    if score not in range(1, 6):
        raise ScoreUnknown(_("Chọn một mức từ «Rất không hài lòng» đến «Rất hài lòng»."))
    petition.satisfaction = score
    petition.save(update_fields=["satisfaction"])
    trace(petition, "rate", by=by, at=at)
    return petition


def _of_sender(follow_code: str) -> Petition:
    """Return the petition of this code, locked: whoever has the code is its sender."""
    found = queries.petition_by_code(follow_code)
    if found is None:
        raise PetitionUnknown
    return lock(found.pk)


def _agency(agency_id: int | None, at: dt.datetime) -> Agency:
    if agency_id is None:
        return queries.intake_agency(on=timezone.localdate(at))
    return people.agency_of_id(agency_id)


def _fresh_code() -> str:
    parts = ["".join(secrets.choice(LETTERS) for _letter in range(4)) for _part in range(3)]
    return "PA-" + "-".join(parts)


def _of(values: Sequence[str], said: str, field: str, words: str) -> str:
    if said not in values:
        raise PetitionUnfit(field, words)
    return said


def _words(text: str, most: int, field: str, missing: str) -> str:
    words = "\n".join(clean(line) for line in text.splitlines()).strip()
    if not words:
        raise PetitionUnfit(field, missing)
    if len(words) > most:
        raise PetitionUnfit(field, _("Viết ngắn hơn, nhiều nhất %(most)s chữ.") % {"most": most})
    return words


def _phone(text: str) -> str:
    digits = "".join(letter for letter in text if letter.isdigit())
    if not 9 <= len(digits) <= 15:
        raise PetitionUnfit("phone", _("Ghi số điện thoại để cơ quan liên hệ được với bạn."))
    return clean(text)[:40]


def _dossier(code: str) -> Dossier | None:
    """Return the dossier of a code; who may look into it is asked when an official opens it."""
    return Dossier.objects.filter(code=code.strip().upper()).first() if code.strip() else None


def _keep_files(petition: Petition, uses: Sequence[tuple[UUID | str, str]], *, by: Actor, at: dt.datetime) -> None:
    if len(uses) > MOST_FILES:
        raise PetitionUnfit("files", _("Gửi nhiều nhất %(most)s tệp.") % {"most": MOST_FILES})
    if uses:
        files.pass_all_on(uses=uses, owner=petition.subject, by=by, at=at)


def _into_book(petition: Petition, *, by: Actor, at: dt.datetime) -> str:
    """Enter it in the register book of petitions. The book names no sender: names stay on the petition itself."""
    entry = numbering.enter(
        kind="petition",
        title=_("Sổ tiếp nhận phản ánh, kiến nghị"),
        agency=petition.agency,
        cells=[
            {"name": _("Tóm tắt"), "value": petition.title},
            {"name": _("Loại"), "value": str(petition.get_about_display())},
            {"name": _("Cách gửi"), "value": str(petition.get_channel_display())},
            {"name": _("Hạn phân loại"), "value": f"{timezone.localtime(petition.due_at):%d/%m/%Y}"},
        ],
        subject=petition.subject,
        by=by,
        at=at,
    )
    return entry.code
