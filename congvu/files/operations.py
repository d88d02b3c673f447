"""The only code that takes in, passes on and lets go of files."""

import errno
import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from congvu.audit import operations as audit
from congvu.files import hooks, queries
from congvu.files.events import SecretRemoved
from congvu.files.kinds import KINDS, recognise
from congvu.files.models import Blob, FileUse
from congvu.files.names import displayed, tidy
from congvu.files.pdf import page_count
from congvu.files.refusals import FileEmpty, FileInfected, FileMissing, FileTooLarge, ShelfFull, StateSecret
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.operation import joining
from congvu.kit.text import clean

MOST_BYTES = 20_000_000
REMOVED = "–"
"""Stands for the name of a file that was a state secret."""
_PIECE = 256 * 1024
_IN_MEMORY = 4_000_000
_log = logging.getLogger(__name__)


def store(
    *,
    stream: IO[bytes],
    name: str,
    owner: str,
    label: str = "",
    max_bytes: int = MOST_BYTES,
    kinds: Collection[str] = ("pdf", "jpeg", "png"),
    by: Actor,
    at: datetime,
) -> FileUse:
    """Take a file in for ``owner`` (``draft:…``, ``dossier:12``): read through, judged by content, scanned, kept once.

    Call it outside a transaction: it writes to the storage and may ask a scanner before it writes a row.

    :raises FileRefused: empty, too large, of a wrong kind, broken, locked, infected, or a state secret
    """
    shown = displayed(name)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        sha256, size = _copy(stream, copy, shown, max_bytes)
        try:
            kind, pages = recognise(copy, name=shown, allowed=kinds)
        except StateSecret:
            audit.record(action="files.refuse_secret", subject=owner, by=by, at=at)  # neither name nor digest is kept
            raise
        if Blob.objects.filter(sha256=sha256, secret_at__isnull=False).exists():
            audit.record(action="files.refuse_secret", subject=owner, by=by, at=at)
            raise StateSecret("MẬT")
        scanned_by = _scan(copy, shown)
        blob = Blob(sha256=sha256, size=size, kind=kind.key, mime=kind.mime, pages=pages, created_at=at)
        blob.scanned_by = scanned_by
        try:
            _keep(copy, blob.address, size)
        except OSError as problem:
            if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            _log.critical("no room for files: %s", problem)
            raise ShelfFull(shown) from problem
        use = FileUse(owner=owner, label=clean(label)[:200], name=tidy(name, kind.ending), at=at)
        return _note_use(use, blob, copy, by=by)


def judge(
    *, stream: IO[bytes], name: str, max_bytes: int = MOST_BYTES, kinds: Collection[str] = ("pdf", "jpeg", "png")
) -> str:
    """Read a file through as :func:`store` does, and keep nothing; return its SHA-256.

    :raises FileRefused: empty, too large, of a wrong kind, broken, locked, infected, or a state secret
    """
    shown = displayed(name)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
        sha256, _size = _copy(stream, copy, shown, max_bytes)
        recognise(copy, name=shown, allowed=kinds)
        _scan(copy, shown)
    return sha256


def keep_own(*, pdf: bytes, name: str, owner: str, label: str, by: Actor, at: datetime) -> FileUse:
    """Keep a PDF that this program printed or signed itself: nobody has to judge or scan it."""
    blob = Blob(
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        kind="pdf",
        mime=KINDS["pdf"].mime,
        pages=page_count(pdf),
        created_at=at,
    )
    use = FileUse(owner=owner, label=clean(label)[:200], name=tidy(name, "pdf"), at=at)
    return _note_use(use, blob, BytesIO(pdf), by=by)


@joining
def pass_on(*, use_id: UUID | str, from_owner: str, owner: str, by: Actor, at: datetime) -> FileUse:
    """Give the same content to another owner; both uses then live on their own.

    :param from_owner: whose file it must be: a number of somebody else's file opens nothing
    :raises FileMissing: when the use is gone, or is not ``from_owner``'s
    """
    return pass_all_on(uses=[(use_id, from_owner)], owner=owner, by=by, at=at)[0]


@joining
def pass_all_on(*, uses: Sequence[tuple[UUID | str, str]], owner: str, by: Actor, at: datetime) -> list[FileUse]:
    """Give several contents to another owner at once, each ``(use, its owner so far)`` as :func:`pass_on`, in order.

    :raises FileMissing: when one of them is gone, or is not that owner's; none is given then
    """
    return give(gifts=[Gift(use_id, from_owner, owner) for use_id, from_owner in uses], by=by, at=at)


@dataclass(frozen=True, slots=True)
class Gift:
    """A content that goes to another owner: its use, the owner it must have so far, and the new one."""

    use_id: UUID | str
    from_owner: str
    owner: str


@joining
def give(*, gifts: Sequence[Gift], by: Actor, at: datetime) -> list[FileUse]:
    """Give contents to other owners at once, each as :func:`pass_on`; return the new uses in order.

    :raises FileMissing: when one of them is gone, or is not that owner's; none is given then
    """
    living = {use.pk: use for use in queries.living({gift.use_id for gift in gifts})}
    given = []
    for gift in gifts:
        use = living.get(UUID(str(gift.use_id)))
        if use is None or use.owner != gift.from_owner:
            raise FileMissing
        given.append(FileUse(blob=use.blob, owner=gift.owner, label=use.label, name=use.name, at=at))
    if given:
        FileUse.objects.bulk_create(given)
        lines = [
            audit.Line(
                action="files.pass_on", subject=use.owner, label=use.name, data={"use": use.pk, "from": gift.from_owner}
            )
            for use, gift in zip(given, gifts, strict=True)
        ]
        audit.record_all(lines, by=by, at=at)
    return given


