"""The sandbox: how the demo plays the systems of the police and of social insurance, a process with nothing of ours.

``python -m congvu.kit.sync.sandbox PORT CALLBACK`` serves each system under its own path (``/police/``,
``/social_insurance/``) with the messages of ``messages.py``, and pages where one moves a dossier by hand: take it in,
ask for more, solve, refuse, or send a message twice, too late, in the wrong order, or forged. Every CONGVU_SYNC_PACE
seconds it makes a move by itself (0: none). What it took in it keeps in memory.
"""

import datetime as dt
import hashlib
import html
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
from urllib.parse import parse_qs, unquote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from congvu.kit.sync import messages
from congvu.kit.sync.results import result_pdf

NAMES = {"police": "Công an (thử nghiệm)", "social_insurance": "Bảo hiểm xã hội (thử nghiệm)"}
OFFICERS = {
    "police": ("Đại úy Lê Văn Thử", "Cán bộ tiếp nhận"),
    "social_insurance": ("Trần Thị Mẫu", "Viên chức cấp thẻ"),
}
WAYS = {
    "accept": "Tiếp nhận",
    "work": "Đang xử lý",
    "ask": "Yêu cầu bổ sung",
    "pay": "Yêu cầu nộp tiền",
    "solve": "Có kết quả",
    "refuse": "Từ chối giải quyết",
    "return": "Đã trả kết quả",
    "reject": "Không tiếp nhận",
    "stop": "Dừng xử lý",
    "again": "Gửi lại tin vừa rồi",
    "late": "Gửi tin «Đang xử lý» của một giờ trước",
    "forged": "Gửi tin giả mạo",
}
STATES = {"accept": 2, "work": 4, "ask": 5, "pay": 6, "solve": 9, "refuse": 9, "return": 10, "reject": 3, "stop": 8}
WORDS = {
    "accept": "Đã tiếp nhận hồ sơ",
    "work": "Đang đối chiếu cơ sở dữ liệu",
    "ask": "Giấy tờ chưa rõ, đề nghị gửi lại",
    "pay": "Đề nghị nộp lệ phí",
    "solve": "Đã giải quyết xong",
    "refuse": "Không đủ điều kiện giải quyết",
    "return": "Đã trả kết quả",
    "reject": "Hồ sơ không thuộc thẩm quyền tiếp nhận",
    "stop": "Dừng xử lý theo yêu cầu",
}
Start = Callable[[str, list[tuple[str, str]]], object]


@dataclass
class Case:
    """A dossier that came: what was filed, where it stands, what was last told."""

    number: str
    message: dict[str, Any]
    state: int = 1
    last: bytes = b""
    heard: list[str] = field(default_factory=list)


