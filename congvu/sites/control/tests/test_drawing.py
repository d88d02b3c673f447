"""The process of a draft drawn with bpmn-js: its mark stays, what is drawn is kept, code is refused."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.catalogue import operations, queries
from congvu.catalogue.models import Draft
from congvu.dossiers.tests.scenes import FOLDER
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.processes.queries import definition_file
from congvu.sites.control.drafting.drawing_words import VIETNAMESE
from congvu.sites.control.tests.conftest import PASSWORD, found
from tests import browsing


def written():
    """Return a draft of the birth registration, its writer's account and the page of its drawing."""
    call_command("load_procedures", str(FOLDER), verbosity=0)
    official, now = (
        found("H24.166", "Ủy ban nhân dân phường Ngô Quyền").hire("x-1", "Người soạn", "province_admin"),
        timezone.now(),
    )
    account = accounts.open_account(official_id=official.pk, username="x-1", password=PASSWORD, by=SYSTEM, at=now)
    by = Actor(kind=ActorKind.OFFICIAL, id=official.pk, name=official.full_name)
    version = queries.in_force(code="1.001193", on=timezone.localdate())
    draft = operations.begin_draft(version_id=version.pk, by=by, at=now)
    return (
        draft,
        account,
        reverse("control:draft_drawing", args=[draft.pk]),
        definition_file(version.definition_id).decode(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("<bpmn:startEvent ", '<bpmn:scriptTask id="ma"/><bpmn:startEvent ', "mã lệnh"),
        ("<bpmn:startEvent ", '<bpmn:serviceTask id="ma"/><bpmn:startEvent ', "mã lệnh"),
        ('expressionLanguage="https://cel.dev"', 'expressionLanguage="python"', "CEL"),
        ("</bpmn:definitions>", "", "XML"),
    ],
)
def test_code_and_strange_expressions_are_refused_and_what_was_drawn_is_shown_again(before, after, words):
    draft, account, address, bpmn = written()
    client = Client()
    client.force_login(account)
    wrong = bpmn.replace(before, after)
    assert wrong != bpmn
    answer = client.post(address, {"bpmn": wrong, "revision": draft.revision})
    assert answer.status_code == 422
    assert words in answer.context["refusal"]
    assert answer.context["bpmn"] == wrong
    assert isinstance(Draft.objects.get(pk=draft.pk).sheet["steps"], list)
    assert client.post(address, {"bpmn": bpmn, "revision": draft.revision}).status_code == 302
    draft.refresh_from_db()
    assert (draft.sheet["steps"], draft.bpmn) == ("process.bpmn", bpmn)
    assert client.post(address, {"bpmn": bpmn, "revision": 1}).status_code == 422  # saved elsewhere in between


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_drawing_is_edited_in_the_browser(live_server):
    draft, account, address, bpmn = written()
    told = []
    with browsing.chromium() as browser:
        page = browsing.window(browser, live_server, browsing.DESK, account)
        page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
        page.goto(address)
        page.locator(".bjs-powered-by").wait_for(state="visible")
        names = page.eval_on_selector_all("g.djs-shape", "all => all.map(one => one.dataset.elementId)")
        first = next(name for name in names if f'<bpmn:userTask id="{name}"' in bpmn)
        page.locator(f"g.djs-shape[data-element-id='{first}']").click()
        page.locator("#d-hours").fill("7,5")
        page.locator("#d-name").fill("Bước đổi tên")
        page.locator("#d-name").press("Tab")
        browsing.picture(page, "draw-1440")
        tips = page.eval_on_selector_all(
            ".djs-palette [title], .djs-context-pad [title]", "all => all.map(one => one.title)"
        )
        assert len(tips) > 12, tips
        assert set(tips) <= set(VIETNAMESE.values()), set(tips) - set(VIETNAMESE.values())
        lanes = page.eval_on_selector_all(
            "g.djs-shape[data-element-id^='lane'] text", "all => all.map(one => one.textContent)"
        )
        assert "Thụ lý hồ sơ" in " ".join(lanes), lanes
        assert "case_officer" not in " ".join(lanes)
        page.get_by_role("button", name="Lưu sơ đồ").click()
        page.get_by_text("Đã lưu.").wait_for()
    draft.refresh_from_db()
    assert draft.sheet["steps"] == "process.bpmn"
    assert 'limit="450"' in draft.bpmn
    assert 'name="case_officer"' in draft.bpmn  # kept by its code, whatever it is called on the screen
    assert 'name="Bước đổi tên"' in draft.bpmn
    assert draft.bpmn.count("congvu:action") == bpmn.count("congvu:action")
    assert not told, told
