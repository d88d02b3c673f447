"""The load: partners file, officials move, a gateway tells of payments, all over real HTTP and all very patient.

Whoever gets no answer asks again, as good programs and good people do: a partner with the same Idempotency-Key, an
official by looking at the dossier first, the gateway with the same message.
"""

import asyncio
import hashlib
import itertools
import json
import random
import re
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tools.torture.notebook import Notebook

STEPS = (
    ("reception", "accept"),
    ("case_officer", "register_result"),
    ("leader", "sign_result"),
    ("clerk", "seal_result"),
)
PATIENCE = aiohttp.ClientTimeout(total=30)
PAUSE = 0.25
"""Seconds until somebody without an answer asks again."""
GRACE = 90
"""Seconds in which everybody may end what they have in hand, once the killing is over."""
BUSY = frozenset({0, 429, 500, 502, 503, 504})
"""Answers after which one asks again."""
WRITTEN = frozenset({200, 201, 302})
"""Answers to a POST after which something is kept."""
BORN = {"birth_date": "1990-05-04", "sex": "female"}
GATEWAY = "/thanh-toan/nen-tang/ket-qua/"


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    text: str = ""
    url: str = ""

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass
class People:
    """Who works: what a partner sends, with which key, and the cookies of the officials."""

    key: str
    body: dict[str, Any]
    """A dossier as the API takes it, without papers."""
    papers: list[str]
    page: bytes
    """A whole PDF; each upload gets a line of its own behind it."""
    cookies: dict[str, str]
    """The ``Cookie`` header by role."""
    token: str
    """The forgery token that goes with the cookies."""
    answer: Callable[[str, int, str], bytes]
    """A signed message of the gateway for a reference, an amount and a message's number."""


