"""Officials by Excel: what is wrong is named by row and column, nobody is loaded by half, twice changes nothing."""

import datetime as dt
from io import BytesIO

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from congvu.audit.models import Entry
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import operations as people
from congvu.people.models import Agency, Official, OrgUnit, Post, Role, RoleHolding
from congvu.people.tests.conftest import actor
from congvu.staffing import operations, queries
from congvu.staffing.models import Import, ImportRow
from congvu.staffing.tests.scene import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def problems(made):
    return {(row.sheet, row.number): row.problems for row in made.rows.filter(state="wrong")}


def test_new_officials_with_posts_and_roles(town):
    made = town.bring([town.row(1), town.row(2, email="hai@vi-du.vn")], [town.role(1), town.role(2, role="Văn thư")])
    assert (made.state, queries.counts(made.pk)["ready"]) == ("checked", 4)
    assert not Official.objects.filter(staff_code="cb-00001").exists()
    assert town.load(made).state == "done"
    one = Official.objects.get(staff_code="cb-00001")
    assert Post.objects.get(official=one).unit.code == "VP"
    assert RoleHolding.objects.get(official=one).role == "case_officer"
    assert Entry.objects.get(action="staffing.load").data == {"loaded": 4, "wrong": 0}


def test_the_same_list_again_changes_nothing(town):
    rows, roles = [town.row(1), town.row(1, title="Kiêm nhiệm", unit="")], [town.role(1)]
    town.load(town.bring(rows, roles))
    again = town.bring(rows, roles)
    assert queries.counts(again.pk) == {"same": 3, "ready": 0, "wrong": 0, "held": 0, "loaded": 0}
    with pytest.raises(Refusal, match="không có dòng nào"):
        town.load(again)


def test_each_wrong_cell_is_named(town):
    made = town.bring(
        [
            town.row(1, agency="H24.999"),
            town.row(2, unit="XX"),
            town.row(3, valid_from="31/02/2026"),
            town.row(4, full_name=""),
            town.row(5, email="khong-phai-thu"),
            town.row(6, valid_to="2020-01-01"),
            town.row(7),
            town.row(7),
            town.row(8, title="x" * 151),
            town.row(9, title=""),
        ],
        [town.role(7, role="Vua"), town.role(99)],
    )
    found = problems(made)
    assert found["officials", 2].keys() == {"agency"}
    assert found["officials", 3].keys() == {"unit"}
    assert found["officials", 4].keys() == {"valid_from"}
    assert found["officials", 5].keys() == {"full_name"}
    assert found["officials", 6].keys() == {"email"}
    assert found["officials", 7].keys() == {"valid_to"}
    assert found["officials", 9][""].startswith("Trùng với dòng 8")
    assert found["officials", 10].keys() == {"title"}
    assert found["officials", 11].keys() == {"title"}
    assert found["roles", 2].keys() == {"role"}
    assert found["roles", 3].keys() == {"staff_code"}


def test_nobody_is_loaded_by_half(town):
    made = town.bring([town.row(1), town.row(2)], [town.role(1, role="Vua"), town.role(2)])
    assert queries.counts(made.pk) == {"same": 0, "ready": 2, "wrong": 1, "held": 1, "loaded": 0}
    town.load(made)
    assert not Official.objects.filter(staff_code="cb-00001").exists()
    assert Official.objects.filter(staff_code="cb-00002").exists()


def test_what_fails_while_loading_takes_its_person_back_whole_and_says_why(town):
    made = town.bring([town.row(1), town.row(2)], [town.role(1), town.role(2)])
    OrgUnit.objects.filter(code="VP", agency__code="H24.166").update(agency=town.other.agency, code="ZZ")
    town.load(made)
    assert not Official.objects.filter(staff_code="cb-00001").exists()
    assert all("không thuộc cơ quan" in row.problems[""] for row in made.rows.all())


def test_the_list_comes_back_with_a_column_of_errors(town):
    made = town.bring([town.row(1), town.row(2, agency="H24.999")], [])
    book = CalamineWorkbook.from_filelike(BytesIO(queries.with_errors(made)))
    rows = book.get_sheet_by_name("Cán bộ").to_python()
    assert rows[0][-1] == "Lỗi"
    assert rows[1][-1] == ""
    assert "H24.999" in rows[2][-1]
    mended = town.bring(content=queries.with_errors(made))
    assert queries.counts(mended.pk)["wrong"] == 1


def test_a_fallen_job_goes_on_where_it_was(town, monkeypatch):
    made = town.bring([town.row(number) for number in range(1, 6)])
    operations.confirm(import_id=made.pk, by=town.chief, at=timezone.now())
    real, done = operations.load_official, []

    def falling(code, deeds, **more):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(code)
        real(code, deeds, **more)

    monkeypatch.setattr(operations, "load_official", falling)
    with pytest.raises(KeyboardInterrupt):
        operations.load(import_id=made.pk)
    assert queries.counts(made.pk)["loaded"] == 2
    monkeypatch.setattr(operations, "load_official", real)
    operations.load(import_id=made.pk)
    assert (Import.objects.get(pk=made.pk).state, queries.counts(made.pk)["loaded"]) == ("done", 5)
    assert Official.objects.filter(staff_code__startswith="cb-").count() == 5


def test_a_stopped_list_says_exactly_what_was_loaded(town):
    made = town.bring([town.row(1)])
    operations.confirm(import_id=made.pk, by=town.chief, at=timezone.now())
    operations.stop(import_id=made.pk, by=town.chief, at=timezone.now())
    operations.load(import_id=made.pk)
    assert not Official.objects.filter(staff_code="cb-00001").exists()
    assert Entry.objects.get(action="staffing.stop").data == {"loaded": 0, "wrong": 0}


