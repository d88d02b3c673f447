"""ClamAV: the content goes to clamd in pieces (command INSTREAM)."""

import socket
import struct
from typing import IO

from congvu.files.refusals import ScannerSilent

PIECE = 64 * 1024
TIMEOUT = 30
"""Seconds."""


class ClamAV:
    """Speaks with clamd at ``address``: the path of a socket, or host:port."""

    name = "ClamAV"

    def __init__(self, address: str) -> None:
        self.address = address

    def finding(self, stream: IO[bytes]) -> str:
        """Return the name of what was found, an empty string when the content is clean.

        :raises ScannerSilent: when clamd cannot be reached or does not understand
        """
        try:
            answer = self._ask(stream)
        except OSError as problem:
            raise ScannerSilent from problem
        if answer.endswith("FOUND"):
            return answer.removeprefix("stream:").removesuffix("FOUND").strip()
        if not answer.endswith("OK"):
            raise ScannerSilent
        return ""

    def _ask(self, stream: IO[bytes]) -> str:
        stream.seek(0)
        with self._link() as link:
            link.settimeout(TIMEOUT)
            link.sendall(b"zINSTREAM\0")
            while piece := stream.read(PIECE):
                link.sendall(struct.pack("!L", len(piece)) + piece)
            link.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (more := link.recv(4096)):
                answer += more
        return answer.rstrip(b"\0\n").decode(errors="replace").strip()

    def _link(self) -> socket.socket:
        if self.address.startswith("/"):
            link = socket.socket(socket.AF_UNIX)
            link.settimeout(TIMEOUT)
            link.connect(self.address)
            return link
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=TIMEOUT)
