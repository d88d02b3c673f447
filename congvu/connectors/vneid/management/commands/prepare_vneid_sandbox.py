"""Make the sandbox's own schema or database, its tables and its one client. Run with config.vneid_settings."""

from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from congvu.connectors.vneid.personas import PERSONAS


class Command(BaseCommand):
    """May be run again at any time."""

    help = "Prepare the VNeID sandbox"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing."""
        known: dict[str, Any] = getattr(settings, "VNEID_CLIENT", {})
        if not known:
            raise CommandError("Run with DJANGO_SETTINGS_MODULE=config.vneid_settings")
        if settings.OWN_SCHEMA:
            _ensure_schema(settings.OWN_SCHEMA)
        else:
            _ensure_database()
        call_command("migrate", verbosity=0, interactive=False)
        for persona in PERSONAS:
            get_user_model().objects.get_or_create(username=persona.key)
        client = Client.objects.filter(id=known["id"]).first() or Client(id=known["id"], name="Công Vụ")
        client.secret, client.skip_consent = make_password(known["secret"]), True
        client.set_scopes(["openid", "vneid"])
        client.set_redirect_uris(known["redirect_uris"])
        client.save()


def _ensure_schema(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{name}"')


def _ensure_database() -> None:
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name}"')
