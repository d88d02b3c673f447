"""Find the plug-ins, so that adding one is adding a folder."""

from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from django.urls import URLPattern, URLResolver

ROOT = Path(__file__).resolve().parent.parent
SHELVES = ("congvu/procedures", "congvu/connectors")


def discover() -> list[str]:
    """Return the dotted names of every plug-in app, in-house ones first."""
    at_home = [
        ".".join(folder.relative_to(ROOT).parts)
        for shelf in SHELVES
        for folder in sorted((ROOT / shelf).iterdir())
        if (folder / "apps.py").exists()
    ]
    return at_home + [point.value for point in sorted(entry_points(group="congvu.plugins"))]


def addresses() -> list[URLPattern | URLResolver]:
    """Return the addresses of all plug-ins that have some (their ``urls.py``)."""
    return [
        pattern
        for plugin in discover()
        if find_spec(f"{plugin}.urls")
        for pattern in import_module(f"{plugin}.urls").urlpatterns
    ]
