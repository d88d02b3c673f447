"""Many dossiers and documents from a few real ones, with new ids, codes, names, dates and work."""

from collections.abc import Sequence

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
    Sight,
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
from tools.bench.copying import FAR, NAMES, array, copy_rows, far, in_array, pick, settle, swiftly

__all__ = ["ALL", "DOCUMENT_PARTS", "DOSSIER_PARTS", "FAR", "copy_documents", "copy_dossiers", "settle", "swiftly"]
KEYS = ("party_id", "bundle_id", "dossier_id", "run_id", "step_id")
DOSSIER_PARTS = (Move, ClockEntry, Promise, Handover, Leg, Paper, Slip, WorkItem)
DOCUMENT_KEYS = ("document_id", "source_id", "target_id", "arrival_id", "version_id")
DOCUMENT_PARTS = (DocumentFile, DocumentText, DocumentMove, DraftVersion, Remark, Directive, Holding, Sight, Delivery)
"""What hangs on a document, a copy of each with it."""
DOSSIER_KINDS = (Party, Bundle, Run, Dossier, Step, StepLog, *DOSSIER_PARTS)
DOCUMENT_KINDS = (Document, *DOCUMENT_PARTS, DocumentLink)
ALL = (*DOSSIER_KINDS, *DOCUMENT_KINDS)
"""Tables that grow with the copies."""


def copy_dossiers(*, originals: list[int], copies: range) -> None:
    """Copy each of these dossiers with all that hangs on them, a copy for each number."""
    chosen = Dossier.objects.filter(pk__in=originals)
    runs = list(chosen.exclude(run=None).values_list("run_id", flat=True))
    bundles = list(chosen.values_list("bundle_id", flat=True))
    owners = list(chosen.values_list("owner_id", flat=True))
    name = f"{array(NAMES)}[{pick('id')}]"
    folded = f"{array([fold(name) for name in NAMES])}[{pick('id')}]"
    identifier = "'0' || (32190000000 + n * 100 + original.id %% 100)::text"
    copy_rows(Party, owners, copies, identifier=identifier, name=name, folded=folded)
    copy_rows(
        Bundle, bundles, copies, submission_key="original.submission_key || ':' || n", submitter_id=far("submitter_id")
    )
    copy_rows(
        Run, runs, copies, subject=f"'dossier:' || (split_part(original.subject, ':', 2)::bigint + {FAR} * n::bigint)"
    )
    copy_rows(
        Dossier,
        originals,
        copies,
        shifted=KEYS,
        public_id="gen_random_uuid()",
        code=_code("original.code_issuer", "id"),
        owner_id=far("owner_id"),
        title=f"'Khai sinh · ' || {name}",
        owner_snapshot=f"jsonb_set(original.owner_snapshot, '{{name}}', to_jsonb({name}))",
        search_text=f"lower(original.code_issuer) || ' ' || n || ' ' || {folded} || ' dang ky khai sinh'",
    )
    for model in (Step, StepLog):
        copy_rows(model, runs, copies, by="run_id", shifted=KEYS)
    shown = f"{array(NAMES)}[{pick('dossier_id')}]"
    work = {
        "code": _code("split_part(original.code, '-', 1)", "dossier_id"),
        "title": f"'Khai sinh · ' || {shown}",
        "owner_name": shown,
    }
    for part in DOSSIER_PARTS:
        copy_rows(part, originals, copies, by="dossier_id", shifted=KEYS, **(work if part is WorkItem else {}))


def _code(issuer: str, key: str) -> str:
    return f"{issuer} || '-20260101-' || lpad((original.{key} %% 1000 * 1000000 + n)::text, 9, '0')"


def copy_documents(*, originals: list[int], copies: range, officials: Sequence[int] = ()) -> None:
    """Copy each of these documents with all that hangs on them, a copy for each number; each has words of its own.

    :param officials: the first drew originals up or has them in hand; of the copies, each of them in turn
    """
    in_turn = f"({in_array(officials)})[1 + n %% {len(officials)}]" if officials else ""
    whose = {
        column: f"CASE original.{column} WHEN {officials[0]} THEN {in_turn} ELSE original.{column} END"
        for column in (("official_id", "drafter_id") if officials else ())
    }
    name, folded = array(NAMES), array([fold(name) for name in NAMES])
    number = "CASE WHEN original.number IS NULL THEN NULL ELSE original.number + n * 10 END"
    copy_rows(
        Document,
        originals,
        copies,
        public_id="gen_random_uuid()",
        number=number,
        code=f"CASE WHEN original.code = '' THEN '' ELSE ({number})::text || '/' || original.notation END",
        arrival_number="original.arrival_number + n * 100",
        subject=f"original.subject || ' của ' || {name}[{pick('id')}] || ' số ' || n",
        folded=f"original.folded || ' cua ' || {folded}[{pick('id')}] || ' so ' || n",
        **whose,
    )
    words = {
        "document_id": far("document_id"),
        "words": "original.words || "
        f"to_tsvector('simple', 'cua ' || {folded}[{pick('document_id')}] || ' so ' || n::text)",
    }
    for part in DOCUMENT_PARTS:
        more = words if part is DocumentText else whose
        copy_rows(part, originals, copies, by="document_id", shifted=DOCUMENT_KEYS, **more)
    copy_rows(DocumentLink, originals, copies, by="source_id", shifted=DOCUMENT_KEYS)
