"""The door: loopback HTTP for paired pages. What it answers, docs/signing.md of Công Vụ says.

Bound to 127.0.0.1. A request passes when its Host is this door (else another name was made to point here), its Origin
is a paired page, and it carries that page's pairing code: other programs of this PC can make up an Origin, not a code.
"""

import base64
import binascii
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from . import VERSION
from .asking import Asker
from .cards import Cards, CardTrouble
from .settings import Settings

LARGEST = 1_000_000
MOST = 501
"""Digests in one request: a batch of papers and the agreement to it."""
DIGEST = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):
    """The request is not answered as asked: status, code for the page, words for its reader."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code = status, code


class Door(ThreadingHTTPServer):
    """The server; ``port`` 0 takes a free one."""

    daemon_threads = True

    def __init__(self, settings: Settings, cards: Cards, ask: Asker, *, port: int | None = None) -> None:
        super().__init__(("127.0.0.1", settings.port if port is None else port), _Visitor)
        self.settings, self.cards, self.ask = settings, cards, ask
        self.signing = threading.Lock()

    @property
    def hosts(self) -> set[str]:
        """Names by which this door may be called."""
        return {f"127.0.0.1:{self.server_port}", f"localhost:{self.server_port}"}


class _Visitor(BaseHTTPRequestHandler):
    server: Door
    protocol_version = "HTTP/1.1"
    server_version = f"congvu-agent/{VERSION}"
    timeout = 300
    deeds: ClassVar[dict[tuple[str, str], str]] = {
        ("GET", "/"): "state",
        ("GET", "/certificates"): "certificates",
        ("POST", "/sign"): "sign",
    }

    def do_OPTIONS(self) -> None:
        self._serve("OPTIONS")

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing of what pages ask."""

    def _serve(self, method: str) -> None:
        origin = ""
        try:
            origin = self._origin()
            if method == "OPTIONS":
                return self._answer(204, None, origin)
            deed = self.deeds.get((method, self.path))
            if deed is None:
                raise Refused(404, "unknown", "Chương trình ký không có chức năng này.")
            if not self.server.settings.may_ask(origin, self._code()):
                raise Refused(401, "pair", "Trang này chưa ghép với chương trình ký, hoặc mã ghép không đúng.")
            self._answer(200, getattr(self, f"_{deed}")(origin), origin)
        except Refused as refusal:
            self._answer(refusal.status, {"error": refusal.code, "words": str(refusal)}, origin)
        except CardTrouble as trouble:
            self._answer(409, {"error": trouble.code, "words": str(trouble)}, origin)
        return None

    def _origin(self) -> str:
        """Return the page that asks.

        :raises Refused: another name of this PC, or a page nobody paired
        """
        if self.headers.get("Host", "") not in self.server.hosts:
            raise Refused(403, "host", "Địa chỉ này không phải của chương trình ký.")
        origin = str(self.headers.get("Origin", ""))
        if origin not in self.server.settings.pages:
            raise Refused(403, "origin", "Trang này chưa được phép dùng chương trình ký.")
        return origin

    def _code(self) -> str:
        kind, _space, code = str(self.headers.get("Authorization", "")).partition(" ")
        return code if kind == "Bearer" else ""

    def _state(self, _origin: str) -> dict[str, Any]:
        return {"program": "congvu-agent", "version": VERSION}

    def _certificates(self, _origin: str) -> dict[str, Any]:
        found = self.server.cards.held()
        listed = [
            {
                "token": one.token,
                "fingerprint": one.fingerprint,
                "certificate": base64.b64encode(one.der).decode(),
            }
            for one in found
        ]
        return {"certificates": listed}

    def _sign(self, origin: str) -> dict[str, Any]:
        asked = self._asked()
        held = self.server.cards.find(asked["certificate"])
        if not self.server.signing.acquire(blocking=False):
            raise Refused(409, "busy", "Chương trình ký đang hỏi mã PIN cho một lượt khác.")
        try:
            labels = [paper["label"] for paper in asked["papers"]]
            pin = self.server.ask(origin=origin, labels=labels, token=held.token)
            if pin is None:
                raise Refused(409, "declined", "Ông (bà) đã không nhập mã PIN. Chưa nội dung nào được ký.")
            digests = [bytes.fromhex(paper["digest"]) for paper in asked["papers"]]
            made, trouble = self.server.cards.sign(held, digests, pin=pin)
        finally:
            self.server.signing.release()
        return {"signatures": [one and base64.b64encode(one).decode() for one in made], "words": trouble}

    def _asked(self) -> dict[str, Any]:
        """Return what is to be signed: ``certificate`` (SHA-256) and ``papers``, each ``label`` and ``digest``.

        :raises Refused: too large, or not of that form
        """
        wrong = Refused(400, "form", "Yêu cầu ký không đúng khuôn dạng.")
        if self.headers.get_content_type() != "application/json":
            raise wrong
        try:
            size = int(self.headers.get("Content-Length", ""))
            if not 0 < size <= LARGEST:
                raise wrong
            asked = json.loads(self.rfile.read(size))
            papers = [{"label": str(one["label"])[:300], "digest": str(one["digest"])} for one in asked["papers"]]
            certificate = str(asked["certificate"])
        except (ValueError, KeyError, TypeError, binascii.Error) as fault:
            raise wrong from fault
        if not 0 < len(papers) <= MOST or not all(DIGEST.fullmatch(one["digest"]) for one in papers):
            raise wrong
        return {"certificate": certificate, "papers": papers}

    def _answer(self, status: int, body: dict[str, Any] | None, origin: str) -> None:
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        if origin:
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Vary", "Origin")
        if status == 204:
            self.send_header("Access-Control-Allow-Methods", "GET, POST")
            self.send_header("Access-Control-Allow-Headers", "authorization, content-type")
            self.send_header("Access-Control-Allow-Private-Network", "true")
            self.send_header("Access-Control-Max-Age", "600")
        else:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(content)))
        if status >= 400:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
