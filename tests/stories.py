"""What the stories share: a ward with its people, and what they press at their desks."""

import datetime as dt
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.models import Account
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes as offices
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people.models import Agency
from congvu.signing import operations as signing
from congvu.sites.portal.tests import scenes
from tests import browsing


@dataclass
class Ward:
    """A ward's agency with an official and an account for each role, and the keys of leader and agency."""

    commune: offices.Commune
    staff: dict[str, Account] = field(default_factory=dict)

    @property
    def agency(self) -> Agency:
        return self.commune.agency

    def does(self, role: str, operation: str, dossier: Dossier, **more: Any) -> Dossier:
        """Let an official do, now, what the story does not have to show on a screen.

        In a thread of its own: the browser's driver keeps a loop in this one, and signing needs one too.
        """
        self.commune.now = timezone.now() - dt.timedelta(minutes=10)

        def do() -> Dossier:
            try:
                return self.commune.does(role, operation, dossier, **more)
            finally:
                connection.close()

        with ThreadPoolExecutor(max_workers=1) as aside:
            return aside.submit(do).result()


def open_ward(folders: Sequence[Path] = offices.EVERY) -> Ward:
    """Open the ward with every procedure that is shipped, or with those of these folders."""
    scenes.places()
    commune = offices.open_commune("H24.166", "Ủy ban nhân dân phường Ngô Quyền", folders=folders)
    commune.now = timezone.now()
    leader = commune.officials["leader"].id
    signing.make_demo_keys(by=SYSTEM, at=commune.now, official_ids=[leader], agency_ids=[commune.agency.pk])
    return Ward(commune, {role: account(actor.id, role) for role, actor in commune.officials.items()})


def account(official_id: int | None, username: str) -> Account:
    """Return an account for an official."""
    assert official_id is not None
    return accounts.open_account(
        official_id=official_id, username=username, password="mua-xuan-tren-song-cam", by=SYSTEM, at=timezone.now()
    )


def office_beside(code: str, name: str, *, duty: str, kind: str = "department") -> tuple[Agency, Account]:
    """Open another agency that does a duty for all, with a case officer; return it with the officer's account."""
    agency, officials = offices.open_beside(code, name, kind=kind)
    since = dt.date(2026, 1, 1)
    people.set_coordinator(
        duty=duty, for_agency_id=None, agency_id=agency.pk, valid_from=since, by=SYSTEM, at=timezone.now()
    )
    return agency, account(officials["case_officer"].id, code.lower())


def upload(page: Any, folder: Path) -> None:
    """Give a file for each paper that is asked for, and go on."""
    paper = folder / "giay-to.pdf"
    paper.write_bytes(offices.PDF)
    for box in page.locator("input[type=file]").all():
        box.set_input_files(paper)
    browsing.press(page, "Lưu và tiếp tục")


def deliver() -> None:
    """Hand over what was announced, as the outbox process does."""
    while outbox.deliver_due(limit=20):
        pass


def opened(page: Any, address: str) -> Any:
    """Go to an address; return the page."""
    page.goto(address)
    return page


def fill_pages(page: Any, answers: dict[str, Any], *, pictured: str = "") -> None:
    """Fill page after page of a declaration on the portal; one of them may be pictured."""
    while "/to-khai/" in page.url:
        browsing.fill(page, answers)
        if page.url.endswith(f"/{pictured}/"):
            page.evaluate("scrollTo(0, 0)")
            browsing.picture(page, f"form-{pictured}-390")
        browsing.press(page, "Lưu và tiếp tục")


def send_filing(page: Any) -> Dossier:
    """From the page of papers or the one after it to the code of the dossier."""
    if page.url.endswith("/nhan-ket-qua/"):
        browsing.press(page, "Lưu và tiếp tục")
    if page.locator("#truthful").count():
        page.locator("#truthful").check(force=True)
    browsing.press(page, "Nộp hồ sơ")
    page.wait_for_url("**/da-nop/")
    dossier = Dossier.objects.latest("id")
    assert dossier.code in page.locator("main").inner_text()
    return dossier


def sign(page: Any, picture: str = "") -> None:
    """The leader signs by keyboard: down to the row, tick it, sign."""
    page.goto("/desk/cho-ky/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    if picture:
        page.wait_for_timeout(1500 if os.environ.get("CONGVU_PICTURES") else 0)  # the draft draws itself
        browsing.picture(page, picture)
    page.keyboard.press("c")
    page.get_by_text("Đã ký 1 văn bản.").wait_for()


def seal(page: Any, dossier: Dossier, picture: str = "") -> None:
    """The clerk seals on the page of the dossier."""
    page.goto(f"/desk/ho-so/{dossier.public_id}/")
    if picture:
        browsing.picture(page, picture)
    page.get_by_role("button", name="Đóng dấu cơ quan, phát hành").click()
    page.get_by_text("Đã đóng dấu.").wait_for()


def kept(page: Any, link: str, folder: Any, name: str) -> Any:
    """Press a link that downloads; return where the file lies."""
    with page.expect_download() as got:
        page.get_by_role("link", name=link).first.click()
    path = folder / name
    got.value.save_as(path)
    return path
