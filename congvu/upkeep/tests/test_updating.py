"""An update without a stop: what the version before could not stand is named; no migration since the release is so."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from congvu.upkeep import updating

pytestmark = pytest.mark.django_db
RELEASED = set(Path(settings.ROOT, "deploy", "released.txt").read_text().split())
NOT_NULL, EMPTY = models.CharField(max_length=9, default=""), models.CharField(max_length=9, null=True)
BY_DATABASE = models.CharField(max_length=9, db_default="")


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(connection=None)


def judged(loader, *operations, **more):
    last = max(name for app, name in loader.graph.nodes if app == "people")
    kind = type("Migration", (migrations.Migration,), {
        "dependencies": [("people", last)], "operations": list(operations), **more,
    })  # fmt: skip
    return updating.hindrances(kind("9999_tried", "people"), loader)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("party", "colour", EMPTY),
        migrations.AddField("party", "colour", BY_DATABASE),
        migrations.CreateModel("Hat", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AlterField("party", "name", models.CharField(max_length=900)),
        migrations.AlterField("party", "name", models.CharField(max_length=300, null=True)),
        migrations.RunSQL("CREATE INDEX x ON people_party (name)"),
    ],
)
def test_what_adds_needs_no_stop(loader, operation):
    assert judged(loader, operation) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("party", "colour", NOT_NULL),
        migrations.RemoveField("party", "sex"),
        migrations.RenameField("party", "sex", "gender"),
        migrations.DeleteModel("Absence"),
        migrations.AlterField("party", "name", models.CharField(max_length=30)),
        migrations.AlterField("party", "birth_date", models.DateField()),
        migrations.AlterField("party", "name", models.TextField()),
        migrations.AddConstraint("party", models.CheckConstraint(name="c", condition=models.Q(name="x"))),
        migrations.RunSQL("ALTER TABLE people_party DROP COLUMN sex"),
        migrations.SeparateDatabaseAndState([migrations.RemoveField("party", "sex")], []),
    ],
)
def test_what_takes_away_is_named_unless_it_is_a_second_step(loader, operation):
    assert judged(loader, operation)
    assert judged(loader, operation, second_step_of="people.0001_initial") == []


def test_what_is_unique_over_more_than_before_refuses_nothing_new(loader):
    def unique(*fields, **more):
        return migrations.AddConstraint("agencysuccession", models.UniqueConstraint(name="c", fields=fields, **more))

    assert judged(loader, unique("old", "new", "is_main")) == []
    assert judged(loader, unique("new", "is_main"))
    assert judged(loader, unique("old", "is_main")), "the earlier one is for main successors only"


def test_a_table_of_the_same_migration_may_be_anything(loader):
    made = migrations.CreateModel("Hat", [("id", models.BigAutoField(primary_key=True))])
    assert judged(loader, made, migrations.AddField("hat", "colour", NOT_NULL)) == []


def test_no_migration_since_the_release_stops_the_version_before(loader):
    """What a release has is listed in deploy/released.txt; from then on tables change in two steps."""
    known = {
        f"{app}.{name}": one
        for (app, name), one in loader.graph.nodes.items()
        for one in [loader.disk_migrations.get((app, name))]
        if one
    }
    ours = {key: one for key, one in known.items() if type(one).__module__.startswith("congvu.")}
    assert len(ours) > 50
    assert set(ours) >= RELEASED, "a migration of a release was taken away or renamed"
    wrong = []
    for key, one in sorted(ours.items()):
        if key in RELEASED:
            continue
        wrong += [f"{key}: {problem}" for problem in updating.hindrances(one, loader)]
        step = getattr(one, "second_step_of", "")
        if step and step not in RELEASED:
            wrong.append(f"{key}: {step} has not been released yet")
    assert wrong == []


def test_the_command_says_it_and_ends_with_1_when_a_stop_is_needed(monkeypatch, capsys):
    call_command("plan_update")
    assert "0 bước" in capsys.readouterr().out
    kind = type("Migration", (migrations.Migration,), {
        "dependencies": [("people", "0001_initial")], "operations": [migrations.RemoveField("party", "sex")],
    })  # fmt: skip
    monkeypatch.setattr(updating, "waiting", lambda: [kind("9999_tried", "people")])
    with pytest.raises(CommandError, match="Cần dừng"):
        call_command("plan_update")
    assert "✗ people.9999_tried" in capsys.readouterr().out
