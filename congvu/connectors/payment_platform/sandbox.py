"""The sandbox: the payment platform and a bank app as the demo plays them, a process of its own with nothing of ours.

``python -m congvu.connectors.payment_platform.sandbox PORT CALLBACK`` serves ``/khoi-tao`` and ``/doi-soat`` as the
platform does, and pages on which one "scans" a VietQR or confirms a payment. It tells results over HTTP as the platform
would: once, twice, late, with a wrong amount, or forged, as the visitor chooses. What it settled it keeps in memory.
"""

import datetime as dt
import html
import json
import os
import secrets
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zoneinfo import ZoneInfo

from congvu.connectors.payment_platform import protocol
from congvu.kit.vietqr import BadQr, read

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WAYS = {
    "once": "Trả tiền",
    "twice": "Trả tiền, cổng báo hai lần",
    "late": "Trả tiền, cổng báo trễ 10 giây",
    "short": "Trả thiếu 1.000 đồng",
    "failed": "Hủy giao dịch",
    "forged": "Gửi tin giả mạo, không có tiền",
}
Start = Callable[[str, list[tuple[str, str]]], object]


@dataclass
class Platform:
    """One running sandbox: where it tells results, with which secret, and what it settled."""

    callback: str
    secret: str = "sandbox"  # noqa: S105  the demo's
    partner: str = "congvu"
    address: str = ""
    delay: float = 10
    opened: dict[str, dict[str, str]] = field(default_factory=dict)
    settled: list[dict[str, str]] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)
    """Status and body of each answer to a result, for tests."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Serve one request (WSGI)."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        size = min(int(environ.get("CONTENT_LENGTH") or 0), 100_000)
        body = environ["wsgi.input"].read(size) if method == "POST" else b""
        if path == "/khoi-tao" and method == "POST":
            return _json(start, self.open(json.loads(body)))
        if path == "/doi-soat" and method == "POST":
            return _json(start, self.statement(json.loads(body)))
        if path == "/tra" and method == "POST":
            form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            return _page(start, self.pay(form))
        asked = {key: values[0] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        if path == "/thanh-toan":
            return _page(start, self.ask_opened(asked.get("ma", "")))
        if path == "/quet":
            return _page(start, self.ask_scanned(asked.get("ma", ""), asked.get("ve", "")))
        return _page(start, "<p>Cổng thanh toán thử nghiệm. Không có tiền thật nào đi qua đây.</p>")

    def open(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer an init message."""
        if not protocol.holds(message, protocol.INIT, self.secret):
            return protocol.signed({"MaLoi": "01"}, protocol.OPENED, self.secret)
        ticket = secrets.token_urlsafe(12)
        self.opened[ticket] = {
            "reference": str(message["MaThamChieu"]),
            "amount": str(message["SoTien"]),
            "words": str(message["ThongTinGiaoDich"]),
            "back": str(message.get("UrlTroVe", "")),
        }
        answer = {
            "MaLoi": protocol.DONE,
            "MaThamChieu": message["MaThamChieu"],
            "MaGiaoDich": "",
            "UrlThanhToan": f"{self.address}/thanh-toan?ma={ticket}",
        }
        return protocol.signed(answer, protocol.OPENED, self.secret)

    def statement(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer with what was settled on a day."""
        if not protocol.holds(message, protocol.STATEMENT, self.secret):
            return {"MaLoi": "01"}
        day = str(message["NgayGD"])
        lines = [{name: row[name] for name in protocol.LINE} for row in self.settled if row["NgayGD"] == day]
        return {
            "MaLoi": protocol.DONE,
            "DSGiaoDich": lines,
            "MaXacThuc": protocol.statement_code(day, lines, self.secret),
        }

    def ask_opened(self, ticket: str) -> str:
        """Ask the payer to confirm a payment that was opened."""
        found = self.opened.get(ticket)
        if found is None:
            return (
                "<h1>Không có giao dịch này</h1><p>Cổng thử nghiệm có thể vừa khởi động lại. Hãy mở lại từ hồ sơ.</p>"
            )
        return _ask(found["reference"], found["amount"], found["words"], found["back"])

    def ask_scanned(self, text: str, back: str) -> str:
        """Read a VietQR as a bank app does and ask the payer to confirm the transfer."""
        try:
            found = read(text)
        except BadQr:
            return "<h1>Mã QR không hợp lệ</h1><p>Mã bị hỏng hoặc không phải VietQR.</p>"
        words = f"Tài khoản {found['account']}, ngân hàng {found['bank_bin']}, nội dung {found['purpose']}"
        return _ask(found["purpose"], found["amount"], words, back)

    def pay(self, form: dict[str, str]) -> str:
        """Settle as the visitor chose, and tell the platform's partner."""
        reference, amount = form.get("reference", ""), int(form.get("amount", "0") or 0)
        way = form.get("way", "once")
        if way not in WAYS or not reference or amount < 1:
            return "<h1>Thiếu thông tin giao dịch</h1>"
        self.settle(reference, amount, way)
        back = form.get("back", "")
        words = {
            "late": "Cổng sẽ báo kết quả sau ít giây. Trang hồ sơ chưa đổi ngay.",
            "short": "Ngân hàng đã trừ thiếu tiền: khoản này sẽ nằm trong danh sách đối soát.",
            "failed": "Giao dịch đã hủy, không mất tiền.",
            "forged": "Tin giả mạo đã gửi đi. Hệ thống phải từ chối.",
        }.get(way, "Đã trả tiền. Cổng đã báo kết quả.")
        link = (
            f'<p><a href="{html.escape(back)}">Về trang hồ sơ</a></p>'
            if back.startswith(("http://", "https://"))
            else ""
        )
        return f"<h1>Xong</h1><p>{words}</p>{link}"

    def settle(self, reference: str, amount: int, way: str) -> None:
        """Move the invented money and tell the result in one of the ways."""
        now = dt.datetime.now(HANOI)
        paid = amount - 1000 if way == "short" else amount
        transaction = f"GD{now:%Y%m%d%H%M%S}{secrets.token_hex(3).upper()}"
        message = {
            "LoaiBanTin": "KETQUA",
            "PhienBan": protocol.VERSION,
            "MaDoiTac": self.partner,
            "MaBanTin": f"BT{secrets.token_hex(8)}",
            "MaThamChieu": reference,
            "MaGiaoDich": transaction,
            "SoTien": str(paid),
            "MaTienTe": protocol.DONG,
            "TrangThai": "09" if way == "failed" else protocol.DONE,
            "ThoiGianGD": f"{now:%Y%m%d%H%M%S}",
        }
        secret = "giả mạo" if way == "forged" else self.secret
        body = protocol.signed(message, protocol.RESULT, secret)
        if way not in {"failed", "forged"}:
            self.settled.append({**{name: str(message[name]) for name in protocol.LINE}, "NgayGD": f"{now:%Y%m%d}"})
        if way == "late":
            threading.Thread(target=self._tell_late, args=(body,), daemon=True).start()
            return
        for _n in range(2 if way == "twice" else 1):
            self.tell(body)

    def _tell_late(self, body: dict[str, Any]) -> None:
        time.sleep(self.delay)
        self.tell(body)

    def tell(self, body: dict[str, Any]) -> None:
        """Post a result, three times at most while nobody answers."""
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.callback, data=data, headers={"Content-Type": "application/json"})  # noqa: S310
        for attempt in range(3):
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  the partner's own address
                    self.told.append((answer.status, answer.read().decode()))
                return
            except urllib.error.HTTPError as refused:
                self.told.append((refused.code, refused.read().decode(errors="replace")))
                return
            except OSError:
                time.sleep(attempt + 1)


