"""Who works under torture: a commune with its officials, a partner that files, the gateway's signed word."""

import datetime as dt
import io
import json
import os
import shutil
import subprocess
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from congvu.catalogue import queries as catalogue
from congvu.connectors.payment_platform import protocol
from congvu.dossiers.tests import scenes
from congvu.kit.actors import SYSTEM
from congvu.payments import operations as payments
from congvu.sites.api.samples import body_of
from tools.bench import scene
from tools.torture.load import STEPS, People

TOKEN = "t" * 32
"""Whoever sends the same word as cookie and as header sent both himself."""


def build(*, like: str = "") -> People:
    """Make tables and the commune, and let everybody in.

    :param like: address of a database whose tables are taken over, empty
    """
    if like:
        _take_tables(like)
    [commune] = scene.build(1)
    call_command("load_notices", verbosity=0, stdout=io.StringIO())
    now = timezone.now()
    payments.set_account(
        agency_id=commune.agency.pk, bank_bin="970436", bank_name="Vietcombank", number="0011001932418",
        holder="UBND", valid_from=dt.date(2026, 1, 1), by=SYSTEM, at=now,
    )  # fmt: skip
    said = io.StringIO()
    call_command("demo_api_key", stdout=said)
    today = timezone.localdate(now)
    body = body_of(catalogue.in_force(code="1.001193", on=today), on=today)
    papers = [paper["code"] for paper in body.pop("papers")]
    return People(
        key=said.getvalue().strip(),
        body={**body, "agency": commune.agency.code},
        papers=papers,
        page=scenes.pdf(),
        cookies={role: _cookie(commune, role) for role, _deed in STEPS},
        token=TOKEN,
        answer=gateway_word,
    )


def _take_tables(like: str) -> None:
    """Copy the tables and which migrations made them; what migrations wrote, ``migrate`` writes again."""
    dump = [shutil.which("pg_dump", path=settings.PG_PROGRAMS()) or "pg_dump", "--no-owner", like]
    restore = [shutil.which("psql", path=settings.PG_PROGRAMS()) or "psql", "-q", os.environ["DATABASE_URL"]]
    for what in (["--schema-only"], ["--data-only", "-t", "django_migrations"]):
        told = subprocess.run([*dump, *what], capture_output=True, check=True).stdout
        subprocess.run(restore, input=told, stdout=subprocess.DEVNULL, check=True)


def _cookie(commune: scenes.Commune, role: str) -> str:
    client = Client()
    client.force_login(scene.account_of(commune.officials[role]), backend="congvu.accounts.adapters.Backend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"


def gateway_word(reference: str, amount: int, number: str) -> bytes:
    """Return the gateway's word that a sum has come."""
    told: dict[str, Any] = {
        "LoaiBanTin": "KETQUA",
        "PhienBan": protocol.VERSION,
        "MaDoiTac": settings.PAYMENT_PARTNER,
        "MaBanTin": number,
        "MaThamChieu": reference,
        "MaGiaoDich": f"GD-{reference}",
        "SoTien": str(amount),
        "MaTienTe": protocol.DONG,
        "TrangThai": protocol.DONE,
        "ThoiGianGD": "20261122101010",
    }
    return json.dumps(protocol.signed(told, protocol.RESULT, settings.PAYMENT_SECRET)).encode()