@dataclass
class Load:
    """Everybody at work until told to stop."""

    addresses: tuple[str, ...]
    """Where the platform answers; requests take turns among them."""
    people: People
    notebook: Notebook
    chance: random.Random
    filers: int = 3
    movers: int = 4
    over: threading.Event = field(default_factory=threading.Event)
    _number: int = 0
    _all_filed: bool = False
    """Nobody files any more: who moves dossiers ends with the last one."""

    def run(self) -> None:
        """Work until ``over``; then end what is in hand."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        self.queue: asyncio.Queue[str] = asyncio.Queue(maxsize=6)
        door = aiohttp.TCPConnector(limit=0, force_close=True)
        jar = aiohttp.DummyCookieJar()
        self._turns = itertools.cycle(self.addresses)
        async with aiohttp.ClientSession(connector=door, timeout=PATIENCE, cookie_jar=jar) as self.http:
            filers = [asyncio.create_task(self._filer()) for _ in range(self.filers)]
            movers = [asyncio.create_task(self._mover()) for _ in range(self.movers)]
            await asyncio.gather(*filers)
            self._all_filed = True
            await asyncio.gather(*movers)

    async def _filer(self) -> None:
        while not self.over.is_set():
            self._number += 1
            await self._file(self._number)

    async def _file(self, number: int) -> None:
        """File one dossier, and now and then once more under the same key."""
        papers = [{"code": code, "file": await self._upload(f"{number}-{code}")} for code in self.people.papers]
        key = f"torture-{number}"
        self.notebook.tried.add(key)
        mother = {"name": f"Nguyễn Thị Bền {number}", "identifier": f"0311905{number:05}", **BORN}
        applicant = {**self.people.body["applicant"], **mother}
        body = {**self.people.body, "applicant": applicant, "papers": papers}
        again = self.chance.random() < 0.2
        for _turn in range(2 if again else 1):
            answer = await self._until(lambda: self._call("POST", "/api/v1/dossiers", key=key, body=body), {201})
            if answer is None:
                return
            code = answer.data["code"]
            if self.notebook.filed.setdefault(key, code) != code:
                self.notebook.strange.append(f"{key} was answered {self.notebook.filed[key]}, then {code}")
        await self.queue.put(self.notebook.filed[key])

    async def _upload(self, name: str) -> str:
        content = self.people.page + f"%{name}\n".encode()

        async def send() -> Answer:
            form = aiohttp.FormData()
            form.add_field("file", content, filename="giay-to.pdf", content_type="application/pdf")
            return await self._ask("POST", "/api/v1/files", data=form, headers=self._bearer())

        answer = await self._until(send, {201})
        if answer is None:
            return ""
        self.notebook.uploads[answer.data["id"]] = hashlib.sha256(content).hexdigest()
        return str(answer.data["id"])

    async def _mover(self) -> None:
        while not (self._all_filed and self.queue.empty()):
            try:
                code = await asyncio.wait_for(self.queue.get(), 0.5)
            except TimeoutError:
                continue
            await self._life(code)

    async def _life(self, code: str) -> None:
        """Bring a dossier to its sealed result; its fees are paid on the way."""
        found = await self._until(lambda: self._see("reception", f"/desk/tim/?q={code}"), {200})
        place = re.search(r"/desk/ho-so/([0-9a-f-]{36})/", found.text) if found else None
        if place is None:
            if found:
                self.notebook.strange.append(f"{code} was acknowledged and is not found")
            return
        for role, deed in STEPS:
            if not await self._do(code, place[1], role, deed):
                return
            if deed == "accept":
                await self._pay(code)

    async def _do(self, code: str, place: str, role: str, deed: str) -> bool:
        """Press until the page offers it no more; True when it was done."""
        page, offered = f"/desk/ho-so/{place}/", False
        for _turn in range(400):
            seen = await self._until(lambda: self._see(role, page), {200})
            if seen is None:
                return False
            step = _offered(seen.text, deed)
            if step is None:
                if offered:
                    self.notebook.moved.setdefault(code, set()).add(deed)
                    return True
                await asyncio.sleep(PAUSE)
                continue
            offered = True
            form = {"buoc": step, "them.child_identifier": f"0313260{len(self.notebook.moved):05}"}
            await self._press(role, f"{page}viec/{deed}/", form)
        self.notebook.strange.append(f"{code}: {deed} could not be done")
        return False

    async def _pay(self, code: str) -> None:
        """Tell, as the gateway does, that what is owed was paid; now and then twice."""
        owed = await self._until(lambda: self._call("GET", f"/api/v1/dossiers/{code}/charges"), {200})
        for charge in owed.data["items"] if owed else []:
            for _turn in range(2 if self.chance.random() < 0.3 else 1):
                await self._tell_paid(charge["reference"], charge["amount"])

    async def _tell_paid(self, reference: str, amount: int) -> None:
        number = f"BT-{reference}"
        message, headers = self.people.answer(reference, amount, number), {"Content-Type": "application/json"}
        told = await self._until(lambda: self._ask("POST", GATEWAY, data=message, headers=headers), {200})
        if told is None:
            return
        if told.data["MoTaLoi"] not in {"applied", "repeated"}:
            self.notebook.strange.append(f"payment of {reference}: {told.text}")
        self.notebook.paid[reference] = number

    async def _until(self, ask: Callable[[], Awaitable[Answer]], good: set[int]) -> Answer | None:
        """Ask until the answer is good; None when it never will be, or the time is over."""
        turns_left = int(GRACE / PAUSE)
        while turns_left:
            answer = await ask()
            if answer.status in good:
                return answer
            if answer.status not in BUSY:
                self.notebook.strange.append(f"{answer.url}: HTTP {answer.status} {answer.text[:300]}")
                return None
            turns_left -= self.over.is_set()
            await asyncio.sleep(PAUSE)
        self.notebook.strange.append("no answer in the time of grace")
        return None

    async def _call(self, method: str, path: str, key: str = "", body: dict[str, Any] | None = None) -> Answer:
        own = {"Idempotency-Key": key} if key else {}
        return await self._ask(method, path, json=body, headers={**self._bearer(), **own})

    async def _see(self, role: str, path: str) -> Answer:
        return await self._ask("GET", path, headers={"Cookie": self.people.cookies[role]})

    async def _press(self, role: str, path: str, form: dict[str, str]) -> Answer:
        headers = {"Cookie": self.people.cookies[role], "X-CSRFToken": self.people.token}
        answer = await self._ask("POST", path, data=form, headers=headers)
        if answer.status not in {302, *BUSY}:
            self.notebook.strange.append(f"{path}: HTTP {answer.status}")
        return answer

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.people.key}"}

    async def _ask(self, method: str, path: str, **more: Any) -> Answer:
        try:
            async with self.http.request(method, next(self._turns) + path, allow_redirects=False, **more) as got:
                answer = Answer(got.status, await got.text(), path)
        except (aiohttp.ClientError, OSError, TimeoutError):
            answer = Answer(0, "", path)
        self.notebook.count(answer.status)
        if method == "POST" and answer.status in WRITTEN:
            self.notebook.written.append(time.monotonic())
        return answer


def _offered(page: str, deed: str) -> str | None:
    """Return the step of an action that a page offers, empty when it needs none; None when it is not offered."""
    place = page.find(f"/viec/{deed}/")
    if place < 0:
        return None
    ends = [end for end in (page.find("</form>", place), page.find("</a>", place)) if end > 0]
    step = re.search(r'buoc(?:" value="|=)(\d+)', page[place : min(ends, default=place)])
    return step[1] if step else ""