def _ask(reference: str, amount: str, words: str, back: str) -> str:
    money = f"{int(amount):,}".replace(",", ".") if amount.isdigit() else amount
    buttons = "".join(
        f'<p><button type="submit" name="way" value="{way}">{label}</button></p>' for way, label in WAYS.items()
    )
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in (("reference", reference), ("amount", amount), ("back", back))
    )
    return (
        f"<h1>Trả {money} đồng</h1><p>{html.escape(words)}</p><p>Mã tham chiếu: {html.escape(reference)}</p>"
        f'<form method="post" action="/tra">{hidden}{buttons}</form>'
    )


def _json(start: Start, answer: dict[str, Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/json; charset=utf-8")])
    return [json.dumps(answer).encode()]


def _page(start: Start, main: str) -> Iterable[bytes]:
    style = (
        "body{font:19px/1.5 sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#17202a}"
        "button{font:inherit;padding:.6rem 1rem;width:100%;text-align:left}h1{line-height:1.2}"
        ".demo{background:#fff4d6;padding:.5rem 1rem}"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)])
    title = "Ngân hàng thử nghiệm"
    return [
        (
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>'
            f'<main><p class="demo">{title}: không có tiền thật.</p>{main}</main></body></html>'
        ).encode()
    ]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the supervisor asks every second."""


def serve(platform: Platform, *, port: int = 0, host: str = "127.0.0.1") -> WSGIServer:
    """Return a server of the sandbox that listens; port 0 takes a free one."""
    server = make_server(host, port, platform, server_class=_Server, handler_class=_Quiet)
    platform.address = platform.address or f"http://localhost:{server.server_port}"
    return server


def main() -> None:
    """Serve until told to stop."""
    port, callback = int(sys.argv[1]), sys.argv[2]
    platform = Platform(callback, address=os.environ.get("CONGVU_PAYMENT_URL", ""))
    serve(platform, port=port, host=os.environ.get("CONGVU_LISTEN", "127.0.0.1")).serve_forever()


if __name__ == "__main__":
    main()
