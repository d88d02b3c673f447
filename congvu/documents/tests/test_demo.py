"""The demo's documents: made once, in every state."""

import pytest
from django.core.management import call_command

from congvu.documents.management.commands import load_demo_documents as demo
from congvu.documents.models import Document, SigningPower
from congvu.documents.tests.drafts import open_sending

pytestmark = pytest.mark.django_db


def test_demo_documents_stand_in_every_state_and_are_made_once(settings, tmp_path, monkeypatch, capsys):
    settings.VAR = tmp_path
    sending = open_sending()
    sender, receiver = sending.office.agency.code, sending.other.agency.code
    names = {"DRAFTER": "officer", "HEAD": "head", "CLERK": "clerk", "CHAIR": "leader"}
    for name, key in names.items():
        monkeypatch.setattr(demo, name, f"{sender}-{key}")
    monkeypatch.setattr(demo, "SENDER", sender)
    monkeypatch.setattr(demo, "RECEIVER", receiver)
    monkeypatch.setattr(demo, "UNIT", "KT")
    for _turn in range(2):
        call_command("load_demo_documents")
    states = set(Document.objects.values_list("state", flat=True))
    assert states >= {"draft", "content_check", "format_check", "signing", "signed", "numbered", "sealed", "issued"}
    assert Document.objects.count() == len(demo.PAPERS)
    assert SigningPower.objects.count() == 2, "the other office's director got one too"