def test_posts_and_roles_end_by_a_day(town):
    town.load(town.bring([town.row(1)], [town.role(1)]))
    made = town.bring([town.row(1)], [town.role(1, valid_to="2030-01-01")])
    assert queries.counts(made.pk) == {"same": 1, "ready": 1, "wrong": 0, "held": 0, "loaded": 0}
    town.load(made)
    assert str(RoleHolding.objects.get(official__staff_code="cb-00001").valid_to) == "2030-01-01"


def test_an_empty_cell_leaves_what_is_there(town):
    town.load(town.bring([town.row(1, email="mot@vi-du.vn", phone="0912000111")]))
    made = town.bring([town.row(1, email="", phone="0912000222")])
    town.load(made)
    one = Official.objects.get(staff_code="cb-00001")
    assert (one.email, one.phone) == ("mot@vi-du.vn", "0912000222")


def test_an_agencys_administrator_brings_own_people_and_no_powers_over_the_province(town):
    made = town.bring(
        [town.row(1), town.row(2, agency="H24.182")],
        [town.role(1, role="Quản trị toàn tỉnh", unit=""), town.role(1, agency="H24.182")],
        by=town.admin,
    )
    found = problems(made)
    assert "không quản trị" in found["officials", 3]["agency"]
    assert "toàn tỉnh" in found["roles", 2]["role"]
    assert "không quản trị" in found["roles", 3]["agency"]


def test_nobody_gives_a_role_to_themselves_by_a_list(town):
    mine = {"staff_code": "quan-tri", "full_name": "Lưu Đình Long", "title": "Chuyên viên", "unit": ""}
    made = town.bring([town.row(**mine)], [town.role(staff_code="quan-tri", role="Lãnh đạo cơ quan")], by=town.admin)
    assert "tự giao" in problems(made)["roles", 2]["role"]


def test_others_bring_nothing_and_confirm_nothing(town):
    clerk = actor(town.ward.hire("vt", "Văn Thư", "Văn thư", Role.CLERK))
    with pytest.raises(NotAllowed):
        town.bring([town.row(1)], by=clerk)
    with pytest.raises(NotAllowed):
        town.bring(agencies=[], units=[], kind="agencies", by=town.admin)
    made = town.bring([town.row(1)])
    with pytest.raises(Refusal, match="người khác"):
        operations.confirm(import_id=made.pk, by=town.admin, at=timezone.now())


def test_a_power_taken_away_meanwhile_loads_nothing(town):
    made = town.bring([town.row(1)], by=town.admin)
    operations.confirm(import_id=made.pk, by=town.admin, at=timezone.now())
    RoleHolding.objects.filter(role="agency_admin").delete()
    operations.load(import_id=made.pk)
    assert not Official.objects.filter(staff_code="cb-00001").exists()
    assert "vai trò cần thiết" in made.rows.get().problems[""]


def test_agencies_open_with_their_units_and_come_back_unchanged(town):
    agency = {"code": "H24.500", "name": "Sở Mới", "kind": "Sở, ban, ngành", "realm": "Nhà nước", "invented": "x"}
    below = {**agency, "code": "H24.500.1", "name": "Chi cục", "parent": "H24.500"}
    unit = {"agency": "H24.500.1", "code": "VP", "name": "Văn phòng", "kind": "Văn phòng"}
    town.load(town.bring(agencies=[agency, below], units=[unit], kind="agencies"))
    assert Agency.objects.get(code="H24.500.1").parent.code == "H24.500"
    content, _rows = queries.export("agencies", agency_ids=None, on=timezone.localdate())
    again = town.bring(content=content, kind="agencies")
    counted = queries.counts(again.pk)
    assert (counted["ready"], counted["wrong"]) == (0, 0)


def test_an_agency_is_not_renamed_by_a_list(town):
    row = {"code": "H24.166", "name": "Tên Khác", "kind": "Ủy ban nhân dân cấp xã", "realm": "Nhà nước"}
    made = town.bring(agencies=[row], units=[], kind="agencies")
    assert problems(made)["agencies", 2].keys() == {"name"}


def test_rows_of_a_month_ago_are_forgotten_and_who_brought_them_is_not(town):
    made = town.bring([town.row(1)])
    Import.objects.update(made_at=timezone.now() - operations.KEPT_FOR - operations.KEPT_FOR)
    assert operations.forget(at=timezone.now()) >= 1
    assert not ImportRow.objects.exists()
    assert Import.objects.get().pk == made.pk


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn")), min_size=1, max_size=30
)

DAYS = st.dates(dt.date(1901, 1, 1), dt.date(2190, 1, 1))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people_of=st.lists(st.tuples(WORDS, WORDS, st.sampled_from(list(Role)), DAYS), max_size=4))
def test_what_goes_out_comes_in_as_no_change(town, people_of):
    from django.db import transaction

    from congvu.kit.actors import SYSTEM
    from congvu.kit.text import clean

    with transaction.atomic():
        now = timezone.now()
        for number, (name, title, role, day) in enumerate(people_of):
            if not clean(title):
                continue
            who = people.enrol(staff_code=f"p-{number}", full_name=f"An {name}", phone="+84 912", by=SYSTEM, at=now)
            where = {
                "official_id": who.id,
                "agency_id": town.ward.agency.id,
                "valid_from": day,
                "by": SYSTEM,
                "at": now,
            }
            people.appoint(title=title, **where)
            people.grant_role(role=role, **where)
        content, _rows = queries.export("officials", agency_ids=None, on=timezone.localdate())
        made = town.bring(content=content)
        assert {row.state for row in made.rows.all()} == {"same"}, list(made.rows.exclude(state="same").values())
        transaction.set_rollback(True)
