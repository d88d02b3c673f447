"""Real Chromium for the tests: windows of a width and a visitor, pages of questions filled from answers."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from PIL import Image

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = settings.ROOT / "docs" / "pictures"
COLOURS = 96
"""A picture of a screen needs no more, and weighs a third."""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
BOXES = "input:not([type=hidden]):not([type=file]):not([type=submit]), select, textarea"


def aside(work: Callable[[], Any]) -> Any:
    """Do in a thread of its own what a loop in this one forbids: the browser's driver keeps one here."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as room:
        return room.submit(run).result()


@contextmanager
def chromium() -> Iterator[Any]:
    """Open Chromium; where there is none the test is skipped, but never in CI."""
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip("needs Chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver has a loop of its own; our code never meets it
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=str(CHROMIUM), args=quiet)
            yield browser
            browser.close()
    finally:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


def window(browser: Any, live_server: Any, size: Mapping[str, int], account: Any = None, **more: Any) -> Any:
    """Open a window of a size, for somebody who has logged in or for nobody."""
    context = browser.new_context(viewport=dict(size), locale="vi-VN", base_url=live_server.url, **more)
    context.set_default_timeout(60_000)
    if account is not None:
        client = Client()
        client.force_login(account)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    return context.new_page()


def picture(page: Any, name: str, *, whole: bool = False) -> None:
    """Keep a picture of the page for README and manual, in few colours, when CONGVU_PICTURES=1 asks for it."""
    if os.environ.get("CONGVU_PICTURES") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        taken = Image.open(io.BytesIO(page.screenshot(full_page=whole))).convert("RGB")
        taken.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def follow(leading: Any) -> None:
    """Press a link or a button that leads on, and wait until the page that it leads to stands whole."""
    with leading.page.expect_navigation():
        leading.click()


def press(page: Any, name: str) -> None:
    """Press a button that leads on; what the page finds wrong fails the test in its own words."""
    follow(page.get_by_role("button", name=name, exact=True).last)
    summary = page.locator(".govuk-error-summary")
    assert summary.count() == 0, summary.inner_text()


def count(found: Any, number: int) -> None:
    """Wait until there are so many of these."""
    from playwright.sync_api import expect

    expect(found).to_have_count(number, timeout=60_000)


def fill(page: Any, answers: Mapping[str, Any]) -> None:
    """Fill the questions that are to be seen, and those that come to be seen by an answer."""
    for _round in range(12):
        if sum(_fill_one(page, box, answers) for box in _until_redrawn(page)) == 0:
            return


def _until_redrawn(page: Any) -> Iterator[Any]:
    """Yield the boxes of the page; after a province has been chosen the page is another one."""
    before = page.locator("select[name$='.commune']").count()
    for box in page.locator(f"main form >> {BOXES}").all():
        yield box
        if page.locator("select[name$='.commune']").count() != before:
            return


def _fill_one(page: Any, box: Any, answers: Mapping[str, Any]) -> bool:
    """Fill one box; tell whether anything was changed."""
    name = box.get_attribute("name") or ""
    wanted = _answer(answers, name)
    if wanted is None or not box.is_visible():
        return False
    kind = box.get_attribute("type")
    if kind in {"radio", "checkbox"}:
        if box.get_attribute("value") != wanted or box.is_checked():
            return False
        box.check(force=True)  # the box lies under its drawing
    elif box.evaluate("node => node.tagName") == "SELECT":
        if box.input_value() == wanted:
            return False
        box.select_option(wanted)
        if name.endswith(".province"):
            button = page.locator(f'button[name=_choose][value="{name}"]')
            if button.is_visible():  # where scripts run, the list of communes comes by itself
                button.click()
            page.locator(f'[name="{name.removesuffix(".province")}.commune"]').wait_for()
    else:
        if box.input_value() == wanted:
            return False
        box.fill(wanted)
    return True


def _answer(answers: Mapping[str, Any], name: str) -> str | None:
    """Return what to type into the box of this name: an answer, or a part of a date or time."""
    found: Any = answers
    for part in name.split("."):
        if isinstance(found, str):
            return _part(found, part)
        if isinstance(found, list):
            found = found[int(part)] if part.isdigit() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, bool):
        return "yes" if found else "no"
    return None if found is None or isinstance(found, Mapping) else str(found)


def _part(value: str, part: str) -> str | None:
    years, hours = [*value.split("-"), "", ""], [*value.split(":"), ""]
    parts = {"year": years[0], "month": years[1], "day": years[2], "hour": hours[0], "minute": hours[1]}
    return parts.get(part)
