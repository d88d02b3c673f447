"""A ward, its police, and the sandbox of their system over real HTTP."""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from congvu.dossiers.models import Dossier, OutsideMessage
from congvu.dossiers.operations import outside
from congvu.dossiers.queries import outside as questions
from congvu.dossiers.tests import scenes
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.kit.sync import messages
from congvu.kit.sync.sandbox import Sandbox, System, serve
from congvu.people import operations as people
from congvu.people.models import Agency

FOLDER = Path(__file__).resolve().parents[3] / "procedures" / "permanent_residence"


@dataclass
class Scene:
    """A ward's people, the police beside them, and the sandbox of their system."""

    commune: scenes.Commune
    police: Agency
    system: System

    def submit(self, **more: Any) -> Dossier:
        """File a residence at the police; nobody pays (a digital citizen's fee is none)."""
        return self.commune.submit(**{"agency_id": self.police.pk, **more})

    def send(self) -> None:
        """Let every waiting parcel go out, as the worker does."""
        while outbox.deliver_due(limit=20):
            pass
        for case_id in questions.due_parcels(at=self.commune.now):
            while outside.send_next(case_id=case_id, at=self.commune.now):
                pass

    def told(self, body: bytes, secret: str = "") -> int:
        """Take a message in as the door does; return the status that the sandbox would hear."""
        self.commune.now += dt.timedelta(minutes=1)
        headers = {messages.PROOF: messages.code(body, secret or self.system.secret)}
        try:
            outside.take_message(system="police", body=body, headers=headers, at=self.commune.now)
        except outside.MessageNotTaken as refusal:
            return refusal.status
        return 200

    def act(self) -> list[str]:
        """Let every waiting message take effect, as the worker does; return what came of each."""
        done = [
            str(outside.act_on(message_id=one, at=self.commune.now).outcome)
            for one in questions.waiting_messages(at=self.commune.now)
        ]
        while outbox.deliver_due(limit=20):
            pass
        return done

    def moves(self, dossier: Dossier, *ways: str, **more: Any) -> list[str]:
        """Let the sandbox move a dossier, each way in turn, and what it tells take effect."""
        found: list[str] = []
        for way in ways:
            self.system.move(dossier.code, way, **more)
            found += self.act()
        return found

    def now(self, dossier: Dossier) -> Dossier:
        """Return the dossier as it is now."""
        return Dossier.objects.get(pk=dossier.pk)

    def last(self) -> OutsideMessage:
        """Return the message that came last."""
        return OutsideMessage.objects.latest("id")


@pytest.fixture(scope="module")
def folders() -> list[Path]:
    """The procedures that the ward offers."""
    return [FOLDER]


@pytest.fixture
def sandbox(settings: Any) -> Iterator[System]:
    """The police's system as a server; it tells nobody until a scene listens."""
    system = System("police", "http://127.0.0.1:9/")
    server = serve(Sandbox({"police": system}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POLICE_URL = system.address
    yield system
    server.shutdown()


@pytest.fixture
def scene(db: None, sandbox: System, folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The ward with its police; what the sandbox tells comes through our door at once."""
    commune = scenes.open_commune(folders=folders)
    commune.folder = folders[0]
    police = people.open_agency(
        code="Z99HPCA900", name="Công an phường Thí Dụ", kind="vertical", place_id=commune.agency.place_id,
        valid_from=scenes.at("2026-01-01 00:00").date(), by=SYSTEM, at=commune.now,
    )  # fmt: skip
    people.add_alias(agency_id=police.pk, scheme="police", code="31.11329", by=SYSTEM, at=commune.now)
    scene = Scene(commune, police, sandbox)
    sandbox.clock = lambda: scene.commune.now
    monkeypatch.setattr(sandbox, "tell", scene.told)
    return scene
