"""The eSMS gateway's REST protocol: customer-care messages (SmsType 2) under a registered brand name."""

from dataclasses import dataclass
from typing import Any

import requests
from django.utils.translation import gettext as _

from congvu.notices.hooks import NotSent

SEND = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
BALANCE = "/MainService.svc/json/GetBalance_json"
TAKEN, WRONG_KEY, NO_MONEY, WRONG_BRAND, HAD_BEFORE = "100", "101", "103", "104", "124"
WRONG_TEMPLATE, WRONG_NUMBER, NO_CARRIER = "146", "99", "177"
FINAL = frozenset({WRONG_TEMPLATE, WRONG_NUMBER, NO_CARRIER})
"""Answers about this message. What is about the account is mended by the province; the message waits."""


@dataclass(frozen=True, slots=True)
class EsmsClient:
    """An account at the gateway."""

    url: str
    key: str
    secret: str
    brand: str
    timeout: float = 10.0
    """Seconds."""

    def send(self, *, phone: str, content: str, accents: bool, request_id: str) -> str:
        """Hand a message over; return the gateway's number for it.

        A request that the gateway has had before counts as taken: it never sends one twice.

        :raises NotSent: it was not taken
        """
        body = {
            "Phone": phone,
            "Content": content,
            "Brandname": self.brand,
            "SmsType": "2",
            "IsUnicode": 1 if accents else 0,
            "Sandbox": 0,
            "RequestId": request_id,
        }
        answer = self._call(SEND, body)
        code = str(answer.get("CodeResult", ""))
        if code in {TAKEN, HAD_BEFORE}:
            return str(answer.get("SMSID", "") or request_id)
        raise NotSent(sentence(code), final=code in FINAL)

    def balance(self) -> int:
        """Return what is left on the account, in đồng.

        :raises NotSent: the gateway does not know the account
        """
        answer = self._call(BALANCE, {})
        code = str(answer.get("CodeResult") or answer.get("CodeResponse") or "")
        if code != TAKEN:
            raise NotSent(sentence(code), final=code == WRONG_KEY)
        return int(float(answer.get("Balance") or 0))

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Call the gateway.

        :raises NotSent: it does not answer, or not in its own words
        """
        whole = {"ApiKey": self.key, "SecretKey": self.secret, **body}
        try:
            answer = requests.post(f"{self.url}{path}", json=whole, timeout=self.timeout, allow_redirects=False)
            found = answer.json()
        except (requests.RequestException, ValueError) as problem:
            words = _("Cổng SMS không trả lời đúng cách (%(problem)s).") % {"problem": type(problem).__name__}
            raise NotSent(words, final=False) from problem
        if answer.status_code >= 400 or not isinstance(found, dict):
            raise NotSent(_("Cổng SMS báo lỗi HTTP %(code)s.") % {"code": answer.status_code}, final=False)
        return found


def sentence(code: str) -> str:
    """Say what the gateway's code means."""
    words = {
        WRONG_KEY: _("Cổng SMS không nhận tài khoản."),
        NO_MONEY: _("Tài khoản SMS hết tiền."),
        WRONG_BRAND: _("Tên thương hiệu chưa được đăng ký."),
        WRONG_TEMPLATE: _("Nội dung không khớp mẫu đã đăng ký với nhà mạng."),
        WRONG_NUMBER: _("Cổng SMS không nhận số điện thoại này."),
        NO_CARRIER: _("Tên thương hiệu chưa đăng ký ở nhà mạng của số này."),
    }
    return words.get(code) or _("Cổng SMS trả lời mã %(code)s.") % {"code": code or "?"}
