"""The verdict: what was acknowledged is there, once; numbers have no gaps; nothing waits; the seals hold."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage
from django.db.models import Count
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.audit import queries as log
from congvu.audit.models import BOOKS, Entry
from congvu.dossiers.models import Dossier
from congvu.files.models import Blob, FileUse
from congvu.kit import jobs, outbox
from congvu.notices.models import Delivery, Notice
from congvu.numbering.models import BookEntry, Series
from congvu.payments.models import Charge, Discrepancy, GatewayMessage, Receipt
from congvu.upkeep.contents import digest_of
from tools.torture.load import STEPS
from tools.torture.notebook import Notebook


def faults(notebook: Notebook) -> Iterator[str]:
    """Yield a sentence for whatever is not as it must be; call it when nothing runs any more."""
    yield from notebook.strange
    yield from _filed(notebook)
    yield from _moved(notebook)
    yield from _paid(notebook)
    yield from _numbers()
    yield from _files(notebook)
    yield from _told()
    yield from _waiting()
    yield from _sealed()


def _filed(notebook: Notebook) -> Iterator[str]:
    codes = Counter(Dossier.objects.values_list("code", flat=True))
    for key, code in notebook.filed.items():
        if codes[code] != 1:
            yield f"{code}, acknowledged under {key}, is there {codes[code]} times"
    keys = Counter(key.rpartition(":")[2] for key in Dossier.objects.values_list("bundle__submission_key", flat=True))
    yield from (f"{key} was filed {times} times" for key, times in keys.items() if times > 1)
    yield from (f"{key} was filed and nobody sent it" for key in keys.keys() - notebook.tried)


def _moved(notebook: Notebook) -> Iterator[str]:
    """One line of the log for each move that was shown as done, and for none two."""
    wanted = [f"dossier.{deed}" for _role, deed in STEPS]
    lines = Entry.objects.filter(action__in=[*wanted, "dossier.submit"])
    times = Counter(lines.values_list("subject", "action"))
    yield from (f"{subject}: {action} happened {n} times" for (subject, action), n in times.items() if n > 1)
    subjects = {row.code: row.subject for row in Dossier.objects.only("id", "code")}
    for code, deeds in notebook.moved.items():
        for deed in deeds:
            if not times[subjects.get(code, ""), f"dossier.{deed}"]:
                yield f"{code}: {deed} was shown as done and is not"
    unsaid = [code for code, subject in subjects.items() if not times[subject, "dossier.submit"]]
    yield from (f"{code} is there and the log does not say so" for code in unsaid)


def _paid(notebook: Notebook) -> Iterator[str]:
    charges = {row.reference: row for row in Charge.objects.all()}
    receipts = Counter(Receipt.objects.filter(voided_at=None).values_list("charge__reference", flat=True))
    for reference in notebook.paid:
        if reference not in charges or charges[reference].state != Charge.State.PAID:
            yield f"{reference} was acknowledged as paid and is not"
    yield from (f"{reference} has {times} receipts" for reference, times in receipts.items() if times > 1)
    bare = [ref for ref, row in charges.items() if row.state == Charge.State.PAID and not receipts[ref]]
    yield from (f"{reference} is paid and has no receipt" for reference in bare)
    yield from (f"the gateway's money does not agree: {row}" for row in Discrepancy.objects.all())
    counted = GatewayMessage.objects.filter(outcome="applied").values("number").annotate(n=Count("id")).filter(n__gt=1)
    yield from (f"the gateway's message {row['number']} took effect {row['n']} times" for row in counted)


def _numbers() -> Iterator[str]:
    books: dict[str, list[int]] = {}
    for key, number in BookEntry.objects.values_list("book__series__key", "number"):
        books.setdefault(key, []).append(number)
    for key, last in Series.objects.values_list("key", "last"):
        kind, agency = key.split(":")[:2]
        if kind == "dossier":
            codes = Dossier.objects.filter(code_issuer=agency).values_list("code", flat=True)
            used: Iterable[int] = [int(code.rpartition("-")[2]) for code in codes]
        elif kind == "receipt":
            used = Receipt.objects.filter(series=key).values_list("number", flat=True)
        elif key in books:
            used = books[key]
        else:
            yield f"{key}: nobody knows where its {last} numbers went"
            continue
        if sorted(used) != list(range(1, last + 1)):
            yield f"{key}: {last} numbers were given, in use are {sorted(used)}"


def _files(notebook: Notebook) -> Iterator[str]:
    known = {str(row.pk): row.blob.sha256 for row in FileUse.objects.select_related("blob")}
    lost = [one for one, digest in notebook.uploads.items() if known.get(one) != digest]
    yield from (f"file {one} was taken in and is not there" for one in lost)
    for blob in Blob.objects.filter(gone_at=None):
        try:
            with default_storage.open(blob.address, "rb") as stream:
                whole = digest_of(stream) == blob.sha256
        except FileNotFoundError:
            whole = False
        if not whole:
            yield f"the content {blob.sha256[:12]} is lost or broken"


def _told() -> Iterator[str]:
    """Each notice once to each, each on its way and gone out."""
    again = Notice.objects.values("key", "party_id", "official_id").annotate(n=Count("id")).filter(n__gt=1)
    yield from (f"notice {row['key']} was given {row['n']} times" for row in again)
    left = Delivery.objects.filter(not_before=None).exclude(state=Delivery.State.SENT)
    yield from (f"message {row.pk} did not go out: {row.state} {row.last_error}" for row in left)


def _waiting() -> Iterator[str]:
    state = outbox.state()
    if state.waiting:
        yield f"{state.waiting} facts wait, {state.failing} of them refused"
    counted = jobs.states()
    for name in ("doing", "failed", "aborted"):
        if counted.get(name):
            yield f"{counted[name]} jobs are {name}"
    yield from (f"{one.task} {one.arguments} gave up after {one.tries} tries" for one in jobs.failed())


def _sealed() -> Iterator[str]:
    audit.seal(timezone.now())
    for book in BOOKS:
        yield from (breach.sentence for breach in log.breaches(book))
    yield from (f"{n} lines of {book} could not be sealed" for book, n in log.unsealed().items() if n)
