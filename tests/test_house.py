"""House rules that no linter knows (docs/house.md, section 3)."""

import ast
import configparser
import gettext
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for path in (ROOT / "congvu").rglob("*.py") if "migrations" not in path.parts)
PRODUCT = [path for path in CODE if "tests" not in path.parts]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "managers", "base", "services"}
WRITES = {"save", "delete", "create", "bulk_create", "update", "bulk_update", "get_or_create", "update_or_create"}


def floors() -> list[set[str]]:
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    lines = contract["importlinter:contract:floors"]["layers"].split("\n")
    return [{name.strip() for name in line.split("|")} for line in lines if line.strip()]


def floor_of(module: str) -> int:
    return next(level for level, names in enumerate(floors()) if module in names)


def module_of(dotted: str) -> str:
    return dotted.split(".")[1]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("congvu.")]


def keys_across() -> list[tuple[type[models.Model], models.ForeignKey]]:
    found = []
    for model in own_models():
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if (
                isinstance(field, models.ForeignKey)
                and target.__module__.startswith("congvu.")
                and module_of(target.__module__) != module_of(model.__module__)
            ):
                found.append((model, field))
    return found


def test_keys_point_down_and_leave_no_trace_below():
    for model, field in keys_across():
        where = f"{model.__name__}.{field.name}"
        assert floor_of(module_of(model.__module__)) < floor_of(module_of(field.related_model.__module__)), where
        assert field.remote_field.related_name == "+", f"{where}: related_name='+'"
        assert field.remote_field.on_delete is not models.CASCADE, f"{where}: a delete must not cascade across modules"


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_short_and_well_named(path):
    assert path.stem not in FORBIDDEN_NAMES
    assert len(path.read_text().splitlines()) <= 400, "past 400 lines a file becomes a folder"


def calls_that_write(path: Path) -> list[str]:
    """Writes through a manager: ``Model.objects.create(...)``, and ``.save()`` on anything."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
            continue
        text = ast.unparse(node.func)
        if ".objects." in text or text.endswith(".save"):
            found.append(f"line {node.lineno}: {text}")
    return found


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in PRODUCT
        if "sites" in path.parts or path.stem in {"queries", "rules", "receivers", "tasks"} or "queries" in path.parts
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_only_operations_write_rows(path):
    assert not calls_that_write(path)


def test_every_module_says_what_it_is():
    for level in floors():
        for name in level - {"sites", "procedures", "connectors"}:
            doc = ast.get_docstring(ast.parse((ROOT / "congvu" / name / "__init__.py").read_text()))
            assert doc, name


def test_growing_tables_are_partitioned_and_no_key_points_at_them(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, (SELECT count(*) FROM pg_constraint k WHERE k.confrelid = c.oid AND k.contype = 'f') "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind = 'p' AND n.nspname = 'public'"
        )
        keys = dict(cursor.fetchall())
    for prefix in ("audit_", "kit_outbox"):
        assert any(name.startswith(prefix) for name in keys), f"{prefix}* is not partitioned"
    assert set(keys.values()) == {0}


def test_no_word_of_ours_is_said_otherwise_by_the_framework():
    """«Thu» (money in) is a Thursday to Django: what is Vietnamese here must stay what it is."""
    place = Path(django.__file__).parent / "conf" / "locale" / "vi" / "LC_MESSAGES" / "django.mo"
    with place.open("rb") as file:
        theirs = gettext.GNUTranslations(file)
    ours = {
        entry.msgid
        for catalogue in (settings.ROOT / "congvu").rglob("en/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(catalogue))
        if not entry.msgctxt
    }
    assert [word for word in ours if theirs.gettext(word) != word] == []
