from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from congvu.kit import selfcheck
from congvu.kit.registry import Registry, Unknown
from congvu.kit.selfcheck import Connector, Finding, Part, State

FOLDERS = sorted(found.parent.name for found in (settings.ROOT / "congvu" / "connectors").glob("*/apps.py"))


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(selfcheck, "connectors", Registry("connectors"))

    def put(check):
        given = {"name": "Thử", "purpose": "để thử", "needs": "không gì", "is_sandbox": lambda: True, "reaches": list}
        selfcheck.connectors.register("thu", Connector(key="thu", check=check, **given))

    return put


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_its_self_check_and_says_what_must_be_signed(folder):
    connector = selfcheck.connectors.get(folder)
    assert str(connector.name)
    assert str(connector.purpose).endswith(".")
    assert str(connector.needs)
    readme = Path(settings.ROOT / "congvu" / "connectors" / folder / "README.md").read_text()
    assert "Ký gì để bật" in readme, f"{folder}/README.md does not say what a province signs"


def test_the_answer_is_kept_and_its_worst_sentence_counts(register):
    found = [Finding(Part.SETTINGS, State.GOOD, "Đủ."), Finding(Part.REACH, State.BROKEN, "Không trả lời.", "Gọi.")]
    register(lambda: found)
    at = timezone.now()
    assert selfcheck.last("thu") is None
    assert selfcheck.run(key="thu", at=at).state == State.BROKEN
    kept = selfcheck.last("thu")
    assert (kept.at, kept.findings) == (at, found)


def test_a_check_that_breaks_down_is_an_answer_too(register):
    def check():
        yield Finding(Part.SETTINGS, State.GOOD, "Đủ.")
        raise ConnectionError("relay")

    register(check)
    [finding] = selfcheck.run(key="thu", at=timezone.now()).findings
    assert (finding.state, "relay" in finding.sentence) == (State.BROKEN, True)


def test_an_unknown_connector_is_said(register):
    with pytest.raises(Unknown):
        selfcheck.run(key="khong-co", at=timezone.now())


@pytest.fixture(autouse=True)
def _clean():
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()