@dataclass
class System:
    """One system of the sandbox."""

    slug: str
    callback: str
    secret: str = "sandbox"  # noqa: S105  the demo's
    partner: str = "congvu"
    address: str = ""
    pace: float = 0
    """Seconds between the moves it makes by itself; 0: somebody moves by hand."""
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(messages.HANOI)
    is_down: bool = False
    cases: dict[str, Case] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    told: list[tuple[int, str]] = field(default_factory=list)
    """Status and body of each answer to what it told, for tests."""

    def hear(self, service: str, body: bytes, proof: str, token: str) -> tuple[int, dict[str, Any]]:
        """Answer one call of a partner."""
        if self.is_down:
            return 503, {"MaLoi": "99", "MoTaLoi": "Hệ thống đang bảo trì"}
        if not messages.holds(body, proof, self.secret):
            return 403, {"MaLoi": "01", "MoTaLoi": "Mã xác thực không đúng"}
        if service == messages.TOKEN:
            given = secrets.token_urlsafe(16)
            self.tokens.add(given)
            return 200, {"MaLoi": messages.DONE, "Token": given}
        if token not in self.tokens:
            return 401, {"MaLoi": "02", "MoTaLoi": "Token hết hạn"}
        if service.startswith(f"{messages.UPLOAD}/"):
            number = secrets.token_hex(8)
            self.files[number] = (unquote(service.partition("/")[2]), body)
            return 200, {"MaLoi": messages.DONE, "IdTepTin": number, "HashTepTin": hashlib.sha256(body).hexdigest()}
        return self._file(service, messages.read(body))

    def _file(self, service: str, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        code = str(message.get("MaHoSo", ""))
        if service == messages.FILE:
            if any(one["TepDinhKemId"] not in self.files for one in message.get("TaiLieuNop", [])):
                return 422, {"MaLoi": "04", "MoTaLoi": "Thiếu tệp đính kèm"}
            case = self.cases.setdefault(code, Case(f"{self.slug[:2].upper()}{secrets.token_hex(4).upper()}", message))
            if self.pace and case.state == 1:
                threading.Thread(target=self._walk, args=(code,), daemon=True).start()
            return 200, {"MaLoi": messages.DONE, "MaHoSo": code, "MaHoSoNganh": case.number}
        known = self.cases.get(code)
        if known is None or service not in messages.SERVICES:
            return 422, {"MaLoi": "05", "MoTaLoi": "Không có hồ sơ này"}
        known.heard.append(service)
        self._answer_later(code, "work" if service == messages.SUPPLEMENT else "stop")
        return 200, {"MaLoi": messages.DONE, "MaHoSo": code, "MaHoSoNganh": known.number}

    def _answer_later(self, code: str, way: str) -> None:
        if self.pace:
            threading.Timer(self.pace, self.move, (code, way)).start()

    def _walk(self, code: str) -> None:
        for way in ("accept", "work", "solve"):
            time.sleep(self.pace)
            if self.cases[code].state in {3, 8, 9, 10}:
                return
            self.move(code, way)

    def move(self, code: str, way: str, **more: Any) -> None:
        """Move a dossier in one of the ways and tell the partner."""
        case = self.cases[code]
        if way == "again":
            self.tell(case.last)
            return
        now = self.clock()
        if way == "forged":
            self.tell(messages.packed(self._message(case, "solve", now)), "giả mạo")
            return
        if way == "late":
            self.tell(messages.packed(self._message(case, "work", now - dt.timedelta(hours=1))))
            return
        case.state = STATES[way]
        case.last = messages.packed({**self._message(case, way, now), **more})
        self.tell(case.last)

    def _message(self, case: Case, way: str, at: dt.datetime) -> dict[str, Any]:
        officer, title = OFFICERS.get(self.slug, ("Nguyễn Văn Mẫu", "Cán bộ"))
        found: dict[str, Any] = {
            "LoaiBanTin": messages.STATE,
            "MaBanTin": f"BT{secrets.token_hex(8)}",
            "MaDoiTac": self.partner,
            "MaHoSo": case.message["MaHoSo"],
            "MaHoSoNganh": case.number,
            "TrangThai": str(STATES[way]),
            "ThoiDiemXuLy": messages.written(at),
            "NguoiXuLy": officer,
            "ChucDanh": title,
            "PhongBanXuLy": NAMES.get(self.slug, ""),
            "NoiDungXuLy": WORDS[way],
        }
        if way == "accept":
            found["NgayTiepNhan"] = messages.written(at)
        if way == "ask":
            papers = case.message.get("TaiLieuNop", [])
            found["DanhSachGiayToBoSung"] = [
                {"MaThanhPhanHoSo": one["MaThanhPhanHoSo"], "NoiDungBoSung": "Chụp lại cho rõ, đủ bốn góc"}
                for one in papers[:1]
            ]
        if way == "pay":
            found["DanhSachLePhi"] = [{"MaPhiLePhi": "LP", "TenPhiLePhi": "Lệ phí", "Gia": "10000"}]
        if way in {"solve", "refuse"}:
            found["KetQua"] = "1" if way == "solve" else "2"
        if way == "solve":
            found |= self._result(case, at)
        return found

    def _result(self, case: Case, at: dt.datetime) -> dict[str, Any]:
        name = str(case.message.get("TenKetQua") or "Kết quả giải quyết")
        number = f"{int(case.number[2:], 16) % 10_000}/{at.year}"
        key = secrets.token_hex(8)
        about = str(case.message.get("TrichYeuHoSo", ""))
        self.files[key] = (
            f"{name}.pdf",
            result_pdf(name=name, number=number, about=about, at=at, issuer=NAMES[self.slug]),
        )
        return {
            "SoKyHieu": number,
            "NgayKy": messages.written(at),
            "DanhSachGiayToKetQua": [
                {"TenGiayTo": name, "GiayToId": key, "DuongDanTepTinKetQua": f"{self.address}/tep/{key}"}
            ],
        }

    def tell(self, body: bytes, secret: str = "") -> None:
        """Post a message, three times at most while nobody answers."""
        headers = {"Content-Type": "application/json", messages.PROOF: messages.code(body, secret or self.secret)}
        request = urllib.request.Request(self.callback, data=body, headers=headers)  # noqa: S310
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


@dataclass
class Sandbox:
    """All systems behind one port."""

    systems: dict[str, System]

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Serve one request (WSGI)."""
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        slug, _slash, rest = path.strip("/").partition("/")
        system = self.systems.get(slug)
        if system is None:
            return _page(start, self._index())
        size = min(int(environ.get("CONTENT_LENGTH") or 0), 30_000_000)
        body = environ["wsgi.input"].read(size) if method == "POST" else b""
        if method == "POST" and rest == "chuyen":
            form = {key: values[0] for key, values in parse_qs(body.decode()).items()}
            if form.get("ma") in system.cases and form.get("cach") in WAYS:
                system.move(form["ma"], form["cach"])
            return _page(start, self._index())
        if method == "POST":
            token, proof = environ.get("HTTP_X_TOKEN", ""), environ.get("HTTP_X_MA_XAC_THUC", "")
            return _json(start, system, *system.hear(_decoded(rest), body, proof, token))
        if rest.startswith("tep/"):
            return _file(start, system, rest.removeprefix("tep/"), environ.get("HTTP_X_TOKEN", ""))
        return _page(start, self._index())

    def _index(self) -> str:
        return "".join(_board(system) for system in self.systems.values())


def _decoded(path: str) -> str:
    return path.encode("latin-1", errors="replace").decode(errors="replace")


def _board(system: System) -> str:
    rows = "".join(
        f"<section><h2>{html.escape(code)}</h2><p>{html.escape(str(case.message.get('TrichYeuHoSo', '')))}</p>"
        f"<p>Trạng thái: {case.state}</p>"
        f'<form method="post" action="/{system.slug}/chuyen">'
        f'<input type="hidden" name="ma" value="{html.escape(code)}">'
        + "".join(f'<button name="cach" value="{way}">{label}</button> ' for way, label in WAYS.items())
        + "</form></section>"
        for code, case in system.cases.items()
    )
    return f"<h1>{NAMES[system.slug]}</h1>{rows or '<p>Chưa có hồ sơ nào chuyển sang.</p>'}"


def _json(start: Start, system: System, status: int, answer: dict[str, Any]) -> Iterable[bytes]:
    body = messages.packed(answer)
    proof = messages.code(body, system.secret)
    reason = {200: "OK", 401: "Unauthorized", 403: "Forbidden", 422: "Unprocessable", 503: "Unavailable"}[status]
    start(f"{status} {reason}", [("Content-Type", "application/json; charset=utf-8"), (messages.PROOF, proof)])
    return [body]


def _file(start: Start, system: System, key: str, token: str) -> Iterable[bytes]:
    if token not in system.tokens or key not in system.files:
        start("404 Not Found", [("Content-Type", "text/plain")])
        return [b""]
    start("200 OK", [("Content-Type", "application/pdf")])
    return [system.files[key][1]]


def _page(start: Start, main: str) -> Iterable[bytes]:
    style = (
        "body{font:17px/1.5 sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#17202a}"
        "button{font:inherit;padding:.3rem .7rem;margin:.15rem 0}section{border-top:1px solid #ccc}"
        "h1{line-height:1.2}h2{font-size:1.1rem}.demo{background:#fff4d6;padding:.5rem 1rem}"
    )
    policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)])
    title = "Hệ thống ngành thử nghiệm"
    return [
        (
            f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body>'
            f'<main><p class="demo">{title}: không có cơ quan thật nào ở đây.</p>{main}</main></body></html>'
        ).encode()
    ]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the supervisor asks every second."""


def serve(sandbox: Sandbox, *, port: int = 0, host: str = "127.0.0.1", address: str = "") -> WSGIServer:
    """Return a server of the sandbox that listens; port 0 takes a free one."""
    server = make_server(host, port, sandbox, server_class=_Server, handler_class=_Quiet)
    for slug, system in sandbox.systems.items():
        system.address = f"{address or f'http://localhost:{server.server_port}'}/{slug}"
    return server


def open_sandbox(callback: str, *, pace: float = 0) -> Sandbox:
    """Return the systems of the demo; each tells at ``callback`` followed by its own name."""
    return Sandbox({slug: System(slug, f"{callback}{slug}/", pace=pace) for slug in NAMES})


def main() -> None:
    """Serve until told to stop."""
    port, callback = int(sys.argv[1]), sys.argv[2]
    sandbox = open_sandbox(callback, pace=float(os.environ.get("CONGVU_SYNC_PACE", "4")))
    serve(
        sandbox,
        port=port,
        host=os.environ.get("CONGVU_LISTEN", "127.0.0.1"),
        address=os.environ.get("CONGVU_SYNC_URL", ""),
    ).serve_forever()


if __name__ == "__main__":
    main()
