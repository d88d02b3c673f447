"""Whether the tables can be changed while the version before still works on them: an update in two steps.

What adds (a table, a column that may be empty or that the database fills, an index) goes first, while the old processes
run. What takes away, renames or narrows waits for a release after the one that stopped using it; its migration then
names the one by which that happened: ``second_step_of = "accounts.0007_names"``.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from django.utils.translation import gettext as _

ADDING = (ops.CreateModel, ops.AddIndex, ops.RemoveIndex, ops.RemoveConstraint, ops.AlterModelOptions,
          ops.AlterModelManagers, ops.RunPython, ops.RenameIndex, ops.AlterModelTableComment)  # fmt: skip
"""``RunPython`` fills what was added; what it may do besides is read in review."""
TAKING = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
NARROWING = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|FUNCTION)|RENAME\b|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\S+\s+TYPE|TRUNCATE)", re.I
)


def waiting() -> list[Migration]:
    """Return the migrations that this database has not had, in their order."""
    executor = MigrationExecutor(connection)
    return [one for one, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def shipped() -> list[str]:
    """Return every migration of ours that the program has, in the order of the alphabet."""
    known = MigrationLoader(None).disk_migrations.items()
    return sorted(f"{app}.{name}" for (app, name), one in known if type(one).__module__.startswith("congvu."))


def hindrances(migration: Migration, loader: MigrationLoader | None = None) -> list[str]:
    """Return why the version before can not work on while a migration is applied and after it; empty when it can."""
    known = loader or MigrationLoader(connection)
    if getattr(migration, "second_step_of", ""):
        return []
    state = known.project_state([(one[0], one[1]) for one in migration.dependencies if one[1] != "__first__"])
    made: set[str] = set()
    found: list[str] = []
    for operation in migration.operations:
        before = state.clone()
        operation.state_forwards(migration.app_label, state)
        found += _of(operation, migration.app_label, before, state, made)
    return found


def _of(operation: Operation, app: str, before: ProjectState, after: ProjectState, made: set[str]) -> Iterator[str]:
    name = str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()
    if isinstance(operation, ops.CreateModel):
        made.add(name)
    elif isinstance(operation, ops.SeparateDatabaseAndState):
        for one in operation.database_operations:
            yield from _of(one, app, before, after, made)
    elif isinstance(operation, ops.RunSQL):
        if NARROWING.search(str(operation.sql)):
            yield _("%(what)s: lệnh SQL bỏ hoặc thu hẹp cái bản cũ còn dùng.") % {"what": operation.describe()}
    elif isinstance(operation, TAKING):
        yield _("%(what)s: bản cũ còn dùng.") % {"what": operation.describe()}
    elif name in made or isinstance(operation, ADDING):
        return
    elif isinstance(operation, ops.AddField):
        if not _can_be_left_out(operation.field):
            yield _("%(what)s: bản cũ không điền cột này; cần null hoặc db_default.") % {"what": operation.describe()}
    elif isinstance(operation, ops.AlterField):
        old = before.models[app, name].fields[operation.name.lower()]
        if problem := _narrowed(old, operation.field):
            yield f"{operation.describe()}: {problem}"
    elif isinstance(operation, ops.AddConstraint) and not _is_implied(operation.constraint, before.models[app, name]):
        yield _("%(what)s: bản cũ có thể ghi điều mà ràng buộc mới từ chối.") % {"what": operation.describe()}


def _is_implied(new: models.BaseConstraint, model: ModelState) -> bool:
    """Say whether a constraint refuses nothing that one of before did not refuse: unique over more columns."""
    return isinstance(new, models.UniqueConstraint) and any(
        isinstance(old, models.UniqueConstraint)
        and old.fields
        and set(old.fields) <= set(new.fields)
        and old.condition == new.condition
        for old in model.options.get("constraints", [])
    )


def _can_be_left_out(field: Any) -> bool:
    has_own = getattr(field, "db_default", models.NOT_PROVIDED) is not models.NOT_PROVIDED
    return bool(field.null or has_own or field.many_to_many or getattr(field, "generated", False))


def _narrowed(old: Any, new: Any) -> str:
    """Return how a column takes less than before; empty when it takes at least as much."""
    if old.null and not new.null and getattr(new, "db_default", models.NOT_PROVIDED) is models.NOT_PROVIDED:
        return _("bản cũ còn ghi giá trị rỗng.")
    if new.unique and not old.unique:
        return _("bản cũ có thể ghi giá trị trùng.")
    if old.max_length and new.max_length and new.max_length < old.max_length:
        return _("ngắn hơn bản cũ ghi.")
    if old.db_column != new.db_column or old.get_internal_type() != new.get_internal_type():
        return _("bản cũ dùng kiểu hoặc tên khác.")
    return ""
