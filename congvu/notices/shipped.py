"""Shipped words: each app may carry a ``notices.yaml``; the database takes a template over once and then owns it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

FILE = "notices.yaml"


class TemplateMissing(LookupError):
    """Neither the database nor any app knows words under this key."""


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """Return the templates of all installed apps by their keys."""
    found: dict[str, dict[str, Any]] = {}
    for app in apps.get_app_configs():
        file = Path(app.path) / FILE
        if file.exists():
            found |= yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def fields_of(key: str) -> dict[str, Any]:
    """Return the fields of the shipped template.

    :raises TemplateMissing: when no app ships it
    """
    try:
        given = shipped()[key]
    except KeyError:
        raise TemplateMissing(f"no notice template {key!r}; shipped: {', '.join(sorted(shipped()))}") from None
    return {
        "title_vi": given["vi"]["title"],
        "body_vi": given["vi"]["body"],
        "title_en": given["en"]["title"],
        "body_en": given["en"]["body"],
        "by_email": given.get("email", True),
        "short_vi": given["vi"].get("short", ""),
        "short_en": given["en"].get("short", ""),
        "state_vi": given["vi"].get("state", ""),
        "is_urgent": given.get("urgent", False),
    }


@cache
def quiet_hours() -> dict[str, dict[str, str]]:
    """Return the shipped hours of silence by channel."""
    found: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "quiet_hours.yaml").read_text())
    return found
