"""Many dossiers and documents from a few real ones, with new ids, codes, names, dates and work."""

from django.db import connection

from congvu.documents.models import (
    Delivery,
    Directive,
    Document,
    DocumentFile,
    DocumentLink,
    DocumentMove,
    DocumentText,
    DraftVersion,
    Holding,
    Remark,
)
from congvu.dossiers.models import (
    Bundle,
    ClockEntry,
    Dossier,
    Handover,
    Leg,
    Move,
    Paper,
    Promise,
    Slip,
    WorkItem,
)
from congvu.kit.text import fold
from congvu.people.models import Party
from congvu.processes.models import Run, Step, StepLog
from tools.bench.copying import FAR, NAMES, PICK, array, copy_rows, far, settle

__all__ = ["DOCUMENT_PARTS", "DOSSIER_PARTS", "FAR", "copy_documents", "copy_dossiers", "settle"]
KEYS = ("party_id", "bundle_id", "dossier_id", "run_id", "step_id")
DOSSIER_PARTS = (Move, ClockEntry, Promise, Handover, Leg, Paper, Slip, WorkItem)
DOCUMENT_KEYS = ("document_id", "source_id", "target_id", "arrival_id", "version_id")
DOCUMENT_PARTS = (DocumentFile, DocumentText, DocumentMove, DraftVersion, Remark, Directive, Holding, Delivery)
"""What hangs on a document, a copy of each with it."""


def copy_dossiers(*, originals: list[int], copies: int) -> None:
    """Copy each of these dossiers so many times, with all that hangs on them."""
    chosen = Dossier.objects.filter(pk__in=originals)
    runs = list(chosen.exclude(run=None).values_list("run_id", flat=True))
    bundles = list(chosen.values_list("bundle_id", flat=True))
    owners = list(chosen.values_list("owner_id", flat=True))
    names, folded = array(NAMES), array([fold(name) for name in NAMES])
    pick = PICK.format(size=len(NAMES))
    identifier = "'0' || (32190000000 + n * 100 + original.id %% 100)::text"
    copy_rows(Party, owners, copies, identifier=identifier, name=f"{names}[{pick}]", folded=f"{folded}[{pick}]")
    copy_rows(
        Bundle, bundles, copies, submission_key="original.submission_key || ':' || n", submitter_id=far("submitter_id")
    )
    copy_rows(Run, runs, copies)
    copy_rows(
        Dossier,
        originals,
        copies,
        shifted=KEYS,
        public_id="gen_random_uuid()",
        code="original.code_issuer || '-20260101-' || lpad((original.id %% 1000 * 10000 + n)::text, 7, '0')",
        owner_id=far("owner_id"),
        title=f"'Khai sinh · ' || {names}[{pick}]",
        owner_snapshot=f"jsonb_set(original.owner_snapshot, '{{name}}', to_jsonb({names}[{pick}]))",
        search_text=f"lower(original.code_issuer) || ' ' || n || ' ' || {folded}[{pick}] || ' dang ky khai sinh'",
    )
    for model in (Step, StepLog):
        copy_rows(model, runs, copies, by="run_id", shifted=KEYS)
    for part in DOSSIER_PARTS:
        copy_rows(part, originals, copies, by="dossier_id", shifted=KEYS)
    _mend()


def copy_documents(*, originals: list[int], copies: int) -> None:
    """Copy each of these documents so many times, with all that hangs on them; each copy has words of its own."""
    names, folded = array(NAMES), array([fold(name) for name in NAMES])
    pick = PICK.format(size=len(NAMES))
    number = "CASE WHEN original.number IS NULL THEN NULL ELSE original.number + n * 10 END"
    copy_rows(
        Document,
        originals,
        copies,
        public_id="gen_random_uuid()",
        number=number,
        code=f"CASE WHEN original.code = '' THEN '' ELSE ({number})::text || '/' || original.notation END",
        arrival_number="original.arrival_number + n * 100",
        subject=f"original.subject || ' của ' || {names}[{pick}] || ' số ' || n",
        folded=f"original.folded || ' cua ' || {folded}[{pick}] || ' so ' || n",
    )
    for part in DOCUMENT_PARTS:
        more = {"document_id": far("document_id")} if part is DocumentText else {}
        copy_rows(part, originals, copies, by="document_id", shifted=DOCUMENT_KEYS, **more)
    copy_rows(DocumentLink, originals, copies, by="source_id", shifted=DOCUMENT_KEYS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {DocumentText._meta.db_table} AS text SET words = text.words || "
            f"to_tsvector('simple', substring(document.folded from ' cua .*$')) "
            f"FROM {Document._meta.db_table} AS document WHERE document.id = text.document_id AND document.id > %s",
            [FAR],
        )


def _mend() -> None:
    """Let what repeats the dossier's words say the copy's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {WorkItem._meta.db_table} AS item SET code = dossier.code, title = dossier.title, "
            f"owner_name = dossier.owner_snapshot->>'name' FROM {Dossier._meta.db_table} AS dossier "
            "WHERE dossier.id = item.dossier_id AND item.id > %s",
            [FAR],
        )
        cursor.execute(
            f"UPDATE {Run._meta.db_table} AS run SET subject = 'dossier:' || dossier.id "
            f"FROM {Dossier._meta.db_table} AS dossier WHERE dossier.run_id = run.id AND run.id > %s",
            [FAR],
        )
