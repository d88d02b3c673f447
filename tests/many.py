"""A whole world copied many times in SQL: every row of every table that grows, with its keys, codes and moments.

What is copied is read from the database itself, so that a new table is copied from the day it stands. Copies belong to
the same agencies and officials, whose lists become long; their citizens, dossiers and papers are others.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from tools.bench.copying import FAR

SETTLED = {
    # What the program or its parts set up once.
    "auth_group", "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations", "kit_pace",
    "kit_stamp",
    "socialaccount_socialapp", "procrastinate_workers", "connector_zalo_zns_pass", "indicators_count",
    # Places, offices and people who work there: as many as the province has.
    "places_place", "places_placesuccession", "people_agency", "people_agencyalias", "people_agencysuccession",
    "people_orgunit", "people_coordinator", "people_official", "people_post", "people_roleholding", "people_absence",
    "accounts_account", "accounts_partner", "accounts_partnerkey", "account_emailaddress", "mfa_authenticator",
    "queueing_hall", "queueing_line", "queueing_counter", "queueing_counter_lines", "payments_collectingaccount",
    "signing_credential", "signing_trustchange",
    "exchange_subscription", "documents_letterhead", "documents_mailbox", "documents_signingpower",
    "documents_addresseegroup", "documents_addresseegroup_members", "dossiers_sharingrule", "signing_trustanchor",
    # What the province does a few times a year.
    "dossiers_takeover", "dossiers_outage", "dossiers_calendarchange", "feedback_survey", "feedback_surveyplace",
    "simulation_city", "simulation_hand",
    # What the law or the province decides: procedures, their versions, fees, calendars, formats, words.
    "catalogue_legalact", "catalogue_field", "catalogue_lifeevent", "catalogue_procedure",
    "catalogue_procedure_life_events", "catalogue_procedureversion", "catalogue_citation", "catalogue_feerule",
    "catalogue_draft", "catalogue_servicelevel", "catalogue_costrate", "processes_definition", "workdays_calendarday",
    "workdays_workinghours", "numbering_series", "numbering_codeformat", "numbering_book", "printing_papertemplate",
    "printing_blockwords", "notices_template", "notices_templateversion", "notices_quiethours", "vault_reminderrule",
    "vault_statuslist", "documents_kind", "documents_kindseries", "workfiles_retention", "dossiers_clockrule",
    "dossiers_latenessreason", "feedback_petitionrule", "indicators_indicatorset", "privacy_retentionterm",
}  # fmt: skip
"""Tables that do not grow with what is done every day."""
OF_SETTLED = {"agency", "official", "procedure_version", "post", "unit", "partner"}
"""Kinds of things, as a subject names them (``agency:12``), that stand in settled tables."""


@dataclass
class Table:
    """A table as PostgreSQL knows it."""

    name: str
    types: dict[str, str] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """Column and the table it points at."""
    unique: list[list[str]] = field(default_factory=list)


def tables() -> dict[str, Table]:
    """Return every table, those cut by month as one."""
    found: dict[str, Table] = {}
    for name, column, kind, length in _rows(
        "SELECT c.relname, a.attname, t.typname, a.atttypmod - 4 FROM pg_class c "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
        "JOIN pg_type t ON t.oid = a.atttypid "
        "WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace"
    ):
        table = found.setdefault(name, Table(name))
        table.types[column] = kind
        if kind in {"varchar", "bpchar"}:
            table.lengths[column] = length
    for name, column, target in _rows(
        "SELECT c.relname, a.attname, f.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
        "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] "
        "JOIN pg_class f ON f.oid = k.confrelid WHERE k.contype = 'f'"
    ):
        if name in found:
            found[name].keys[column] = target
    for name, columns in _rows(
        "SELECT c.relname, array_agg(a.attname::text) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND (a.attnum = ANY(i.indkey) "
        "  OR pg_get_expr(i.indexprs, i.indrelid) ~ ('\\m' || a.attname || '\\M')) AND a.attnum > 0 "
        "WHERE i.indisunique GROUP BY i.indexrelid, c.relname"
    ):
        if name in found:
            found[name].unique.append(columns)
    return found


def growing() -> dict[str, Table]:
    """Return the tables that grow: every one but those named as settled."""
    found = tables()
    assert set(found) >= SETTLED, f"not there: {SETTLED - set(found)}"
    return {name: table for name, table in found.items() if name not in SETTLED}


def multiply(copies: int) -> None:
    """Add so many copies of every row of every growing table."""
    grown = growing()
    soft = _soft_keys(grown)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys between copies are right by their making
        for table in grown.values():
            values = dict(_values(table, grown, soft))
            columns = ", ".join(f'"{column}"' for column in values)
            cursor.execute(
                f'INSERT INTO "{table.name}" ({columns}) SELECT {", ".join(values.values())} '
                f'FROM "{table.name}" AS original CROSS JOIN generate_series(1, %s) AS n',
                [copies],
            )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id > %s", [FAR])  # nearly all are
        cursor.execute("RESET session_replication_role")
        cursor.execute("ANALYZE")


def _soft_keys(grown: dict[str, Table]) -> set[str]:
    """Return names of columns that point at growing tables wherever they are keys."""
    targets = defaultdict(set)
    for table in tables().values():
        for column, target in table.keys.items():
            targets[column].add(target)
    return {column for column, known in targets.items() if known <= set(grown)}


def _values(table: Table, grown: dict[str, Table], soft: set[str]) -> Iterator[tuple[str, str]]:
    other = {column for column in table.types if _moves(column, table, grown, soft)}
    for columns in table.unique:
        if not other & set(columns):
            other.add(min(columns, key=lambda column: (_rank(table, column), column)))
    for column, kind in table.types.items():
        yield column, _value(table, column, kind) if column in other or kind == "timestamptz" else _same(column, kind)


def _moves(column: str, table: Table, grown: dict[str, Table], soft: set[str]) -> bool:
    if column in table.keys:
        return table.keys[column] in grown
    return column == "id" or table.types[column] == "uuid" or (column in soft and table.types[column] == "int8")


def _rank(table: Table, column: str) -> int:
    """Tell which column of a unique key is changed first; what points at another table never."""
    if column in table.keys:
        return 9
    kinds = ("int8", "int4", "varchar", "text", "bpchar", "bytea", "date", "int2")
    return kinds.index(table.types[column]) if table.types[column] in kinds else 8


def _same(column: str, kind: str) -> str:
    """Return the column as it is; a subject (``dossier:12``) as the copy's."""
    plain = f'original."{column}"'
    if kind not in {"varchar", "text"}:
        return plain
    settled, what, which = "|".join(sorted(OF_SETTLED)), f"split_part({plain}, ':', 1)", f"split_part({plain}, ':', 2)"
    return (
        f"CASE WHEN {plain} ~ '^(?!({settled}):)[a-z_]+:[0-9]+$' "
        f"THEN {what} || ':' || ({which}::bigint + n::bigint * {FAR}) "
        f"WHEN {plain} ~ '^[a-z_]+:[0-9a-f-]{{36}}$' THEN {what} || ':' || md5({which} || n)::uuid ELSE {plain} END"
    )


def _value(table: Table, column: str, kind: str) -> str:
    plain = f'original."{column}"'
    if (column == "id" and kind in {"int8", "int4"}) or (column in table.keys and kind != "uuid") or kind == "int8":
        return f"{plain} + n::bigint * {FAR}" if kind == "int8" else f"{plain} + n * {FAR}"
    if kind == "uuid":
        return f"md5({plain}::text || n)::uuid"
    if kind in {"int4", "int2"}:
        return f"{plain} + n * {1000 if kind == 'int4' else 1}"
    if kind == "timestamptz":
        return f"{plain} - n * interval '1 minute'"
    if kind == "date":
        return f"{plain} - n"
    if kind == "bytea":
        return f"{plain} || decode(md5(n::text), 'hex')"
    length = max(table.lengths.get(column, 0), 0)
    other = f"left(n::text || '-' || {plain}, {length})" if length else f"n::text || '-' || {plain}"
    return f"CASE WHEN {plain} = '' THEN '' ELSE {other} END"


def _rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def whole_name(name: str) -> str:
    """Return the table that a month's part belongs to (``audit_entry_2026_11`` or ``audit_entry_rest``)."""
    return re.sub(r"_(\d{4}_?\d{2}|rest)$", "", name)
