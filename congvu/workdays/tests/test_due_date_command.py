"""``manage.py due_date`` explains a due date, with or without a database."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from congvu.workdays import queries


def said(capsys, *options: str) -> dict:
    call_command("due_date", "--start", "2026-02-13T15:30", "--limit", "1 working_day", "--json", *options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.django_db
@pytest.mark.parametrize(("options", "day"), [((), "2026-02-23"), (("--cutoff", "15:00"), "2026-02-24")])
def test_due_and_skipped_are_told(capsys, options, day):
    answer = said(capsys, *options)
    assert answer["due"] == f"{day}T17:00+07:00"
    assert {"date": "2026-02-17", "reason": "Tết Nguyên đán Bính Ngọ"} in answer["skipped"]


def test_without_a_database_the_shipped_calendar_answers(capsys, monkeypatch):
    def unreachable() -> None:
        raise OperationalError("no server")

    monkeypatch.setattr(queries, "calendar", unreachable)
    assert said(capsys)["due"].startswith("2026-02-23")


@pytest.mark.django_db
def test_words_for_people(capsys):
    call_command("due_date", "--start", "2026-02-13T15:30+07:00", "--limit", "1 working_day")
    assert "Hạn: 17:00 ngày 23/02/2026 (1 ngày làm việc)" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "limit", "cutoff", "word"),
    [
        ("13/02/2026", "1 working_day", "15:00", "2026-02-13T15:30"),
        ("2026-02-13T15:30", "soon", "15:00", "thời hạn"),
        ("2026-02-13T15:30", "1 working_day", "3pm", "15:00"),
    ],
)
def test_what_cannot_be_read_is_named(start, limit, cutoff, word):
    with pytest.raises(CommandError, match=word):
        call_command("due_date", "--start", start, "--limit", limit, "--cutoff", cutoff)
