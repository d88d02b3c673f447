"""Which machines the installation calls: the list that a firewall is to let through, and nothing beside it."""

import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.exchange import queries as exchange
from congvu.kit.selfcheck import connectors
from congvu.signing import queries as signing

PORTS = {"https": 443, "http": 80, "ldap": 389, "ldaps": 636, "imap": 143, "imaps": 993}


@dataclass(frozen=True, slots=True, order=True)
class Destination:
    """A machine that is called at a port (TCP), and for what."""

    host: str
    port: int
    purpose: str


def destinations() -> list[Destination]:
    """Return what the settings, the connectors, partners and certificates of this moment make the program call."""
    return sorted({one for one in _all() if one.host and not one.host.startswith("/")})


def as_nftables(found: list[Destination], *, user: str) -> tuple[str, list[str]]:
    """Return rules by which a system user reaches these machines alone, and the names that were not found.

    Names are resolved now: whoever changes addresses is followed by making the rules again. They replace the ones
    before at once. The own machine and the name service stay open; what is refused stands in the log.
    """
    reached: dict[str, set[str]] = {"ip": set(), "ip6": set()}
    lost = []
    for one in found:
        try:
            answers = socket.getaddrinfo(one.host, one.port, type=socket.SOCK_STREAM)
        except OSError:
            lost.append(one.host)
            continue
        for answer in answers:
            reached["ip6" if answer[0] == socket.AF_INET6 else "ip"].add(f"{answer[4][0]} . {one.port}")
    lines = ["table inet congvu_out {}", "delete table inet congvu_out", "table inet congvu_out {"]
    for family, kind in (("ip", "ipv4_addr"), ("ip6", "ipv6_addr")):
        elements = f" elements = {{ {', '.join(sorted(reached[family]))} }}" if reached[family] else ""
        lines.append(f"  set of_{family} {{ type {kind} . inet_service;{elements} }}")
    lines += [
        "  chain output {",
        "    type filter hook output priority filter; policy accept;",
        f'    meta skuid != "{user}" accept',
        "    oif lo accept",
        "    ct state established,related accept",
        "    meta l4proto { tcp, udp } th dport 53 accept",
        "    ip daddr . tcp dport @of_ip accept",
        "    ip6 daddr . tcp dport @of_ip6 accept",
        '    limit rate 10/minute log prefix "congvu-out "',
        "    reject",
        "  }",
        "}",
    ]
    return "\n".join(lines) + "\n", lost


def _all() -> Iterator[Destination]:
    database = settings.DATABASES["default"]
    hosts, ports = (str(database.get(key) or "").split(",") for key in ("HOST", "PORT"))
    for number, host in enumerate(hosts):
        yield Destination(host, int(ports[min(number, len(ports) - 1)] or 5432), _("Cơ sở dữ liệu"))
    if settings.EMAIL_HOST:
        yield Destination(settings.EMAIL_HOST, settings.EMAIL_PORT, _("Máy chủ thư gửi đi"))
    storage: dict[str, Any] = settings.STORAGES["default"]
    yield from _of_addresses([storage.get("OPTIONS", {}).get("endpoint_url") or ""], _("Kho tệp (S3)"))
    for _key, connector in connectors.items():
        yield from _of_addresses(connector.reaches(), str(connector.name))
    yield from _of_addresses(signing.called_addresses(), _("Dấu thời gian, chứng thư số, danh sách thu hồi"))
    yield from _of_addresses(exchange.webhooks(), _("Báo tin cho đối tác"))


def _of_addresses(addresses: Iterable[str], purpose: str) -> Iterator[Destination]:
    for address in addresses:
        parts = urlsplit(address)
        if parts.hostname:
            yield Destination(parts.hostname, parts.port or PORTS.get(parts.scheme, 443), purpose)
