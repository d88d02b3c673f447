"""Zalo's protocol: ZNS messages by template, and the OAuth renewal of the Official Account's keys."""

from dataclasses import dataclass
from typing import Any

import requests
from django.utils.translation import gettext as _

from congvu.notices.hooks import NotSent

SEND, TEMPLATE, RENEW = "/message/template", "/template/info/v2", "/v4/oa/access_token"
KEY_INVALID = frozenset({-124, -216})
FINAL = frozenset({-108, -112, -114, -118, -119, -131, -132, -137, -139, -141})
"""About this number or this message: no such account, refuses messages, wrong number, wrong template data."""


class KeyInvalid(NotSent):
    """The access key has run out; it is to be renewed before the next try."""

    def __init__(self) -> None:
        super().__init__(_("Khóa truy cập Zalo hết hạn, đang lấy khóa mới."), final=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a renewal brings; ``seconds`` is how long the access key lives."""

    access: str
    refresh: str
    seconds: int


@dataclass(frozen=True, slots=True)
class ZaloClient:
    """An application of an Official Account."""

    url: str
    oauth_url: str
    app_id: str
    secret: str
    timeout: float = 10.0
    """Seconds."""

    def send(self, *, access: str, phone: str, template: str, data: dict[str, str], tracking_id: str) -> str:
        """Hand a message over; return Zalo's number for it.

        :raises KeyInvalid: renew the access key first
        :raises NotSent: it was not taken
        """
        body = {"phone": phone, "template_id": template, "template_data": data, "tracking_id": tracking_id}
        answer = self._call("POST", f"{self.url}{SEND}", json=body, headers=_named("access_token", access))
        _unless_good(answer)
        return str(_part(answer, "data").get("msg_id", "")) or tracking_id

    def template_state(self, *, access: str, template: str) -> str:
        """Return the state of a template: ENABLE, PENDING_REVIEW, REJECT, DISABLE.

        :raises NotSent: Zalo does not know it, or not us
        """
        address = f"{self.url}{TEMPLATE}"
        answer = self._call("GET", address, params={"template_id": template}, headers=_named("access_token", access))
        _unless_good(answer)
        return str(_part(answer, "data").get("status", ""))

    def renew(self, *, refresh: str) -> Keys:
        """Change a refresh token, which serves once, for a new pair of keys.

        :raises NotSent: it was used before or is too old
        """
        form = {"refresh_token": refresh, "app_id": self.app_id, "grant_type": "refresh_token"}
        answer = self._call("POST", f"{self.oauth_url}{RENEW}", data=form, headers=_named("secret_key", self.secret))
        access, following = str(answer.get("access_token", "")), str(answer.get("refresh_token", ""))
        if not access or not following:
            why = str(answer.get("error_name") or answer.get("error_description") or answer.get("message") or "?")
            raise NotSent(_("Zalo không cấp khóa mới: %(why)s.") % {"why": why[:200]}, final=True)
        return Keys(access, following, int(answer.get("expires_in") or 0))

    def _call(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        """Call Zalo.

        :raises NotSent: it does not answer, or not in its own words
        """
        try:
            answer = requests.request(method, address, timeout=self.timeout, allow_redirects=False, **more)
            found = answer.json()
        except (requests.RequestException, ValueError) as problem:
            words = _("Zalo không trả lời đúng cách (%(problem)s).") % {"problem": type(problem).__name__}
            raise NotSent(words, final=False) from problem
        if answer.status_code >= 500 or not isinstance(found, dict):
            raise NotSent(_("Zalo báo lỗi HTTP %(code)s.") % {"code": answer.status_code}, final=False)
        return found


def _named(name: str, value: str) -> dict[str, str]:
    """Return the header as Zalo names it, and with a dash: many servers, the sandbox's too, drop names with "_"."""
    return {name: value, name.replace("_", "-"): value}


def _part(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found = answer.get(name)
    return found if isinstance(found, dict) else {}


def _unless_good(answer: dict[str, Any]) -> None:
    """Let a good answer pass.

    :raises KeyInvalid: renew the access key first
    :raises NotSent: anything else
    """
    code = answer.get("error")
    if code == 0:
        return
    if code in KEY_INVALID:
        raise KeyInvalid
    raise NotSent(sentence(code, str(answer.get("message", ""))), final=code in FINAL)


def sentence(code: object, told: str) -> str:
    """Say what Zalo's code means."""
    words = {
        -108: _("Zalo không nhận số điện thoại này."),
        -114: _("Người nhận không hoạt động trên Zalo hoặc từ chối nhận tin."),
        -115: _("Tài khoản ZNS hết hạn mức hoặc hết tiền."),
        -118: _("Số này không có tài khoản Zalo."),
        -119: _("Tài khoản Zalo này không nhận được tin."),
        -133: _("Zalo không gửi tin từ 22 giờ đến 6 giờ."),
        -141: _("Người nhận đã từ chối tin của tỉnh trên Zalo."),
        -144: _("Đã hết hạn mức tin trong ngày."),
    }
    if isinstance(code, int) and code in words:
        return words[code]
    return _("Zalo trả lời mã %(code)s: %(told)s.") % {"code": code, "told": told[:200]}
