"""What the clock is told by law, as shipped: holds until an administrator decides otherwise."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def _file() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "clock.yaml").read_text(encoding="utf-8")))


def rules() -> dict[str, dict[str, Any]]:
    """Return value, law and whether it is unchecked of each rule, by its code."""
    return dict(_file()["rules"])


def reasons() -> list[dict[str, str]]:
    """Return the reasons for lateness: code, name, fault."""
    return list(_file()["reasons"])
