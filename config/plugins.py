"""Find the plug-ins, so that adding one is adding a folder."""

from importlib.metadata import entry_points
from pathlib import Path

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
