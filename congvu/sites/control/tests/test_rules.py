"""Hours of work, formats of codes and papers on the control site: tried, decided for a day to come, withdrawn."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from congvu.audit.models import Entry
from congvu.kit.actors import SYSTEM
from congvu.numbering import operations as numbering
from congvu.numbering import queries as numbers
from congvu.numbering.models import CodeFormat
from congvu.printing import operations as printing
from congvu.printing import queries as papers
from congvu.printing.models import PaperTemplate
from congvu.workdays import queries as workdays
from congvu.workdays.models import WorkingHours

pytestmark = pytest.mark.django_db
SUMMER = {"morning_from": "07:00", "morning_to": "11:00", "afternoon_from": "13:30", "afternoon_to": "17:30"}


def day(more: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=more)


@pytest.fixture
def chief(enter):
    return enter("province_admin")


def summer(**more):
    return {**SUMMER, "weekdays": ["1", "2", "3"], "legal_basis": "QĐ 1/QĐ-UBND", "valid_from": day(30), **more}


def was_recorded(action: str, official) -> bool:
    return Entry.objects.filter(action=action, actor_key=f"official:{official.pk}").exists()


def test_hours_are_set_for_a_day_to_come_and_withdrawn(chief):
    assert chief.post(reverse("control:hours"), summer()).status_code == 302
    hours = workdays.calendar().hours_on(day(31))
    assert (hours.weekdays, hours.sessions[1][1]) == ((1, 2, 3), dt.time(17, 30))
    assert workdays.calendar().hours_on(day(29)).weekdays != (1, 2, 3)
    row = WorkingHours.objects.get(valid_from=day(30))
    chief.post(reverse("control:hours_withdraw", args=[row.pk]))
    assert workdays.calendar().hours_on(day(31)).weekdays != (1, 2, 3)
    assert was_recorded("workdays.set_hours", chief.official)
    assert was_recorded("workdays.withdraw_hours", chief.official)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"morning_to": "06:00"}, "theo thứ tự"),
        ({"weekdays": []}, "ít nhất một ngày"),
        ({"morning_from": "25:00"}, "07:30"),
        ({"legal_basis": ""}, "Căn cứ"),
        ({"valid_from": day(-1)}, "đã qua"),
    ],
)
def test_hours_are_refused_with_what_was_typed(chief, fault, said):
    before = WorkingHours.objects.count()
    answer = chief.post(reverse("control:hours"), summer(**fault))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="17:30"' in answer.content.decode()
    assert WorkingHours.objects.count() == before


def test_hours_that_hold_cannot_be_withdrawn(chief):
    held = WorkingHours.objects.order_by("valid_from").first()
    chief.post(reverse("control:hours_withdraw", args=[held.pk]))
    assert WorkingHours.objects.filter(pk=held.pk).exists()


def asked(**more):
    ways = {"kind": "procedure_result", "template": "{number}/{yyyy}/TB-PVHCC", "scope": "{kind}:{agency}:{yyyy}"}
    return {**ways, "legal_basis": "Quyết định 2/QĐ-UBND", "valid_from": day(10), **more}


def test_a_format_is_tried_set_and_withdrawn(chief):
    address, before = reverse("control:numbers"), CodeFormat.objects.count()
    answer = chief.post(address, asked(deed="try"))
    assert answer.context["tried"][0] == f"1/{day(10).year}/TB-PVHCC"
    assert CodeFormat.objects.count() == before
    old = numbers.format_of(kind="procedure_result", on=day(0))
    assert chief.post(address, asked(deed="decide")).status_code == 302
    new = numbers.format_of(kind="procedure_result", on=day(10))
    assert new.template == "{number}/{yyyy}/TB-PVHCC"
    assert numbers.format_of(kind="procedure_result", on=day(9)).pk == old.pk
    assert chief.get(address).status_code == 200
    chief.post(reverse("control:number_withdraw", args=[new.pk]))
    assert numbers.format_of(kind="procedure_result", on=day(20)).pk == old.pk
    assert was_recorded("numbering.set_format", chief.official)
    assert was_recorded("numbering.withdraw_format", chief.official)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"template": "TB-{yyyy}"}, "đúng một chỗ điền {number}"),
        ({"template": "{number}/TB"}, "mã sẽ trùng"),
        ({"template": "{number}/{nam}"}, "{nam}"),
        ({"scope": "{kind}:{yyyy}"}, "mỗi cơ quan một dãy"),
        ({"kind": "khong-co"}, "khong-co"),
        ({"valid_from": day(0)}, "từ ngày mai"),
        ({"legal_basis": ""}, "căn cứ"),
    ],
)
def test_a_format_that_could_give_one_code_twice_is_refused(chief, fault, said):
    before = CodeFormat.objects.count()
    answer = chief.post(reverse("control:numbers"), asked(deed="decide", **fault))
    assert (answer.status_code, CodeFormat.objects.count()) == (422, before)
    assert said in answer.content.decode()


def test_a_format_counts_from_its_day_on(chief):
    chief.post(reverse("control:numbers"), asked(deed="decide"))
    at = timezone.now() + dt.timedelta(days=11)
    code = numbering.issue_code(kind="procedure_result", agency_code="H24.166", at=at)
    assert code.endswith("/TB-PVHCC")


@pytest.fixture
def m01():
    printing.load_papers(by=SYSTEM, at=timezone.now())
    return PaperTemplate.objects.get(key="m01")


def changed(m01, **more):
    source = m01.source.replace("Địa chỉ]", "Nơi ở]")
    ways = {"source": source, "title": "Giấy tiếp nhận", "legal_basis": "TT 9/2027", "valid_from": day(5)}
    return {**ways, **more}


def test_a_paper_is_tried_set_and_withdrawn(chief, m01):
    address = reverse("control:paper", args=["m01"])
    shown = chief.get(address)
    assert shown.context["pictures"][0].startswith("data:image/png;base64,")
    assert shown.context["unchecked"]
    tried = chief.post(address, changed(m01, deed="try"))
    assert tried.context["tried"] != shown.context["pictures"]
    assert PaperTemplate.objects.filter(key="m01").count() == 1
    assert chief.post(address, changed(m01, deed="decide")).status_code == 302
    assert papers.template_in_force(key="m01", on=day(4)).pk == m01.pk
    new = papers.template_in_force(key="m01", on=day(5))
    assert (new.legal_basis, new.schema) == ("TT 9/2027", m01.schema)
    assert chief.get(reverse("control:papers")).status_code == 200
    chief.post(reverse("control:paper_withdraw", args=[new.pk]))
    assert papers.template_in_force(key="m01", on=day(50)).pk == m01.pk
    assert was_recorded("printing.set_paper", chief.official)
    assert was_recorded("printing.withdraw_paper", chief.official)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"source": "#khong-co"}, "không in được"),
        ({"source": ""}, "trống"),
        ({"valid_from": day(0)}, "áp dụng từ sau ngày"),
        ({"title": ""}, "Tên mẫu"),
    ],
)
def test_a_paper_is_refused_with_what_was_typed(chief, m01, fault, said):
    answer = chief.post(reverse("control:paper", args=["m01"]), changed(m01, deed="decide", **fault))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert PaperTemplate.objects.filter(key="m01").count() == 1


def test_the_words_of_a_block_are_seen_on_the_paper_before_they_are_decided(chief, m01):
    address = reverse("control:paper_words", args=["m01"])
    assert (
        reverse("control:paper_words", args=["m01"])
        in chief.get(reverse("control:paper", args=["m01"])).content.decode()
    )
    shown = chief.get(address, {"khoi": "contact"})
    assert "«Mã hồ sơ»" in shown.content.decode()
    words = {"khoi": "contact", "chu": "Hỏi về «Mã hồ sơ»: 0225 000 000"}
    tried = chief.post(address, {**words, "deed": "try"})
    assert tried.status_code == 200
    assert tried.context["pictures"] != shown.context["pictures"]
    assert not papers.kept_words(paper="m01")
    live = chief.post(address, {**words, "chu": "«Số nhà»"}, headers={"HX-Request": "true"})
    assert (live.status_code, live.context["pictures"]) == (200, [])
    assert "không có chỗ điền «Số nhà»" in live.content.decode()
    refused = chief.post(address, {**words, "chu": "«Số nhà»", "valid_from": day(5), "deed": "decide"})
    assert refused.status_code == 422
    assert "«Số nhà»</textarea>" in refused.content.decode()
    assert chief.post(address, {**words, "valid_from": day(5), "deed": "decide"}).status_code == 302
    (row,) = papers.kept_words(paper="m01")
    assert papers.wordings(paper="m01", on=day(5))["contact"].words == words["chu"]
    chief.post(reverse("control:words_withdraw", args=[row.pk]))
    assert "contact" not in papers.wordings(paper="m01", on=day(5))
    assert was_recorded("printing.set_words", chief.official)
    assert chief.get(reverse("control:paper_words", args=["cash_book"])).status_code == 404


def test_the_same_text_is_no_new_version(chief, m01):
    answer = chief.post(reverse("control:paper", args=["m01"]), changed(m01, deed="decide", source=m01.source))
    assert "trùng" in answer.content.decode()


@pytest.mark.parametrize("name", ["hours", "numbers", "paper"])
def test_auditors_read_and_change_nothing(enter, m01, name):
    auditor = enter("auditor")
    address = reverse(f"control:{name}", args=["m01"] if name == "paper" else [])
    assert "<textarea" not in auditor.get(address).content.decode()
    counts = lambda: [table.objects.count() for table in (WorkingHours, CodeFormat, PaperTemplate)]  # noqa: E731
    before = counts()
    assert auditor.post(address, {**summer(), **asked(), **changed(m01), "deed": "decide"}).status_code == 403
    assert counts() == before
