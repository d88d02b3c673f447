"""Versions: proposed, in force, withdrawn; a folder never overwrites."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from congvu.audit import queries as audit
from congvu.catalogue import operations, queries
from congvu.catalogue.models import ProcedureVersion, VersionState
from congvu.catalogue.tests.scene import FOLDER, NOW, TODAY, birth, propose, renamed
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 1)


def amended():
    return replace(birth(), sheet=birth().sheet | {"sets": 2})


def test_first_version_holds_at_once_and_the_same_folder_again_changes_nothing():
    version = propose(birth())
    assert (version.number, version.state) == (1, VersionState.IN_FORCE)
    assert operations.propose(proposal=birth(), by=SYSTEM, at=NOW) is None
    assert queries.in_force(code="1.001193", on=TODAY) == version


def test_changed_folder_waits_until_it_is_published():
    old, new = propose(birth()), propose(amended())
    assert (new.number, new.state) == (2, VersionState.PROPOSED)
    assert queries.in_force(code="1.001193", on=NEXT_YEAR) == old
    operations.publish(version_id=new.id, valid_from=NEXT_YEAR, by=SYSTEM, at=NOW)
    assert queries.in_force(code="1.001193", on=NEXT_YEAR - timedelta(days=1)) == old
    assert queries.in_force(code="1.001193", on=NEXT_YEAR) == new
    assert queries.in_force(code="1.001193", on=NEXT_YEAR).sheet["sets"] == 2
    with pytest.raises(operations.VersionNotReady):
        operations.publish(version_id=new.id, valid_from=NEXT_YEAR, by=SYSTEM, at=NOW)


def test_version_cannot_begin_before_the_one_that_holds():
    propose(birth())
    new = propose(amended())
    with pytest.raises(operations.VersionNotReady, match="ngày sau đó"):
        operations.publish(version_id=new.id, valid_from=date(2025, 7, 1), by=SYSTEM, at=NOW)


def test_withdrawn_procedure_is_gone_from_today_and_readable_for_yesterday():
    version = propose(birth())
    operations.withdraw(version_id=version.id, reason="Bãi bỏ", by=SYSTEM, at=NOW)
    with pytest.raises(queries.ProcedureMissing, match=r"1\.001193"):
        queries.in_force(code="1.001193", on=TODAY)
    assert queries.in_force(code="1.001193", on=TODAY - timedelta(days=1)) == version
    assert queries.search("khai sinh", on=TODAY).rows == []
    assert [line.action for line in audit.entries(subject=f"procedure:{version.procedure_id}")]


def test_only_the_administrator_of_the_province_publishes():
    propose(birth())
    new = propose(amended())
    clerk = Actor(kind=ActorKind.OFFICIAL, name="Cán bộ", id=999)
    with pytest.raises(NotAllowed):
        operations.publish(version_id=new.id, valid_from=NEXT_YEAR, by=clerk, at=NOW)


def test_repeal_of_an_act_lists_what_it_touches():
    propose(birth())
    propose(renamed("1.004884", "Đăng ký lại khai sinh"))
    touched = queries.resting_on(act_number="85/2019/TT-BTC").filter(part="fee")
    assert [(row.version.procedure.code, row.part_code) for row in touched] == [
        ("1.001193", "late_registration"),
        ("1.004884", "late_registration"),
    ]


def test_command_loads_every_folder_once(capsys):
    call_command("load_procedures")
    assert "1.001193 Đăng ký khai sinh" not in capsys.readouterr().err
    call_command("load_procedures")
    assert "không đổi" in capsys.readouterr().out
    assert ProcedureVersion.objects.filter(procedure__code="1.001193").count() == 1


def test_command_names_the_faults_of_a_folder_and_keeps_nothing_of_it(tmp_path):
    sheet = (FOLDER / "sheet.yaml").read_text(encoding="utf-8").replace("sets: 1", "sets: một")
    (tmp_path / "sheet.yaml").write_text(sheet, encoding="utf-8")
    with pytest.raises(CommandError, match="sets: phải là số nguyên"):
        call_command("load_procedures", str(tmp_path))
    assert not ProcedureVersion.objects.exists()
