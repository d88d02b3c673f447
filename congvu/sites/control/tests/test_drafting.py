"""Writing a version in plain forms: typed, kept with its faults, told in words, compared, put before a second one."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account
from congvu.catalogue import operations, queries
from congvu.catalogue.models import Draft, DraftState
from congvu.catalogue.queries import put_at
from congvu.kit.actors import SYSTEM
from congvu.rehearsals.models import Rehearsal
from congvu.sites.control.drafting import formulas, matching, steps

pytestmark = pytest.mark.django_db
CODE = "1.004873"


@pytest.fixture
def writer(enter):
    folder = "congvu/procedures/marital_status"
    call_command("load_procedures", folder, verbosity=0)
    return enter("province_admin")


@pytest.fixture
def draft(writer):
    writer.post(reverse("control:draft_begin", args=[CODE]), {"ban": "1"})
    return Draft.objects.get()


def place(draft, name):
    return reverse("control:draft_part", args=[draft.pk, name])


def save(client, draft, where, **typed):
    draft.refresh_from_db()
    data = {
        "revision": draft.revision,
        "_deed": "save",
        **{key.replace("__", "."): value for key, value in typed.items()},
    }
    answer = client.post(place(draft, where), data)
    draft.refresh_from_db()
    return answer


def another(client, ward):
    """Log in as a second administrator of the province."""
    official = ward.hire("x-second", "Người Thứ Hai", "province_admin")
    account = accounts.open_account(
        official_id=official.id, username="x-second", password="mua-xuan-song-cam", by=SYSTEM, at=timezone.now()
    )
    client.force_login(Account.objects.get(pk=account.pk))


PLACES = [
    *(
        "sheet",
        "competence",
        "rules",
        "channels.0",
        "legal_basis",
        "legal_basis.0",
        "papers",
        "papers.1",
        "conditions",
        "conditions.0",
        "fees",
        "fees.0",
    ),
    *("times", "form", "form.pages.3", "form.pages.3.groups.0", "form.pages.3.groups.0.fields.1", "steps", "steps.1"),
    *("result", "result.officer_fields.0", "result.book.columns.0", "template", "declaration_forms.0", "papers.7"),
]


def test_saving_a_page_as_it_is_shown_changes_nothing(writer, draft):
    before, saved = draft.sheet, 1
    for name in PLACES:
        answer = writer.get(place(draft, name))
        assert answer.status_code == 200, name
        boxes = [box for row in answer.context.get("rows", []) for box in row.get("boxes", [])]
        boxes += answer.context.get("boxes", [])
        if boxes and name != "papers.7":
            writer.post(place(draft, name), {**as_shown(boxes), "revision": saved, "_deed": "save"})
            draft.refresh_from_db()
            saved += 1
            assert (name, draft.revision) == (name, saved)
            assert draft.sheet == before, name


def as_shown(boxes):
    typed = {}
    for box in boxes:
        typed[box.name] = ["1"] if box.kind in {"yes", "no"} and box.is_ticked else [box.typed]
        typed[f"{box.name}:en"] = [box.english] if "both" in box.kind else []
        if box.kind in {"choices", "channels"}:
            typed[box.name] = box.ticked
        if box.kind == "ways":
            for part, name in (("step", "step"), ("when", "when"), ("label", "label"), ("en", "english")):
                typed[f"{box.name}:{part}"] = [getattr(way, name) for way in box.ways]
        if box.kind in {"yes", "no"} and not box.is_ticked:
            del typed[box.name]
        if box.kind == "formula" and box.chosen:
            typed[f"{box.name}:question"], typed[f"{box.name}:sign"] = [box.chosen.pointer], [box.chosen.sign]
            typed[f"{box.name}:answer"] = [box.chosen.answer]
    return typed


def test_a_fault_is_kept_and_told_at_its_box_in_words(writer, draft):
    answer = save(writer, draft, "papers.1", name="", code="divorce", max_mb="nhiều")
    assert draft.sheet["papers"][1]["max_mb"] == "nhiều"
    page = writer.get(answer["Location"]).content.decode()
    assert "Giấy tờ 2 (divorce) › Dung lượng tối đa (MB): phải là số nguyên" in page
    assert 'href="#e-name"' in page
    overview = writer.get(reverse("control:draft", args=[draft.pk])).content.decode()
    assert "chỗ cần sửa" in overview
    assert f"{place(draft, 'papers.1')}#e-max_mb" in overview


def test_a_question_is_added_with_a_code_of_its_words_and_a_chosen_condition(writer, draft):
    group = "form.pages.2.groups.0"
    fields = len(draft.sheet["form"]["pages"][2]["groups"][0]["fields"])
    own = f"{group}.fields.{fields}"
    typed = {"label": "Nơi ly hôn", "type": "choice", "options": "Trong nước | At home\nNước ngoài"}
    save(writer, draft, own, **typed, **{"show_if:question": "status.kind", "show_if:answer": "đã ly hôn"})
    made = draft.sheet["form"]["pages"][2]["groups"][0]["fields"][fields]
    assert made["code"] == "noi_ly_hon"
    assert [row["value"] for row in made.get("options", [])] == []  # a text first: the boxes of its type come next
    save(
        writer,
        draft,
        own,
        **typed,
        code="noi_ly_hon",
        **{"show_if:question": "status.kind", "show_if:answer": "đã ly hôn"},
    )
    made = draft.sheet["form"]["pages"][2]["groups"][0]["fields"][fields]
    assert made["options"][0] == {"value": "trong_nuoc", "label": {"vi": "Trong nước", "en": "At home"}}
    assert queries.draft_faults(draft) == []
    shown = writer.get(place(draft, own)).content.decode()
    assert "Người dân sẽ thấy" in shown
    assert "Nước ngoài" in shown.partition('id="xem-truoc"')[2]


def test_a_preview_shows_what_is_typed_and_keeps_nothing(writer, draft):
    typed = {"label": "Họ tên viết hoa", "type": "text", "code": "full_name", "revision": 1}
    answer = writer.post(place(draft, "form.pages.0.groups.0.fields.0"), typed, headers={"HX-Request": "true"})
    assert "Họ tên viết hoa" in answer.content.decode().partition('id="xem-truoc"')[2]
    draft.refresh_from_db()
    assert draft.revision == 1


def test_rows_are_moved_and_taken_away(writer, draft):
    codes = [row["code"] for row in draft.sheet["papers"]]
    writer.post(place(draft, "papers"), {"revision": 1, "_deed": "up:papers.1"})
    writer.post(place(draft, "papers"), {"revision": 2, "_deed": "remove:papers.2"})
    draft.refresh_from_db()
    assert [row["code"] for row in draft.sheet["papers"]] == [codes[1], codes[0], *codes[3:]]


def test_steps_are_a_table_whose_sum_stands_beside_the_limit(writer, draft):
    page = writer.get(place(draft, "steps")).content.decode()
    assert "Tổng 24 giờ, đúng bằng thời hạn" in page
    assert "<svg" in page
    writer.post(place(draft, "steps"), {"revision": 1, "_deed": "add"})
    draft.refresh_from_db()
    assert [row["id"] for row in draft.sheet["steps"]][-2:] == ["buoc_moi", "hand_over"]
    assert "Tổng 25 giờ, quá thời hạn 24 giờ" in writer.get(place(draft, "steps")).content.decode()
    assert steps.sum_of_hours([{"hours": 3, "beside": "a"}, {"minutes": 300, "beside": "a"}, {"hours": 1}]) == 6


def test_two_windows_are_told_apart_and_what_was_typed_stays(writer, draft):
    save(writer, draft, "times", **{"limit.value": "2"})
    answer = writer.post(place(draft, "times"), {"revision": 1, "_deed": "save", "limit.value": "5"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "đã được lưu ở cửa sổ khác" in page
    assert 'value="5"' in page


def test_a_simple_condition_is_said_in_words_and_written_from_words():
    sheet = {"form": {"pages": [{"code": "p", "title": "Trang", "groups": [{"code": "g", "fields": [
        {"code": "sure", "type": "yes_no", "label": "Chắc chắn?"},
        {"code": "kind", "type": "choice", "label": "Loại", "options": [{"value": "a", "label": "Loại một"}]},
    ]}]}]}}  # fmt: skip
    asked = formulas.questions(sheet)
    assert formulas.in_words('g.kind == "a"', asked) == "khi “Trang: Loại” là “Loại một”"
    assert formulas.formula_of(formulas.Chosen("g.kind", "!=", "loại MỘT"), asked) == 'g.kind != "a"'
    assert formulas.formula_of(formulas.Chosen("g.sure", "==", "không"), asked) == "g.sure == false"
    assert formulas.chosen_in('g.kind == "a" && g.sure', asked) is None
    odd = formulas.formula_of(formulas.Chosen("g.kind", "==", 'x" || true || "'), asked)
    assert odd == 'g.kind == "x || true || "'


def test_the_difference_is_told_part_by_part_and_side_by_side(writer, draft):
    sheet = put_at(draft.sheet, "limit.value", 2)
    sheet = put_at(sheet, "papers.1", None)
    sheet = put_at(sheet, "form.pages.0.groups.0.fields.0.label", "Họ và tên")
    sheet = put_at(sheet, "steps.1.hours", 6)
    operations.save_draft(
        draft_id=draft.pk, revision=1, sheet=sheet, by=writer.get(place(draft, "times")).wsgi_request.seat.actor,
        at=timezone.now(),
    )  # fmt: skip
    answer = writer.get(reverse("control:draft_changes", args=[draft.pk]))
    found = {(change.where, change.before, change.after) for _t, rows in answer.context["parts"] for change in rows}
    assert ("Thời hạn giải quyết", "3", "2") in found
    assert ("Giấy tờ", "Trích lục ghi chú ly hôn, bản án hoặc quyết định ly hôn", "") in found
    assert len(found) == 4
    assert [pair.is_changed for pair in answer.context["steps"]] == [False, True, False, False, False]


def test_a_changed_limit_is_rehearsed_before_it_takes_effect(writer, draft, ward, client):
    actor = writer.get(place(draft, "times")).wsgi_request.seat.actor
    sheet = put_at(draft.sheet, "limit.value", 2)
    draft = operations.save_draft(draft_id=draft.pk, revision=1, sheet=sheet, by=actor, at=timezone.now())
    assert queries.draft_faults(draft) == []
    page, deed = reverse("control:draft", args=[draft.pk]), "control:draft_change"
    shown = writer.get(page)
    assert shown.context["hours"] == (24, 16)
    assert shown.context["unlike"][1].startswith("03 ngày làm việc")
    assert shown.context["rehearsable"]
    writer.post(reverse(deed, args=[draft.pk, "dien-tap"]))
    made = Rehearsal.objects.get(about=f"draft:{draft.pk}")
    assert (made.kind, made.change, made.procedure_code) == ("limit", {"value": 2, "unit": "working_day"}, CODE)
    assert reverse("control:rehearsal", args=[made.public_id]) in writer.get(page).content.decode()
    made.delete()
    operations.note_trial(draft_id=draft.pk, digest=draft.digest, by=actor, at=timezone.now())
    today = timezone.localdate().isoformat()
    writer.post(reverse(deed, args=[draft.pk, "trinh"]), {"day": today})
    another(client, ward)
    client.post(reverse(deed, args=[draft.pk, "duyet"]), {"day": client.get(page).context["first_day"].isoformat()})
    assert client.get(page).context["first_day"] == timezone.localdate() + dt.timedelta(days=1)
    assert Draft.objects.get(pk=draft.pk).state == DraftState.PUBLISHED
    assert Rehearsal.objects.filter(about=f"draft:{draft.pk}").count() == 1


def test_a_fault_in_the_form_is_named_by_page_and_question(writer, draft):
    sheet = put_at(draft.sheet, "form.pages.2.groups.0.fields.0.show_if", "nothing.here == 1")
    found = matching.faults(sheet, queries.draft_faults(Draft(code=CODE, sheet=sheet, result_template="x")))
    assert [(fault.place, fault.key) for fault in found] == [("form.pages.2.groups.0.fields.0", "show_if")]
    assert found[0].where.startswith("Tờ khai › Trang 3 (Tình trạng hôn nhân) › Nhóm 1 (status) › Câu hỏi 1 (")


def test_the_way_to_force_from_new_to_published(writer, ward, client):
    typed = {
        "code": "9.000001", "name": "Cấp thẻ xe đạp công cộng", "field_code": "GT", "field_name": "Giao thông",
        "level": "commune", "agency": "Ủy ban nhân dân cấp xã", "value": "2", "unit": "working_day",
        "words": "02 ngày làm việc", "act": "12/2026/QĐ-UBND", "act_title": "Quyết định về xe đạp công cộng",
    }  # fmt: skip
    assert writer.post(reverse("control:draft_new"), {**typed, "name": ""}).status_code == 422
    writer.post(reverse("control:draft_new"), typed)
    draft = Draft.objects.get()
    assert queries.draft_faults(draft) == []
    actor = writer.get(place(draft, "times")).wsgi_request.seat.actor
    operations.note_trial(draft_id=draft.pk, digest=draft.digest, by=actor, at=timezone.now())
    today = timezone.localdate()
    deeds = {deed: reverse("control:draft_change", args=[draft.pk, deed]) for deed in ("trinh", "duyet")}
    writer.post(deeds["trinh"], {"day": today.isoformat()})
    assert writer.post(deeds["duyet"], {"day": today.isoformat()}).status_code == 403
    another(client, ward)
    assert "Duyệt và ban hành" in client.get(reverse("control:draft", args=[draft.pk])).content.decode()
    client.post(deeds["duyet"], {"day": today.isoformat()})
    draft.refresh_from_db()
    assert draft.state == DraftState.PUBLISHED
    assert queries.in_force(code="9.000001", on=today).procedure.name == "Cấp thẻ xe đạp công cộng"
