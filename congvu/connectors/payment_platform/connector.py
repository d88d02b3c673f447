"""The adapter: the platform's messages in our words. The same code speaks to the sandbox and to the real platform."""

import datetime as dt
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.connectors.payment_platform import protocol
from congvu.payments.hooks import Forged, GatewayDown, Opened, Order, StatementLine, Told, Unreadable

SLUG = "payment_platform"
PATIENCE = (3, 10)
"""Seconds to connect, to answer."""
MOST = 10**13


class PaymentPlatform:
    """The payment platform as payments know a gateway."""

    @property
    def name(self) -> str:
        """Its name for payers."""
        return str(_("Nền tảng thanh toán trực tuyến"))

    def open(self, order: Order, *, at: dt.datetime) -> Opened:
        """Begin a payment there.

        :raises GatewayDown: when it does not answer, refuses, or its answer is not signed
        """
        message = {
            "LoaiBanTin": "KHOITAO",
            "PhienBan": protocol.VERSION,
            "MaDoiTac": settings.PAYMENT_PARTNER,
            "MaThamChieu": order.reference,
            "SoTien": str(order.amount),
            "LoaiHinhThanhToan": "PHI_LEPHI",
            "MaKenhThanhToan": "WEB",
            "MaTienTe": protocol.DONG,
            "MaNganHang": "",
            "ThongTinGiaoDich": order.words,
            "ThoiGianGD": f"{timezone.localtime(at):%Y%m%d%H%M%S}",
            "Ip": order.address,
        }
        body = protocol.signed(message, protocol.INIT, settings.PAYMENT_SECRET)
        answer = self._ask("/khoi-tao", {**body, "UrlTroVe": order.return_address})
        if not protocol.holds(answer, protocol.OPENED, settings.PAYMENT_SECRET):
            raise GatewayDown(_("Cổng thanh toán trả lời không hợp lệ. Hãy chuyển khoản hoặc nộp tại quầy."))
        address = str(answer.get("UrlThanhToan", ""))
        if answer.get("MaLoi") != protocol.DONE or not address.startswith(("https://", settings.PAYMENT_URL + "/")):
            raise GatewayDown(_("Cổng thanh toán từ chối giao dịch. Hãy thử lại, chuyển khoản hoặc nộp tại quầy."))
        return Opened(address=address, number="")

    def read(self, body: bytes, headers: Mapping[str, str]) -> Told:
        """Read a result that the platform tells us.

        :raises Forged: the code does not hold, or it is meant for another partner
        :raises Unreadable: it is no such message
        """
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as problem:
            raise Unreadable("no JSON") from problem
        if not isinstance(message, dict) or any(name not in message for name in protocol.RESULT):
            raise Unreadable("fields are missing")
        if not protocol.holds(message, protocol.RESULT, settings.PAYMENT_SECRET):
            raise Forged("code")
        if message["MaDoiTac"] != settings.PAYMENT_PARTNER:
            raise Forged("partner")
        amount = str(message["SoTien"])
        if not (amount.isascii() and amount.isdigit() and int(amount) < MOST) or message["MaTienTe"] != protocol.DONG:
            raise Unreadable("amount")
        if not all(str(message[name]).strip() for name in ("MaBanTin", "MaThamChieu", "MaGiaoDich")):
            raise Unreadable("numbers are empty")
        return Told(
            number=str(message["MaBanTin"]),
            reference=str(message["MaThamChieu"]),
            transaction=str(message["MaGiaoDich"]),
            amount=int(amount),
            succeeded=message["TrangThai"] == protocol.DONE,
        )

    def statement(self, day: dt.date) -> list[StatementLine]:
        """Return what the platform settled for us on a day.

        :raises GatewayDown: when it does not answer or its answer is not signed
        """
        message = {
            "LoaiBanTin": "DOISOAT",
            "PhienBan": protocol.VERSION,
            "MaDoiTac": settings.PAYMENT_PARTNER,
            "NgayGD": f"{day:%Y%m%d}",
        }
        answer = self._ask("/doi-soat", protocol.signed(message, protocol.STATEMENT, settings.PAYMENT_SECRET))
        lines = answer.get("DSGiaoDich")
        given = str(answer.get("MaXacThuc", ""))
        right = isinstance(lines, list) and all(isinstance(line, dict) for line in lines)
        expected = protocol.statement_code(message["NgayGD"], lines if isinstance(lines, list) and right else [],
                                           settings.PAYMENT_SECRET)  # fmt: skip
        if not isinstance(lines, list) or not right or not hmac.compare_digest(given.encode(), expected.encode()):
            raise GatewayDown(_("Bảng kê của cổng thanh toán không hợp lệ. Hãy đối soát lại sau."))
        return [
            StatementLine(
                reference=str(line["MaThamChieu"]), transaction=str(line["MaGiaoDich"]), amount=int(line["SoTien"])
            )
            for line in lines
        ]

    def try_out(self, payload: str, back: str) -> str:
        """Return where the sandbox's bank app scans a code, in the demo only."""
        return f"{settings.PAYMENT_URL}/quet?ma={quote(payload)}&ve={quote(back)}" if settings.DEMO else ""

    def _ask(self, path: str, message: Mapping[str, Any]) -> dict[str, Any]:
        try:
            answer = requests.post(settings.PAYMENT_URL + path, json=message, timeout=PATIENCE, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as failure:
            raise GatewayDown(
                _("Cổng thanh toán chưa trả lời. Hãy thử lại sau ít phút, chuyển khoản hoặc nộp tại quầy.")
            ) from failure
        return found if isinstance(found, dict) else {}
