"""What the agent remembers: the token's library, its port, and which pages may ask, each with its own secret."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

PORT = 14741
LOOPBACK = ("localhost", "127.0.0.1")


class SettingsWrong(Exception):
    """What was asked cannot be kept; the text says why."""


def home() -> Path:
    """Return the folder of the agent's settings for this user."""
    if given := os.environ.get("CONGVU_AGENT_HOME"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", Path.home())) / "congvu-agent"
    return Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config")) / "congvu-agent"


def origin_of(address: str) -> str:
    """Return the origin (scheme, host, port) of an address as browsers send it.

    :raises SettingsWrong: neither https, nor plain http on this very machine
    """
    parts = urlsplit(address.strip())
    host = (parts.hostname or "").lower()
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)):
        raise SettingsWrong(f"Địa chỉ phải bắt đầu bằng https://, không phải “{address}”.")
    port = f":{parts.port}" if parts.port and parts.port != {"https": 443, "http": 80}[parts.scheme] else ""
    return f"{parts.scheme}://{host}{port}"


@dataclass
class Settings:
    """The file ``settings.json``, readable by its owner alone. Pairing codes are kept as SHA-256 only."""

    module: str = ""
    """Path of the token's PKCS#11 library (``.dll``, ``.so``)."""
    port: int = PORT
    pages: dict[str, str] = field(default_factory=dict)
    """Origin of each page that may ask, and the SHA-256 of its pairing code, hexadecimal."""

    @classmethod
    def read(cls) -> "Settings":
        """Return what was kept, or the defaults."""
        path = home() / "settings.json"
        return cls(**json.loads(path.read_text())) if path.exists() else cls()

    def keep(self) -> None:
        """Write the file."""
        home().mkdir(parents=True, exist_ok=True, mode=0o700)
        path = home() / "settings.json"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as sink:
            json.dump({"module": self.module, "port": self.port, "pages": self.pages}, sink, indent=1)

    def pair(self, address: str) -> str:
        """Let a page ask from now on; return the code to type there, shown once. Pairing anew ends the earlier code.

        :raises SettingsWrong: the address is none that may be paired
        """
        code = base64.b32encode(secrets.token_bytes(20)).decode().lower()
        self.pages[origin_of(address)] = hashlib.sha256(code.encode()).hexdigest()
        self.keep()
        return "-".join(code[at : at + 8] for at in range(0, len(code), 8))

    def forget(self, address: str) -> bool:
        """Let a page ask no more; say whether it could."""
        known = self.pages.pop(origin_of(address), None)
        self.keep()
        return known is not None

    def may_ask(self, origin: str, code: str) -> bool:
        """Say whether this is the code of this page."""
        given = hashlib.sha256(code.strip().lower().replace("-", "").encode()).hexdigest()
        return hmac.compare_digest(self.pages.get(origin, ""), given)
