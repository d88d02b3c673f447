"""The leaders' pages of figures: every view, every card, every number opens what stands behind it."""

import copy
import datetime as dt
import io

import pytest
from django.urls import reverse
from python_calamine import load_workbook

from congvu.dossiers.tests import scenes
from congvu.feedback.models import Invitation, Rating
from congvu.indicators import operations
from congvu.indicators import queries as indicators
from congvu.indicators.models import StatedFigure

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(commune):
    """One dossier solved late, with a step over its limit, rated badly."""
    commune.now = scenes.at("2026-11-02 09:05")
    answers = copy.deepcopy(commune.answers())
    answers["child"]["birth_date"] = answers["birth_note"]["date"] = "2026-10-28"
    dossier = commune.submit("late", values=answers)
    commune.does("reception", "accept", dossier)
    commune.does("case_officer", "take", dossier)
    commune.now += dt.timedelta(days=9)
    commune.does("leader", "refuse", dossier, reason="Đã đăng ký ở nơi khác")
    invitation = Invitation.objects.create(dossier=dossier, open_from=commune.now)
    Rating.objects.create(invitation=invitation, score=1, comment="Quá chậm, bực mình", rated_at=commune.now)
    operations.measure_now(at=commune.now + dt.timedelta(hours=1))
    return dossier


def ask(commune, client, name, *args, **more):
    return client.get(reverse(f"desk:{name}", args=args), {"ky": f"{commune.now:%Y-%m}", **more})


def test_the_board_counts_by_procedure_and_field_and_says_why(commune, late, sit):
    client = sit(commune, "leader")
    for view, words in (("thu-tuc", "Đăng ký khai sinh"), ("linh-vuc", "Hộ tịch")):
        page = ask(commune, client, "board", theo=view).content.decode()
        assert words in page
        assert "Vì sao quá hạn" in page
    listed = ask(commune, client, "board_dossiers", "late").content.decode()
    assert late.code in listed
    assert "Bước quá hạn đầu tiên" in listed


def test_the_card_shows_shares_and_opens_what_lost_points(commune, late, sit):
    client = sit(commune, "leader")
    page = ask(commune, client, "scores", bo="tt01").content.decode()
    assert "hồ sơ đã giải quyết" in page
    assert reverse("desk:scores_dossiers", args=["points_time"]) in page
    assert late.code in ask(commune, client, "scores_dossiers", "points_time").content.decode()
    assert "Hồ sơ đúng hạn" in ask(commune, client, "scores", bo="nd224").content.decode()


def test_no_official_learns_who_rated_what(commune, late, sit):
    client = sit(commune, "leader")
    card = ask(commune, client, "scores", bo="qd766").content.decode()
    assert reverse("desk:scores_dossiers", args=["pleased"]) not in card
    assert ask(commune, client, "scores_dossiers", "pleased").status_code == 404
    addresses = [reverse("desk:board"), reverse("desk:dossier", args=[late.public_id])]
    for page in [card, *(client.get(address).content.decode() for address in addresses)]:
        assert "Quá chậm, bực mình" not in page


def test_the_quarterly_table_is_excel_with_its_reasons(commune, late, sit):
    client = sit(commune, "leader")
    answer = ask(commune, client, "board_excel", theo="linh-vuc")
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.sheet_names) == 2
    first = book.get_sheet_by_index(0).to_python()
    assert first[-1][1] == "Tổng số"
    assert [row[1] for row in first[5:-1]] == ["Hộ tịch"]
    assert sum(row[3] for row in book.get_sheet_by_index(1).to_python()[3:]) == 1


def test_what_is_not_counted_here_is_stated_from_a_paper(commune, late, sit):
    client = sit(commune, "leader")
    paper = {"source": "Báo cáo 45/BC-UBND", "source_agency": "UBND thành phố", "source_day": f"{commune.now:%Y-%m-%d}"}
    page = reverse("desk:stated_figures") + f"?ky={commune.now:%Y-%m}"
    assert "chưa nhập số liệu" in ask(commune, client, "scores", bo="qd766").content.decode()
    typed = {"measure": "synchronised", "numerator": "90", "denominator": "1.20", **paper}
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert "không dấu chấm" in answer.content.decode()
    assert paper["source"] in answer.content.decode(), "what was typed is not lost"
    assert client.post(page, {**typed, "denominator": "120"}).status_code == 302
    card = ask(commune, client, "scores", bo="qd766").content.decode()
    assert "nhập tay: Báo cáo 45/BC-UBND, UBND thành phố" in card
    assert "4,50 / 6" in card
    figure = StatedFigure.objects.get()
    back = reverse("desk:stated_figure_withdraw", args=[figure.pk])
    client.post(back, {"reason": "Số liệu bị đính chính"})
    figure.refresh_from_db()
    assert figure.ended_reason == "Số liệu bị đính chính"
    assert sit(commune, "case_officer").post(page, typed).status_code == 403


def test_the_public_page_names_the_paper_of_a_stated_figure(commune, late, client):
    paper = {"source": "Quyết định 12/QĐ-UBND", "source_agency": "UBND thành phố", "source_day": commune.now.date()}
    stated = operations.Stated(measure="announced_in_time", numerator=9, denominator=12, **paper)
    period = indicators.parse(f"{commune.now:%Y-%m}")
    operations.state_figure(stated=stated, period=period, agency_id=None, by=scenes.SYSTEM, at=commune.now)
    shown = client.get(reverse("portal:scores"), {"bo": "qd766", "ky": period.code}).content.decode()
    assert "nhập tay: Quyết định 12/QĐ-UBND" in shown
    assert "3 / 4" in shown
