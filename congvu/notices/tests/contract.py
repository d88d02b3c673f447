"""The contract of every channel to telephones. A connector's test imports these tests and gives them a ``line``.

The same tests run against the connector's sandbox, against the carrier's published answers played from a file, and,
when the environment names one, against a real test account.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from congvu.notices.hooks import Channel, Message, NotSent
from congvu.notices.models import Letter

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass
class Line:
    """A channel that is connected, numbers that make its carrier answer so or so, and what the carrier has taken."""

    channel: Channel
    number: str
    nobody: str = ""
    away: str = ""
    spoil: Callable[[], None] | None = None
    taken: Callable[[], list[str]] | None = None


@dataclass
class Played:
    """A carrier played from its published answers: ``answer(path, headers, body)`` gives status and words."""

    answer: Callable[[str, Any, dict[str, Any]], tuple[int, Any]]
    url: str = ""
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def played(answer: Callable[[str, Any, dict[str, Any]], tuple[int, Any]]) -> Iterator[Played]:
    """Run such a carrier on a port of its own."""
    carrier = Played(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            is_json = "json" in self.headers.get("Content-Type", "")
            self._give(json.loads(raw) if is_json else dict(parse_qsl(raw)))

        def do_GET(self) -> None:
            self._give(dict(parse_qsl(self.path.partition("?")[2])))

        def _give(self, body: dict[str, Any]) -> None:
            path = self.path.partition("?")[0]
            carrier.asked.append((path, body))
            status, words = carrier.answer(path, self.headers, body)
            told = (words if isinstance(words, str) else json.dumps(words)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    carrier.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()


def in_mailbox(channel: str) -> Callable[[], list[str]]:
    return lambda: [f"{row.recipients[0]} {row.text}" for row in Letter.objects.filter(channel=channel).order_by("id")]


def message(number: str, **more: Any) -> Message:
    given = {
        "key": f"congvu-{uuid4().hex[:12]}",
        "phone": number,
        "text": "Hồ sơ H24.166-261120-0001 đã được tiếp nhận.",
        "code": "H24.166-261120-0001",
        "state": "Đã tiếp nhận",
        "at": NOON,
    }
    return Message(**given | more)


def test_a_message_is_taken_and_gets_a_number(line):
    assert line.channel.is_on
    assert line.channel.send(message(line.number))
    if line.taken:
        [said] = line.taken()
        assert line.number in said
        assert "H24.166-261120-0001" in said


def test_the_same_key_is_sent_once(line):
    one = message(line.number)
    assert line.channel.send(one)
    assert line.channel.send(one)
    if line.taken:
        assert len(line.taken()) == 1


def test_a_code_goes_out(line):
    line.channel.send(message(line.number, code="", state="", secret="123456", text="123456 là mã xác nhận."))
    if line.taken:
        assert "123456" in line.taken()[0]


def test_a_number_that_nobody_has_is_given_up(line):
    if not line.nobody:
        pytest.skip("no such number is known for this carrier")
    with pytest.raises(NotSent) as refusal:
        line.channel.send(message(line.nobody))
    assert refusal.value.final
    assert str(refusal.value).endswith(".")


def test_a_carrier_that_is_away_is_asked_again(line):
    if not line.away:
        pytest.skip("this carrier cannot be sent away")
    with pytest.raises(NotSent) as refusal:
        line.channel.send(message(line.away))
    assert not refusal.value.final


def test_a_wrong_account_is_mended_and_the_message_waits(line):
    if not line.spoil:
        pytest.skip("a real account is not spoilt")
    line.spoil()
    with pytest.raises(NotSent) as refusal:
        line.channel.send(message(line.number))
    assert not refusal.value.final


def test_a_carrier_that_answers_rubbish_is_asked_again(line, settings):
    with played(lambda *_asked: (200, "<html>Bảo trì</html>")) as rubbish:
        settings.SMS_URL = settings.ZALO_URL = rubbish.url
        with pytest.raises(NotSent) as refusal:
            line.channel.send(message(line.number))
    assert not refusal.value.final
