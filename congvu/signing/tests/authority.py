"""A certificate authority with a time-stamp server, OCSP and CRL that we did not write: certomancer, over HTTP."""

import threading
import time
from contextlib import contextmanager
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

CONFIG = Path(__file__).with_name("authority.yaml")
WHO = ("root", "tsa", "ocsp", "leader", "revoked", "expired")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


class Authority:
    """The server; ``broken`` makes it fail, ``slow`` (seconds) wait, as real ones do; ``paths``: what was asked."""

    def __init__(self, folder, port):
        self.url, self.broken, self.asked = f"http://127.0.0.1:{port}", False, 0
        self.slow, self.paths = 0.0, []
        for name in WHO:
            key = ec.generate_private_key(ec.SECP256R1())
            (folder / f"{name}.pem").write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
        config = CertomancerConfig.from_yaml(CONFIG.read_text(), str(folder), external_url_prefix=self.url)
        self.architecture = config.get_pki_arch(ArchLabel("office"))
        self._app = Animator(AnimatorArchStore(config.pki_archs), with_web_ui=False)
        self.tsa = f"{self.url}/office/tsa/tsa"

    def __call__(self, environ, start_response):
        self.asked += 1
        self.paths.append(environ["PATH_INFO"])
        time.sleep(self.slow)
        if self.broken:
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"busy"]
        return self._app(environ, start_response)

    def certificate(self, name):
        """Return a certificate as PEM."""
        from asn1crypto import pem

        return pem.armor("CERTIFICATE", self.architecture.get_cert(CertLabel(name)).dump()).decode()


@contextmanager
def running(folder):
    """Run the authority on a free port."""
    server = make_server("127.0.0.1", 0, None, handler_class=_Quiet)
    authority = Authority(folder, server.server_port)
    server.set_app(authority)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
