"""Files sent with a page: taken in, checked whose they are, let go of when they are dropped."""

import copy
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import IO, Any, Protocol

from django.utils.translation import gettext as _

from congvu.files import operations as files
from congvu.files import queries as kept_files
from congvu.files.models import FileUse
from congvu.forms.cleaning import FieldError, anchor
from congvu.forms.definition import Field, Page
from congvu.forms.form import Form
from congvu.kit.actors import Actor
from congvu.kit.errors import Declined, Refusal


class Uploads(Protocol):
    """``request.FILES``."""

    def getlist(self, key: str, /) -> list[Any]:
        """Return the files sent under a name."""
        ...


def keep_uploads(
    *,
    form: Form,
    page: str | Page,
    answers: Mapping[str, Any],
    uploads: Uploads,
    owner: str,
    earlier_owners: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> tuple[dict[str, Any], list[FieldError]]:
    """Return the answers with the files of a page in them, and what could not be taken.

    New files are stored for ``owner`` (``draft:…``). Ids that belong to neither ``owner`` nor ``earlier_owners`` are
    thrown out: a page may say anything. Files of ``owner`` that no answer names any more are let go of. Call it outside
    a transaction: it stores.
    """
    found = form.page(page) if isinstance(page, str) else page
    told = copy.deepcopy(dict(answers))
    if found is None:
        return told, []
    errors: list[FieldError] = []
    own = {str(use.pk): use for whose in (owner, *earlier_owners) for use in kept_files.uses(whose)}
    labels: dict[str, set[str]] = {}
    for one, pointer, label, row in _file_fields(found, told):
        held = [use for entry in _entries(row.get(one.code)) if (use := own.get(str(entry.get("id"))))]
        for sent in uploads.getlist(pointer):
            try:
                held.append(_taken(one, label, sent, len(held), owner=owner, by=by, at=at))
            except Declined as refusal:
                errors.append(FieldError(pointer, str(one.label), str(refusal), anchor(pointer), found.code))
        if held or one.code in row:
            row[one.code] = [{"id": str(use.pk), "name": use.name, "size": use.blob.size} for use in held]
        labels.setdefault(label, set()).update(str(use.pk) for use in held)
    for key, use in own.items():
        if use.owner == owner and use.label in labels and key not in labels[use.label]:
            files.release(use_id=use.pk, by=by, at=at)
    return told, errors


def _taken(one: Field, label: str, sent: Any, held: int, *, owner: str, by: Actor, at: datetime) -> FileUse:
    most = one.settings.get("max_files", 1)
    if held >= most:
        raise Refusal(_("Giữ lại nhiều nhất %(most)d tệp cho %(name)s") % {"most": most, "name": one.name})
    stream: IO[bytes] = sent
    return files.store(
        stream=stream,
        name=sent.name or str(one.label),
        owner=owner,
        label=label,
        max_bytes=one.settings.get("max_mb", 10) * 1_000_000,
        kinds=one.settings.get("kinds", ["pdf", "jpeg", "png"]),
        by=by,
        at=at,
    )


def file_answers(form: Form, values: dict[str, Any]) -> Iterator[tuple[Field, str, list[dict[str, Any]]]]:
    """Yield each file question that is answered: the field, its pointer, its entries as they stand in ``values``."""
    for page in form.pages:
        for one, pointer, _label, row in _file_fields(page, values):
            if isinstance(found := row.get(one.code), list) and found:
                yield one, pointer, found


def _file_fields(page: Page, answers: dict[str, Any]) -> Iterator[tuple[Field, str, str, dict[str, Any]]]:
    """Yield each file question with its pointer, its label without row numbers, and where its answer stands."""
    for group in page.groups:
        asked = [one for one in group.fields if one.kind.name == "file"]
        if not asked:
            continue
        place = answers.setdefault(group.code, [] if group.repeat else {})
        numbered = enumerate(place) if group.repeat and isinstance(place, list) else ()
        rows = [(f"{group.code}.{n}", row) for n, row in numbered] if group.repeat else [(group.code, place)]
        for pointer, row in rows:
            if isinstance(row, dict):
                yield from ((one, f"{pointer}.{one.code}", f"{group.code}.{one.code}", row) for one in asked)


def _entries(typed: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in typed if isinstance(entry, Mapping)] if isinstance(typed, list) else []
