"""Excel lists as an administrator meets them: template, upload, preview, loading, the sheet with errors back."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from congvu.audit.models import Entry
from congvu.people.models import Official
from congvu.staffing import operations
from congvu.staffing.models import Import
from congvu.staffing.sheets import BOOKS
from congvu.staffing.writing import workbook

PAGE = reverse("control:lists")


def row(number, agency="H24.166", **more):
    known = {"staff_code": f"cb-{number}", "full_name": f"Phạm Văn {'Mới' * number}", "agency": agency}
    return {**known, "unit": "VP", "title": "Công chức", "valid_from": "2025-07-01", **more}


def excel(*rows, kind="officials", **sheets):
    content = workbook(BOOKS[kind], sheets or {"officials": list(rows), "roles": []})
    return SimpleUploadedFile("danh-sach.xlsx", content)


def bring(client, file, kind="officials"):
    """Send a file, let the job read it, and return the address of its page."""
    answer = client.post(reverse("control:list_bring"), {"loai": kind, "tep": file})
    assert answer.status_code == 302, answer.content.decode()
    operations.check(import_id=Import.objects.latest("made_at").pk, at=timezone.now())
    return answer["Location"]


def deed(name):
    return reverse("control:list_change", args=[Import.objects.latest("made_at").pk, name])


def cells(answer, sheet="Cán bộ"):
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet).to_python()


def test_a_list_is_seen_before_it_counts_and_its_errors_come_back(enter, ward):
    client = enter("agency_admin")
    page = bring(client, excel(row(1), row(2), row(3, agency="H24.182")))
    preview = client.get(page).content.decode()
    assert "Sẽ nạp <strong>2</strong> dòng" in preview
    assert "Sai: <strong>1</strong>" in preview
    assert "H24.182" in preview
    assert "Thêm cán bộ Phạm Văn Mới" in client.get(f"{page}?xem=ready").content.decode()
    assert not Official.objects.filter(staff_code__startswith="cb-").exists()

    assert client.post(deed("nap"))["Location"] == page
    assert 'hx-trigger="every 2s"' in client.get(page).content.decode()
    operations.load(import_id=Import.objects.get().pk)
    assert "Đã nạp <strong>2</strong> dòng" in client.get(page).content.decode()
    assert set(Official.objects.filter(staff_code__startswith="cb-").values_list("staff_code", flat=True)) == {
        "cb-1",
        "cb-2",
    }

    back = cells(client.get(reverse("control:list_download", args=[Import.objects.get().pk])))
    assert back[0][-1] == "Lỗi"
    assert ["H24.182" in str(line[-1]) for line in back[1:]] == [False, False, True]


def test_a_list_is_stopped(enter, ward):
    client = enter("agency_admin")
    page = bring(client, excel(row(1)))
    client.post(deed("dung"))
    assert "Đã dừng" in client.get(page).content.decode()
    assert "không còn chờ" in client.post(deed("nap"), follow=True).content.decode()
    assert not Official.objects.filter(staff_code="cb-1").exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Chọn tệp Excel"),
        ({"tep": SimpleUploadedFile("a.xlsx", b"a,b\n1,2\n")}, "xlsx"),
        ({"tep": SimpleUploadedFile("a.xlsx", b"PK\x03\x04"), "loai": "vua"}, "Chọn loại danh sách"),
    ],
)
def test_what_cannot_be_taken_in_is_said(enter, sent, words):
    answer = enter("agency_admin").post(reverse("control:list_bring"), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Import.objects.exists()


def test_a_file_that_is_no_list_says_what_is_missing(enter):
    client = enter("agency_admin")
    page = bring(client, excel(kind="agencies", agencies=[], units=[]))
    text = client.get(page).content.decode()
    assert "Không đọc được tệp" in text
    assert "không có tờ" in text


def test_auditors_look_and_bring_nothing(enter, ward):
    client = enter("auditor")
    assert client.get(PAGE).status_code == 200
    assert 'type="file"' not in client.get(PAGE).content.decode()
    assert client.post(reverse("control:list_bring"), {"tep": excel(row(1))}).status_code == 403
    assert client.get(reverse("control:list_export", args=["officials"])).status_code == 403


def test_agencies_are_the_provinces_to_bring(enter, ward):
    client = enter("agency_admin")
    file = excel(kind="agencies", agencies=[], units=[])
    assert client.post(reverse("control:list_bring"), {"loai": "agencies", "tep": file}).status_code == 403
    assert 'value="agencies"' not in client.get(PAGE).content.decode()


def test_anothers_list_is_read_by_who_sees_all_and_confirmed_by_its_owner(enter, ward, neighbour):
    page = bring(enter("agency_admin"), excel(row(1)))
    stranger = enter("clerk", neighbour)
    assert stranger.get(page).status_code == 403
    client = enter("province_admin")
    shown = client.get(page).content.decode()
    assert "Phạm Văn Mới" in shown
    assert "Nạp 1 dòng" not in shown
    assert "người khác đưa lên" in client.post(deed("nap"), follow=True).content.decode()
    assert not Official.objects.filter(staff_code="cb-1").exists()


def test_what_is_there_goes_out_within_reach_comes_back_unchanged_and_is_noted(enter, ward, neighbour):
    ward.hire("nq-1", "Lê Văn Gần", "clerk")
    neighbour.hire("tn-1", "Trần Văn Xa")
    client = enter("agency_admin")
    answer = client.get(reverse("control:list_export", args=["officials"]))
    codes = {line[0] for line in cells(answer)[1:]}
    assert {"nq-1", "x-agency_admin"} <= codes
    assert "tn-1" not in codes
    assert Entry.objects.get(action="staffing.take_out").data["rows"] >= 2
    page = bring(client, SimpleUploadedFile("co.xlsx", answer.content))
    assert "Sẽ nạp <strong>0</strong> dòng" in client.get(page).content.decode()


@pytest.mark.parametrize(("kind", "sheet"), [("officials", "Cán bộ"), ("agencies", "Cơ quan")])
def test_templates_have_headings_alone_and_the_codes_needed_to_fill_them(enter, kind, sheet):
    answer = enter("province_admin").get(reverse("control:list_template", args=[kind]))
    assert len(cells(answer, sheet)) == 1
    assert any("H24.166" in line for line in cells(answer, "Danh mục"))


@pytest.mark.parametrize("state", ["vua", "x' or 1"])
def test_a_made_up_tab_is_not_found(enter, ward, state):
    client = enter("agency_admin")
    page = bring(client, excel(row(1)))
    assert client.get(page, {"xem": state}).status_code == 404
