"""One careful POST to an address that a stranger named: no inner network, no redirects, no endless answers."""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from congvu.kit.errors import Declined, Refusal

CONNECT_SECONDS, WHOLE_SECONDS = 5, 20
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Refusal):
    """Nothing is sent to such an address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: ``status`` None when nobody answered, ``retry_after`` in seconds when it was named."""

    status: int | None
    error: str = ""
    retry_after: int | None = None
    took_ms: int = 0


def check_url(url: str, *, inside: bool) -> SplitResult:
    """Return the parts of an address that may be sent to.

    :param inside: whether addresses of one's own network and plain http are allowed
    :raises AddressRefused: with what to mend
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(_("Địa chỉ này không đọc được. Ghi đủ, ví dụ https://doitac.vn/webhook.")) from None
    if parts.scheme not in ({"https", "http"} if inside else {"https"}) or not parts.hostname or port == 0:
        raise AddressRefused(_("Địa chỉ nhận tin phải bắt đầu bằng https:// và có tên máy."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(_("Địa chỉ nhận tin không được chứa tên đăng nhập, mật khẩu hay dấu #."))
    if not url.isascii() or any(ord(letter) <= 32 for letter in url):
        raise AddressRefused(_("Địa chỉ nhận tin chỉ gồm chữ cái không dấu, không có khoảng trắng."))
    try:
        literal = ipaddress.ip_address(parts.hostname)
    except ValueError:
        return parts
    if not inside and not is_public(literal):
        raise AddressRefused(_("Không gửi tin vào địa chỉ mạng nội bộ."))
    return parts


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Tell whether an address is one of the open internet, also one wrapped in another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def post(*, url: str, body: bytes, headers: dict[str, str], inside: bool) -> Answer:
    """Send ``body``; what the other side does never raises. The name is looked up once, and that very address used."""
    begun = time.monotonic()
    try:
        parts = check_url(url, inside=inside)
        line = _Line(parts, _resolve(parts, inside=inside))
        answer = _exchange(line, parts, body, headers)
    except Declined as refusal:
        return Answer(None, str(refusal)[:300])
    except (OSError, http.client.HTTPException, UnicodeError) as problem:
        words = str(problem) or type(problem).__name__
        answer = Answer(None, words[:300])
    took = int((time.monotonic() - begun) * 1000)
    return Answer(answer.status, answer.error, answer.retry_after, took)


def _resolve(parts: SplitResult, *, inside: bool) -> str:
    found = socket.getaddrinfo(parts.hostname, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    if not inside and not all(is_public(ipaddress.ip_address(one)) for one in addresses):
        raise AddressRefused(_("Tên máy này dẫn vào mạng nội bộ nên không gửi."))
    return addresses[0]


class _Line(http.client.HTTPConnection):
    """A connection to an address looked up before; the certificate is still that of the name."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80))
        self.address, self.tls = address, parts.scheme == "https"

    def connect(self) -> None:
        """Open the line."""
        self.sock = socket.create_connection((self.address, self.port), timeout=CONNECT_SECONDS)
        if self.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread, whatever the other side still drips."""
        if self.sock is not None:
            self.sock.close() if self.tls else self.sock.shutdown(socket.SHUT_RDWR)


def _exchange(line: _Line, parts: SplitResult, body: bytes, headers: dict[str, str]) -> Answer:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    alarm = threading.Timer(WHOLE_SECONDS, line.cut)
    alarm.daemon = True
    alarm.start()
    try:
        line.request("POST", target, body=body, headers={**headers, "Connection": "close"})
        response = line.getresponse()
        response.read(2048)
        return Answer(response.status, "" if response.status < 300 else response.reason[:300], _seconds(response))
    finally:
        alarm.cancel()
        line.close()


def _seconds(response: http.client.HTTPResponse) -> int | None:
    told = (response.getheader("Retry-After") or "").strip()
    return min(int(told), 86_400) if told.isascii() and told.isdigit() and len(told) < 10 else None
