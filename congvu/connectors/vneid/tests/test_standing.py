"""A digital citizen (công dân số) pays as NQ 66.22/2026 says, from the log-in on that says so."""

from datetime import date

import pytest

from congvu.accounts.tests.scene import citizen_account
from congvu.catalogue import queries as catalogue
from congvu.catalogue.operations import propose, read_folder
from congvu.connectors.vneid.connector import identity_of
from congvu.connectors.vneid.personas import BY_KEY
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def test_the_last_log_in_decides():
    account = citizen_account(is_digital=True)
    assert catalogue.level_of(party_id=account.party_id, on=DAY) == "digital"
    citizen_account(is_digital=False)
    assert catalogue.level_of(party_id=account.party_id, on=DAY) == ""


def test_a_claim_says_so_and_its_name_is_a_setting(settings):
    claims = {**BY_KEY["binh"].claims, "sub": "1"}
    assert identity_of(claims).is_digital
    settings.VNEID_DIGITAL_CLAIM = "MucCongDan"
    assert not identity_of(claims).is_digital


@pytest.mark.parametrize(
    ("day", "level", "due"),
    [
        (date(2026, 11, 20), "digital", 0),
        (date(2026, 11, 20), "", 16000),
        (date(2027, 3, 1), "digital", 16000),
    ],
)
def test_copies_of_a_birth_are_free_for_digital_citizens_until_the_end_of_february(day, level, due):
    scenes.open_places()
    version = propose(proposal=read_folder(scenes.FOLDER), by=SYSTEM, at=scenes.at("2026-11-20 09:00"))
    answers = {"request": {"copies": 2, "waiver": "none"}, "child": {"birth_date": day.isoformat()}}
    fees = catalogue.fees_due(version=version, answers=answers, channel="online", level=level, on=day)
    assert sum(fee.amount for fee in fees) == due
