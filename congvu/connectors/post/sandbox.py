"""The sandbox: the post as the demo plays it, a process of its own with nothing of ours.

``python -m congvu.connectors.post.sandbox PORT CALLBACK`` takes orders as the post does, and shows each parcel on a
page where one plays the postman: fetched, missed, delivered, brought back. What it carries it keeps in memory.
"""

import datetime as dt
import html
import json
import secrets
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from congvu.connectors.post import protocol

DEEDS = {
    "LAY": "Đã lấy hàng",
    "CHUYEN": "Đang chuyển",
    "PHAT_HONG": "Phát không gặp người nhận",
    "PHAT": "Đã phát",
    "HOAN": "Chuyển hoàn",
}
Start = Callable[[str, list[tuple[str, str]]], object]


@dataclass
class Office:
    """One running sandbox: where it tells, with which secret, and what it carries."""

    callback: str
    secret: str = "sandbox"  # noqa: S105  the demo's
    parcels: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[int] = field(default_factory=list)
    """Status of each answer, for tests."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Serve one request (WSGI)."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        size = min(int(environ.get("CONTENT_LENGTH") or 0), 100_000)
        body = environ["wsgi.input"].read(size) if method == "POST" else b""
        given = environ.get("HTTP_X_CONGVU_SIGNATURE", "")
        if path in {"/don", "/huy"} and method == "POST":
            if not protocol.holds(body, given, self.secret):
                return _answer(start, json.dumps({"loi": "chữ ký"}).encode(), "application/json")
            known = self.order(json.loads(body)) if path == "/don" else self.cancel(json.loads(body))
            return _answer(start, json.dumps(known).encode(), "application/json")
        asked = {key: values[0] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        if path == "/bao" and method == "POST":
            form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            self.tell(form.get("so", ""), form.get("viec", ""))
            return _answer(start, self.page(form.get("so", "")).encode())
        return _answer(start, self.page(asked.get("so", "")).encode())

    def order(self, message: dict[str, Any]) -> dict[str, Any]:
        """Take an order; the same reference gives the same number."""
        for number, known in self.parcels.items():
            if known["tham_chieu"] == message["tham_chieu"]:
                return {"so_hieu": number}
        number = f"CE{secrets.randbelow(10**9):09}VN"
        self.parcels[number] = {**message, "trang_thai": "DAT"}
        return {"so_hieu": number}

    def cancel(self, message: dict[str, Any]) -> dict[str, Any]:
        """Let go of an order that was not fetched."""
        known = self.parcels.get(str(message["so_hieu"]))
        if known is None or known["trang_thai"] != "DAT":
            return {"da_huy": False}
        del self.parcels[str(message["so_hieu"])]
        return {"da_huy": True}

    def tell(self, number: str, deed: str) -> None:
        """Tell the program how far a parcel is, as the post would."""
        known = self.parcels.get(number)
        if known is None or deed not in DEEDS:
            return
        known["trang_thai"] = deed
        message = {
            "ma_tin": secrets.token_hex(8),
            "so_hieu": number,
            "trang_thai": deed,
            "dien_giai": DEEDS[deed],
            "noi": "Bưu cục thử nghiệm",
            "luc": dt.datetime.now(dt.UTC).isoformat(),
            "nguoi_nhan": known["nguoi_nhan"] if deed == "PHAT" else "",
            "da_thu": known["thu_ho"] if deed == "PHAT" else 0,
        }
        body = protocol.packed(message)
        headers = {protocol.HEADER: protocol.code(body, self.secret), "Content-Type": "application/json"}
        try:
            with urllib.request.urlopen(  # noqa: S310  the program that started us
                urllib.request.Request(self.callback, data=body, headers=headers, method="POST"),  # noqa: S310
                timeout=10,
            ) as answer:
                self.told.append(answer.status)
        except urllib.error.HTTPError as refused:
            self.told.append(refused.code)

    def page(self, number: str) -> str:
        """Show a parcel with what the postman may do, or all of them."""
        if number not in self.parcels:
            links = "".join(f'<li><a href="/tra-cuu?so={one}">{one}</a></li>' for one in self.parcels)
            return _page(f"<h1>Bưu chính thử nghiệm</h1><p>Không có bưu gửi thật nào ở đây.</p><ul>{links}</ul>")
        known = self.parcels[number]
        state = DEEDS.get(known["trang_thai"], "Đã đặt")
        rows = f"<p>Người nhận: {html.escape(known['nguoi_nhan'])}, {html.escape(known['dia_chi_nhan'])}</p>"
        rows += f"<p>Thu hộ: {int(known['thu_ho'])} đồng. Trạng thái: <strong>{state}</strong></p>"
        buttons = "".join(f'<button name="viec" value="{code}">{words}</button> ' for code, words in DEEDS.items())
        form = f'<form method="post" action="/bao"><input type="hidden" name="so" value="{number}">{buttons}</form>'
        return _page(f"<h1>{number}</h1>{rows}{form}")


def _page(content: str) -> str:
    return f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Bưu chính thử nghiệm</title>{content}</html>'


def _answer(start: Start, body: bytes, kind: str = "text/html; charset=utf-8") -> list[bytes]:
    start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def serve(port: int, office: Office) -> WSGIServer:
    """Return a server that plays ``office`` on a port; 0 takes a free one."""
    return make_server("127.0.0.1", port, office, server_class=_Server, handler_class=_Quiet)


if __name__ == "__main__":
    serve(int(sys.argv[1]), Office(callback=sys.argv[2])).serve_forever()
