"""Translation catalogues: ``compile`` makes .mo files, ``check`` finds what English lacks."""

import filecmp
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
SKIP = {".venv", "var", "node_modules", ".git"}


def apps() -> list[Path]:
    """Return the folders of apps, by their ``apps.py``."""
    return [found.parent for found in sorted((ROOT / "congvu").rglob("apps.py"))]


def catalogues() -> list[Path]:
    """Return every catalogue of the repository."""
    return [
        found for found in sorted(ROOT.rglob("*/LC_MESSAGES/*.po")) if not SKIP & set(found.relative_to(ROOT).parts)
    ]


def compile_all() -> None:
    """Make a .mo beside each .po that is newer."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def problems() -> list[str]:
    """Return a sentence for each text that is missing, empty or fuzzy in English."""
    found = []
    for source in catalogues():
        for entry in polib.pofile(str(source)):
            if entry.obsolete:
                continue
            words = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
            if "fuzzy" in entry.flags or not all(words):
                found.append(f"{source.relative_to(ROOT)}: “{entry.msgid[:60]}” chưa dịch xong")
    return found + (_not_collected() if shutil.which("xgettext") else [])


def _not_collected() -> list[str]:
    """Collect texts anew in a copy of each app and return those that its catalogue has not."""
    found = []
    with tempfile.TemporaryDirectory() as place:
        for app in apps():
            copy = Path(place) / app.name
            shutil.copytree(app, copy, ignore=_only_texts(app))
            folder = copy / "locale" / "en" / "LC_MESSAGES"
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(
                [
                    Path(sys.executable).with_name("django-admin"),
                    "makemessages",
                    "-l",
                    "en",
                    "--no-location",
                    "-v",
                    "0",
                ],
                cwd=copy,
                check=True,
            )
            collected, kept = folder / "django.po", app / "locale" / "en" / "LC_MESSAGES" / "django.po"
            if not collected.exists() or (kept.exists() and filecmp.cmp(collected, kept, shallow=False)):
                continue
            known = {entry.msgid for entry in polib.pofile(str(kept))} if kept.exists() else set()
            found += [
                f"{app.relative_to(ROOT)}: “{entry.msgid[:60]}” chưa có trong bản tiếng Anh"
                for entry in polib.pofile(str(collected))
                if not entry.obsolete and entry.msgid not in known
            ]
    return found


def _only_texts(app: Path):  # type: ignore[no-untyped-def]
    nested = {found.parent for found in app.rglob("apps.py") if found.parent != app}

    def ignore(folder: str, names: list[str]) -> set[str]:
        here = Path(folder)
        return {name for name in names if name in {"__pycache__", "migrations", "tests"} or here / name in nested}

    return ignore


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        compile_all()
    else:
        met = problems()
        print("\n".join(met) or "Bản tiếng Anh đầy đủ.")
        sys.exit(bool(met))
