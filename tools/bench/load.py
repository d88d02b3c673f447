"""The load tool: many users at once over real HTTP, by aiohttp."""

import asyncio
import contextlib
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=60)
Times = dict[str, list[float]]


@dataclass(frozen=True)
class Page:
    """A page to be opened: its name, address and the cookies of who opens it."""

    name: str
    address: str
    cookies: dict[str, str]


def one_after_another(base: str, pages: list[Page], *, times: int) -> Times:
    """Let one user open each page so many times."""
    return asyncio.run(_run(base, pages, users=1, seconds=3600, order=[page for page in pages for _ in range(times)]))


def flat_out(base: str, pages: list[Page], *, users: int, seconds: float) -> Times:
    """Let users open one page after the other without a pause."""
    return asyncio.run(_run(base, pages, users=users, seconds=seconds))


def with_pauses(base: str, pages: list[Page], *, users: int, every: float, seconds: float) -> Times:
    """Let each user open a page every so many seconds, the first at a random moment of the first span."""
    return asyncio.run(_run(base, pages, users=users, seconds=seconds, every=every))


async def _run(
    base: str,
    pages: list[Page],
    *,
    users: int,
    seconds: float,
    every: float = 0,
    order: list[Page] | None = None,
) -> Times:
    spent: Times = defaultdict(list)
    door = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        base, connector=door, timeout=PATIENCE, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        until = time.perf_counter() + seconds
        for page in pages:
            await _open(http, page, defaultdict(list))  # warm
        await asyncio.gather(
            *(_user(http, _chosen(pages, order, number), until, every, spent) for number in range(users))
        )
    return spent


def _chosen(pages: list[Page], order: list[Page] | None, number: int) -> Iterator[Page]:
    if order is not None:
        yield from order
        return
    mine = random.Random(number)  # noqa: S311
    while True:
        yield mine.choice(pages)


async def _user(http: aiohttp.ClientSession, order: Iterator[Page], until: float, every: float, spent: Times) -> None:
    due = time.perf_counter() + random.random() * every  # noqa: S311
    for page in order:
        if every:
            await asyncio.sleep(max(0, due - time.perf_counter()))
            due += every
        await _open(http, page, spent)
        if time.perf_counter() > until:
            return


async def _open(http: aiohttp.ClientSession, page: Page, spent: Times) -> None:
    since = time.perf_counter()
    with contextlib.suppress(TimeoutError):  # whose patience ends counts with all of it
        async with http.get(page.address, headers={"Cookie": _cookie(page)}, allow_redirects=False) as answer:
            await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{page.address} answered {answer.status}")
    spent[page.name].append(time.perf_counter() - since)


def _cookie(page: Page) -> str:
    return "; ".join(f"{name}={value}" for name, value in page.cookies.items())


@dataclass(frozen=True)
class Call:
    """A call of the API: a JSON body, or a file to send."""

    address: str
    headers: dict[str, str]
    body: dict[str, Any] | None = None
    file: bytes = b""


def call_all(base: str, calls: list[Call], *, users: int) -> tuple[list[Any], list[float]]:
    """Let users make all these calls without a pause; return the answers in order, and how long each took."""
    return asyncio.run(_call_all(base, calls, users))


async def _call_all(base: str, calls: list[Call], users: int) -> tuple[list[Any], list[float]]:
    answers: list[Any] = [None] * len(calls)
    spent: list[float] = []
    waiting = iter(list(enumerate(calls)))

    async def user(http: aiohttp.ClientSession) -> None:
        for place, call in waiting:
            since = time.perf_counter()
            answers[place] = await _call(http, call)
            spent.append(time.perf_counter() - since)

    async with aiohttp.ClientSession(base, timeout=PATIENCE) as http:
        await asyncio.gather(*(user(http) for _ in range(users)))
    return answers, spent


async def _call(http: aiohttp.ClientSession, call: Call) -> Any:
    sent: dict[str, Any] = {"json": call.body}
    if call.file:
        form = aiohttp.FormData()
        form.add_field("file", call.file, filename="giay-to.pdf", content_type="application/pdf")
        sent = {"data": form}
    async with http.post(call.address, headers=call.headers, **sent) as answer:
        if answer.status != 201:
            raise RuntimeError(f"{call.address} answered {answer.status}: {await answer.text()}")
        return await answer.json()
