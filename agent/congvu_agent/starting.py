"""Starting with the person's log-in: a file where the desktop looks for such programs, nothing that needs rights."""

import os
import sys
from pathlib import Path

NAME = "congvu-agent"
DESKTOP = """[Desktop Entry]
Type=Application
Name=Chương trình ký Công Vụ
Exec="{python}" -m congvu_agent run
X-GNOME-Autostart-enabled=true
Terminal=false
"""
COMMAND = '@echo off\r\nstart "" /min "{python}" -m congvu_agent run\r\n'


def place() -> Path:
    """Return the file that this desktop starts at log-in."""
    if sys.platform == "win32":
        programs = Path(os.environ["APPDATA"]) / "Microsoft" / "Windows" / "Start Menu" / "Programs"
        return programs / "Startup" / f"{NAME}.cmd"
    config = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config"))
    return config / "autostart" / f"{NAME}.desktop"


def set_up() -> Path:
    """Have the agent start at log-in from now on; return the file."""
    file = place()
    file.parent.mkdir(parents=True, exist_ok=True)
    text = COMMAND if file.suffix == ".cmd" else DESKTOP
    file.write_bytes(text.format(python=sys.executable).encode())
    return file


def take_down() -> bool:
    """Start it no more; say whether it did."""
    file = place()
    was_there = file.exists()
    file.unlink(missing_ok=True)
    return was_there
