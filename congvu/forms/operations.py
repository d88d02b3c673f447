"""Forms: the only code that writes drafts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.files import operations as files
from congvu.forms.cleaning import kept
from congvu.forms.models import Draft, DraftEnd
from congvu.forms.uploads import keep_uploads
from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal, Stale

__all__ = ["DraftMissing", "discard_draft", "keep_uploads", "save_draft"]

FILES_OF_DRAFT = ("draft", "papers")
"""Owners under whose name the files of a draft wait: those that answer questions, and the papers."""


class DraftMissing(Refusal):
    """There is no such draft of this owner."""


@transaction.atomic
def save_draft(
    *,
    owner: str,
    subject: str,
    answers: Mapping[str, Any],
    page: str = "",
    title: str = "",
    draft_id: UUID | None = None,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> Draft:
    """Begin a draft, or save the answers given so far into one.

    ``page`` is where to go on. ``version`` is what the page was drawn from: saving over a newer one is refused.

    :raises DraftMissing: ``draft_id`` is none of the owner's.
    :raises Stale: it was saved elsewhere in between.
    """
    answers = {str(key): kept(value, depth=6) for key, value in answers.items()}
    if draft_id is None:
        draft = Draft.objects.create(
            owner=owner, subject=subject, title=title, answers=answers, page=page, created_at=at, updated_at=at
        )
        _trace("forms.begin_draft", draft, by, at)
        return draft
    draft = _locked(draft_id, owner)
    if version is not None and version != draft.version:
        when = timezone.localtime(draft.updated_at)
        raise Stale(
            _("Bản nháp này đã được lưu ở cửa sổ hoặc máy khác lúc %(hour)s ngày %(day)s. Mở lại bản nháp để làm tiếp.")
            % {"hour": f"{when:%H:%M}", "day": f"{when:%d/%m/%Y}"}
        )
    draft.answers, draft.page, draft.title = answers, page or draft.page, title or draft.title
    draft.version, draft.updated_at = draft.version + 1, at
    draft.save(update_fields=["answers", "page", "title", "version", "updated_at"])
    _trace("forms.save_draft", draft, by, at)
    return draft


@transaction.atomic
def discard_draft(*, draft_id: UUID, owner: str, filed: bool = False, by: Actor, at: datetime) -> None:
    """Throw a draft away with the files sent to it: its owner gave it up, or it has been handed in.

    How far it had come is kept without its owner: where forms are given up must be seen to be mended.

    :param filed: it has been handed in
    :raises DraftMissing: it is none of the owner's.
    """
    draft = _locked(draft_id, owner)
    _trace("forms.discard_draft", draft, by, at)
    files.release_all(owners=[f"{kind}:{draft.id}" for kind in FILES_OF_DRAFT], by=by, at=at)
    how = DraftEnd.How.FILED if filed else DraftEnd.How.THROWN
    begun_on = timezone.localdate(draft.created_at)
    DraftEnd.objects.create(subject=draft.subject, page=draft.page, begun_on=begun_on, how=how)
    draft.delete()


def _trace(action: str, draft: Draft, by: Actor, at: datetime) -> None:
    """Write the line of the log; never an answer."""
    audit.record(
        action=action, subject=f"draft:{draft.id}", by=by, at=at, data={"for": draft.subject, "page": draft.page}
    )


def _locked(draft_id: UUID, owner: str) -> Draft:
    draft = Draft.objects.select_for_update().filter(id=draft_id, owner=owner).first()
    if draft is None:
        raise DraftMissing(_("Không tìm thấy bản nháp này: đã nộp hoặc đã bỏ. Xem mục “Hồ sơ của tôi”."))
    return draft
