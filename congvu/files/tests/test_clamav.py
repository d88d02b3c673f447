import io
import socketserver
import struct
import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from congvu.files import operations
from congvu.files.models import Blob
from congvu.files.refusals import FileInfected, ScannerSilent
from congvu.files.tests import contents
from congvu.kit.actors import SYSTEM

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """Answers as clamd does."""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if b"confuse" in content:
            answer = b"INSTREAM size limit exceeded. ERROR\0"
        else:
            answer = b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write(answer)


@pytest.fixture(params=["path", "port"])
def clamd(request, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    if request.param == "path":
        server = socketserver.ThreadingUnixStreamServer(str(tmp_path / "clamd.sock"), Clamd)
        settings.CLAMAV_SOCKET = str(tmp_path / "clamd.sock")
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
        settings.CLAMAV_SOCKET = f"127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield
    server.shutdown()
    server.server_close()


def send(content):
    return operations.store(stream=io.BytesIO(content), name="x.pdf", owner="draft:1", by=SYSTEM, at=NOON)


@pytest.mark.django_db
def test_a_clean_file_comes_in_and_says_who_looked(clamd):
    assert send(contents.pdf()).blob.scanned_by == "ClamAV"


@pytest.mark.django_db
def test_an_infected_file_is_refused_with_the_name_of_the_finding(clamd):
    with pytest.raises(FileInfected, match="EICAR"):
        send(contents.pdf() + b"\n%" + EICAR)
    assert not Blob.objects.exists()


@pytest.mark.django_db
def test_nothing_comes_in_when_the_scanner_does_not_understand(clamd):
    with pytest.raises(ScannerSilent, match="thử lại"):
        send(contents.pdf() + b"\n%confuse")


@pytest.mark.django_db
def test_nothing_comes_in_when_the_scanner_is_away(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody.sock")
    with pytest.raises(ScannerSilent):
        send(contents.pdf())
