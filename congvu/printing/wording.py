"""Deciding the words of text blocks: dated, for the province or for one agency."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.people import queries as people

from .blocks import WordsRefused, blocks_of, check_words
from .models import BlockWords
from .queries import sample

EDITORS = ("province_admin",)


@transaction.atomic
def set_words(
    *, paper: str, block: str, words: str, agency_id: int | None = None, valid_from: date, by: Actor, at: datetime
) -> BlockWords:
    """Decide the words of a block from today or a day to come, for all or for one agency.

    :param words: plain text with «fields»; empty: nothing is said, and for an agency: what the province says
    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises WordsRefused: no such block, an unknown field, a day that has passed
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    words = words.replace("\r\n", "\n").replace("\x00", "").strip()
    if block not in blocks_of(paper):
        raise WordsRefused(_("Phiếu này không có khối chữ ấy."))
    check_words(words, sample=sample(paper))
    if valid_from < timezone.localdate(at):
        raise WordsRefused(_("Chữ trên phiếu chỉ đổi được từ hôm nay trở đi: phiếu đã in giữ chữ cũ."))
    same = {"paper": paper, "block": block, "agency_id": agency_id, "valid_from": valid_from, "withdrawn_at": None}
    BlockWords.objects.filter(**same).update(withdrawn_at=at)
    row = BlockWords.objects.create(words=words, recorded_at=at, by=by.snapshot(), **same)
    _record("printing.set_words", row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_words(*, words_id: int, by: Actor, at: datetime) -> BlockWords:
    """Take back words that have not begun; those before them hold on.

    :raises NotAllowed: unless ``by`` is the province's administrator
    :raises WordsRefused: there are none, or papers may bear them
    """
    by = people.require(by=by, roles=EDITORS, at=at)
    row = BlockWords.objects.select_for_update().filter(pk=words_id, withdrawn_at=None).first()
    if row is None or row.valid_from <= timezone.localdate(at):
        raise WordsRefused(_("Chỉ rút được chữ chưa đến ngày áp dụng."))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _record("printing.withdraw_words", row, by=by, at=at)
    return row


def _record(action: str, row: BlockWords, *, by: Actor, at: datetime) -> None:
    data = {"words": row.words, "valid_from": row.valid_from.isoformat(), "agency": row.agency_id}
    audit.record(action=action, subject=f"block_words:{row.paper}:{row.block}", label=str(row), data=data, by=by, at=at)