@transaction.atomic
def release(*, use_id: UUID | str, by: Actor, at: datetime) -> None:
    """Let go of a use; the content goes when its last use, its retention and any legal hold have ended.

    :raises FileMissing: when it is gone already
    """
    use = queries.use(use_id)
    FileUse.objects.filter(pk=use.pk).update(released_at=at)
    audit.record(action="files.release", subject=use.owner, by=by, at=at, label=use.name, data={"use": use.pk})


@joining
def release_all(*, owners: Collection[str], by: Actor, at: datetime) -> int:
    """Let go of every use of these owners (a draft that is given up or handed in); return how many."""
    return _let_go(FileUse.objects.filter(owner__in=owners), by=by, at=at)


@transaction.atomic
def release_waiting(*, kind: str, before: datetime, at: datetime) -> int:
    """Let go of files that owners of a kind (``partner``, ``counter``) sent before ``before``; return how many.

    They were to be passed on to a dossier; those that were live on there under a use of their own.
    """
    return _let_go(FileUse.objects.filter(owner__startswith=f"{kind}:", at__lt=before), by=SYSTEM, at=at)


@transaction.atomic
def remove_secret(*, use_id: UUID | str, by: Actor, at: datetime) -> list[FileUse]:
    """Delete a content that turned out to be a state secret, whoever uses it, at once and past every retention.

    The same content is refused from now on. Names of the file are overwritten, since they may tell of it. Return the
    uses that had it (Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5).

    :raises FileMissing: when the use is gone
    """
    blob = Blob.objects.select_for_update().get(pk=queries.use(use_id).blob_id)
    uses = list(FileUse.objects.filter(blob=blob).select_for_update())
    FileUse.objects.filter(blob=blob).update(released_at=at, keep_until=None, on_hold=False, name=REMOVED, label="")
    default_storage.delete(blob.address)
    Blob.objects.filter(pk=blob.pk).update(gone_at=at, secret_at=at)
    lines = [audit.Line(action="files.remove_secret", subject=use.owner, data={"use": use.pk}) for use in uses]
    audit.record_all(lines, by=by, at=at)
    owners = tuple(sorted({use.owner for use in uses}))
    outbox.announce(SecretRemoved(blob_id=blob.pk, owners=owners), subject=f"blob:{blob.pk}")
    return uses


def _let_go(uses: QuerySet[FileUse], *, by: Actor, at: datetime) -> int:
    found = list(uses.filter(released_at=None).select_for_update())
    FileUse.objects.filter(pk__in=[use.pk for use in found]).update(released_at=at)
    lines = [
        audit.Line(action="files.release", subject=use.owner, label=use.name, data={"use": use.pk}) for use in found
    ]
    if lines:
        audit.record_all(lines, by=by, at=at)
    return len(found)


def sweep(*, before: datetime, at: datetime) -> int:
    """Delete contents let go before ``before`` that no retention nor hold keeps; return how many."""
    if forget_parts := getattr(default_storage, "forget_parts", None):
        forget_parts(before=before)
    kept = Q(released_at=None) | Q(released_at__gte=before) | Q(keep_until__gte=localdate(at)) | Q(on_hold=True)
    unused = Blob.objects.filter(~Exists(FileUse.objects.filter(kept, blob=OuterRef("pk"))), gone_at=None)
    return sum(_delete_content(unused, pk, at) for pk in unused.values_list("pk", flat=True))


@transaction.atomic
def _delete_content(unused: QuerySet[Blob], pk: int, at: datetime) -> bool:
    """Delete under the row's lock, the content first: should the rest fail, the next upload of it writes it anew."""
    blob = unused.select_for_update().filter(pk=pk).first()
    if blob is None:
        return False
    default_storage.delete(blob.address)
    Blob.objects.filter(pk=pk).update(gone_at=at)
    return True


def _copy(stream: IO[bytes], copy: "SpooledTemporaryFile[bytes]", name: str, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > limit:
            raise FileTooLarge(name, limit)
        digest.update(piece)
        copy.write(piece)
    if not size:
        raise FileEmpty(name)
    return digest.hexdigest(), size


def _scan(copy: IO[bytes], name: str) -> str:
    scanner = hooks.scanner()
    if scanner is None:
        return ""
    if finding := scanner.finding(copy):
        raise FileInfected(name, finding)
    return scanner.name


def _keep(copy: IO[bytes], address: str, size: int) -> None:
    """Put the content into the storage, once; the same content arriving twice at the same moment is kept once.

    What stands there with another size was cut off by a full disk or a dead machine: it is written anew.
    """
    if default_storage.exists(address):
        if default_storage.size(address) == size:
            return
        default_storage.delete(address)
    copy.seek(0)
    kept_as = default_storage.save(address, File(copy, name=address))
    if kept_as != address:
        default_storage.delete(kept_as)


@joining
def _note_use(use: FileUse, blob: Blob, copy: IO[bytes], *, by: Actor) -> FileUse:
    use.blob = _locked_blob(blob)
    _keep(copy, blob.address, blob.size)  # under the lock: a sweep may have taken the content away since we looked
    use.save(force_insert=True)
    data = {"use": use.pk, "sha256": blob.sha256, "size": blob.size}
    audit.record(action="files.store", subject=use.owner, by=by, at=use.at, label=use.name, data=data)
    return use


def _locked_blob(blob: Blob) -> Blob:
    """Return the row of this content, made if there was none, locked; content that was gone is here again."""
    return Blob.objects.bulk_create([blob], update_conflicts=True, unique_fields=["sha256"], update_fields=["gone_at"])[
        0
    ]
