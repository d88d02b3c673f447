"""Many dossiers from a few real ones: rows copied in SQL with new ids, codes, names, dates and work items.

A copy number ``n`` has the ids of its original plus ``n`` million, so that keys between copied rows stay right.
"""

from django.db import connection, models

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

FAR = 1_000_000
MINUTES_APART = 11
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLES = ("Thị", "Văn", "Hữu", "Ngọc", "Minh", "Thu", "Đức")
GIVENS = ("Ánh", "Bình", "Châu", "Dũng", "Đào", "Giang", "Hạnh", "Khánh", "Lan", "Mai", "Oanh", "Quý", "Yến")
NAMES = [f"{family} {middle} {given}" for given in GIVENS for middle in MIDDLES for family in FAMILIES]
SHIFTED = {"party", "bundle", "dossier", "run", "step"}
"""Keys that point at copied rows."""
PICK = "1 + ((n * 37 + original.id * 11) %% {size})::int"


def copy_dossiers(*, originals: list[int], copies: int) -> None:
    """Copy each of these dossiers so many times, with all that hangs on them."""
    chosen = Dossier.objects.filter(pk__in=originals)
    runs = list(chosen.exclude(run=None).values_list("run_id", flat=True))
    bundles = list(chosen.values_list("bundle_id", flat=True))
    owners = list(chosen.values_list("owner_id", flat=True))
    names, folded = _array(NAMES), _array([fold(name) for name in NAMES])
    pick = PICK.format(size=len(NAMES))
    identifier = "'0' || (32190000000 + n * 100 + original.id %% 100)::text"
    _copy(Party, owners, copies, identifier=identifier, name=f"{names}[{pick}]", folded=f"{folded}[{pick}]")
    _copy(Bundle, bundles, copies, submission_key="original.submission_key || ':' || n", submitter_id=_far("submitter"))
    _copy(Run, runs, copies)
    _copy(
        Dossier,
        originals,
        copies,
        public_id="gen_random_uuid()",
        code="original.code_issuer || '-20260101-' || lpad((original.id %% 1000 * 10000 + n)::text, 7, '0')",
        owner_id=_far("owner"),
        title=f"'Khai sinh · ' || {names}[{pick}]",
        owner_snapshot=f"jsonb_set(original.owner_snapshot, '{{name}}', to_jsonb({names}[{pick}]))",
        search_text=f"lower(original.code_issuer) || ' ' || n || ' ' || {folded}[{pick}] || ' dang ky khai sinh'",
    )
    _copy(Step, runs, copies, by="run_id")
    _copy(StepLog, runs, copies, by="run_id")
    for model in (Move, ClockEntry, Promise, Handover, Leg, Paper, Slip, WorkItem):
        _copy(model, originals, copies, by="dossier_id")
    _mend()


def _copy(model: type[models.Model], keys: list[int], copies: int, by: str = "id", **changed: str) -> None:
    fields = model._meta.concrete_fields
    values = [changed.get(str(field.column)) or _shift(field) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(values)} '
            f'FROM "{model._meta.db_table}" AS original CROSS JOIN generate_series(1, %s) AS n '
            f'WHERE original."{by}" = ANY(%s)',
            [copies, keys],
        )


def _shift(field: "models.Field[object, object]") -> str:
    name = field.column
    if field.primary_key or name == "step_id" or (field.is_relation and field.name in SHIFTED):
        return f'original."{name}" + n::bigint * {FAR}'
    if isinstance(field, models.DateTimeField):
        return f"original.\"{name}\" - n * interval '{MINUTES_APART} minutes'"
    return f'original."{name}"'


def _far(name: str) -> str:
    return f'original."{name}_id" + n::bigint * {FAR}'


def _array(words: list[str]) -> str:
    return "(ARRAY[" + ", ".join(f"'{word}'" for word in words) + "])"


def _mend() -> None:
    """Let what repeats the dossier's words say the copy's own, and let the planner know how many there are."""
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
        cursor.execute("VACUUM ANALYZE")
