"""The adapter: the post's messages in our words. The same code speaks to the sandbox and to the real post."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import requests
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from congvu.connectors.post import protocol
from congvu.delivery.hooks import CarrierDown, Consignment, Forged, Told, Unreadable

SLUG = "post"
PATIENCE = (3, 10)
"""Seconds to connect, to answer."""
MOST = 10**13


class Post:
    """The post as delivery knows a carrier."""

    @property
    def name(self) -> str:
        """Its name for people."""
        return str(_("Bưu chính công ích"))

    def order(self, consignment: Consignment, *, at: dt.datetime) -> str:
        """Order the carriage.

        :raises CarrierDown: it does not answer, or refuses
        """
        answer = self._ask(
            "/don",
            {
                "doi_tac": settings.POST_PARTNER,
                "tham_chieu": consignment.reference,
                "nguoi_gui": consignment.sender,
                "dia_chi_gui": consignment.sender_address,
                "nguoi_nhan": consignment.receiver,
                "dien_thoai": consignment.phone,
                "dia_chi_nhan": consignment.address,
                "noi_dung": consignment.words,
                "thu_ho": consignment.cash,
                "chieu": "den" if consignment.to_office else "di",
                "luc": at.isoformat(),
            },
        )
        number = str(answer.get("so_hieu", ""))
        if not number:
            raise CarrierDown(_("Bưu chính từ chối đơn: %(why)s") % {"why": str(answer.get("loi", ""))[:200]})
        return number

    def cancel(self, tracking: str, *, at: dt.datetime) -> None:
        """Call an order off.

        :raises CarrierDown: it does not answer, or has fetched it
        """
        answer = self._ask("/huy", {"doi_tac": settings.POST_PARTNER, "so_hieu": tracking, "luc": at.isoformat()})
        if not answer.get("da_huy"):
            raise CarrierDown(_("Bưu chính đã lấy hàng, không hủy được nữa."))

    def read(self, body: bytes, headers: Mapping[str, str]) -> Told:
        """Read what the post tells.

        :raises Forged: the signature does not hold
        :raises Unreadable: it is no such message
        """
        if not protocol.holds(body, headers.get(protocol.HEADER, ""), settings.POST_SECRET):
            raise Forged
        try:
            message = json.loads(body)
            happened_at = parse_datetime(str(message["luc"]))
            told = Told(
                number=str(message["ma_tin"]),
                tracking=str(message["so_hieu"]),
                state=protocol.STATES[str(message["trang_thai"])],
                words=str(message.get("dien_giai", "")),
                place=str(message.get("noi", "")),
                happened_at=happened_at or dt.datetime.min.replace(tzinfo=dt.UTC),
                receiver=str(message.get("nguoi_nhan", "")),
                cash=int(message.get("da_thu", 0)),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as problem:
            raise Unreadable("no message of the post") from problem
        if happened_at is None or happened_at.tzinfo is None or not 0 <= told.cash < MOST or not told.number:
            raise Unreadable("moment, sum or number")
        return told

    def tracking_address(self, tracking: str) -> str:
        """Return the post's page of a parcel."""
        return f"{settings.POST_URL}/tra-cuu?so={tracking}"

    def _ask(self, path: str, message: Mapping[str, Any]) -> dict[str, Any]:
        body = protocol.packed(message)
        headers = {protocol.HEADER: protocol.code(body, settings.POST_SECRET), "Content-Type": "application/json"}
        try:
            answer = requests.post(
                settings.POST_URL + path, data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as failure:
            raise CarrierDown(_("Bưu chính chưa trả lời. Bưu gửi được giữ, thử lại sau ít phút.")) from failure
        return found if isinstance(found, dict) else {}
