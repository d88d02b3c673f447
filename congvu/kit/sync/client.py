"""Speaking to another system: a token, files first, then the message that names them; every answer is proved."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from django.utils.functional import Promise

from congvu.kit.sync import messages

PATIENCE = (3, 15)
"""Seconds to connect, to answer."""
MOST_FETCHED = 20_000_000


@dataclass(frozen=True, slots=True)
class Account:
    """How one reaches a system: its address, who we are there, the key both sides sign with."""

    url: str
    partner: str
    secret: str


class Line:
    """The line to one system. ``account`` is asked at every call: settings may change while the program runs."""

    def __init__(self, name: str | Promise, account: Callable[[], Account]) -> None:
        self._name, self._account = name, account

    @property
    def name(self) -> str:
        """What people call the system."""
        return str(self._name)

    @property
    def is_open(self) -> bool:
        """Tell whether an address is set."""
        return bool(self._account().url)

    def call(self, service: str, message: Mapping[str, Any]) -> dict[str, Any]:
        """Send one message under a fresh token and return the answer.

        :raises SystemDown: no answer, an answer nobody can read, or one that is not signed
        :raises MessageRefused: an answer that says no, with its words
        """
        return self._post(service, messages.packed(message), self.token())

    def token(self) -> str:
        """Return a token of the other system.

        :raises SystemDown, MessageRefused: as ``call``
        """
        asked = messages.packed({"MaDoiTac": self._account().partner})
        return str(self._post(messages.TOKEN, asked, "").get("Token", ""))

    def upload(self, name: str, content: bytes) -> str:
        """Send a file and return the other system's number of it (IdTepTin); its digest is compared.

        :raises SystemDown: when it does not answer or got something else
        :raises MessageRefused: when it will not take it
        """
        answer = self._post(f"{messages.UPLOAD}/{quote(name, safe='')}", content, self.token())
        if answer.get("HashTepTin") != hashlib.sha256(content).hexdigest():
            raise messages.SystemDown("HashTepTin")
        return str(answer.get("IdTepTin", ""))

    def fetch(self, address: str) -> bytes:
        """Return a file of theirs; only under the system's own address, never longer than 20 MB.

        :raises SystemDown: when it does not answer
        :raises MessageRefused: for a strange address, or when there is no such file
        """
        account = self._account()
        if not address.startswith(account.url + "/"):
            raise messages.MessageRefused("DuongDanTepTinKetQua")
        headers = {messages.BEARER: self.token()}
        try:
            with requests.get(address, headers=headers, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
                if 300 <= answer.status_code < 500:
                    raise messages.MessageRefused(f"HTTP {answer.status_code}")
                answer.raise_for_status()
                found = b""
                for piece in answer.iter_content(65_536):
                    found += piece
                    if len(found) > MOST_FETCHED:
                        raise messages.MessageRefused("20 MB")
        except requests.RequestException as failure:
            raise messages.SystemDown(type(failure).__name__) from failure
        return found

    def read(self, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
        """Return a message that the other system told us.

        :raises Forged: its code does not hold, or it is meant for another partner
        :raises Unreadable: it is no such message
        """
        account = self._account()
        if not account.secret or not messages.holds(body, headers.get(messages.PROOF, ""), account.secret):
            raise messages.Forged("code")
        found = messages.read(body)
        if found.get("MaDoiTac") != account.partner:
            raise messages.Forged("partner")
        return found

    def _post(self, path: str, body: bytes, token: str) -> dict[str, Any]:
        account = self._account()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Ma-Doi-Tac": account.partner,
            messages.BEARER: token,
            messages.PROOF: messages.code(body, account.secret),
        }
        try:
            answer = requests.post(
                f"{account.url}/{path}", data=body, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as failure:
            raise messages.SystemDown(type(failure).__name__) from failure
        return _heard(answer, account.secret)


def _heard(answer: requests.Response, secret: str) -> dict[str, Any]:
    if answer.status_code in {400, 403, 409, 413, 422}:
        raise messages.MessageRefused(_words(answer.content) or f"HTTP {answer.status_code}")
    if answer.status_code != 200:
        raise messages.SystemDown(f"HTTP {answer.status_code}")
    if not messages.holds(answer.content, answer.headers.get(messages.PROOF, ""), secret):
        raise messages.SystemDown(messages.PROOF)
    try:
        found = messages.read(answer.content)
    except messages.Unreadable as problem:
        raise messages.SystemDown("JSON") from problem
    if found.get("MaLoi") != messages.DONE:
        raise messages.MessageRefused(str(found.get("MoTaLoi") or found.get("MaLoi"))[:300])
    return found


def _words(body: bytes) -> str:
    try:
        return str(messages.read(body).get("MoTaLoi", ""))[:300]
    except messages.Unreadable:
        return ""
