"""A partner's server on this machine: keeps what it gets, and can be told to be ill."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Got:
    """One message as it came."""

    headers: dict[str, str]
    body: str
    answered: int

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers 204, or what ``says`` returns for an event: a status, or a status with headers."""

    says: Any = None
    got: list[Got] = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                answer = outer.says(json.loads(body)) if outer.says else 204
                status, headers = answer if isinstance(answer, tuple) else (answer, {})
                outer.got.append(Got({k.lower(): v for k, v in self.headers.items()}, body, status))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    @property
    def taken(self) -> list[Got]:
        return [one for one in self.got if one.answered < 300]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
