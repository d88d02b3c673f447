"""Asking the person at this PC: what is to be signed, for which page, and the PIN. The page never sees the PIN."""

import getpass
import sys
from collections.abc import Sequence
from typing import Protocol

SHOWN = 12
"""Labels listed; the rest is counted."""


class Asker(Protocol):
    """Shows what is to be signed and returns the PIN; None when the person says no."""

    def __call__(self, *, origin: str, labels: Sequence[str], token: str) -> str | None:
        """Ask once."""
        ...


def told(origin: str, labels: Sequence[str], token: str) -> str:
    """Return what the person reads before typing the PIN."""
    lines = [f"Trang {origin} xin ký {len(labels)} nội dung bằng USB Token “{token}”:", ""]
    lines += [f"  {number}. {label}" for number, label in enumerate(labels[:SHOWN], start=1)]
    if len(labels) > SHOWN:
        lines.append(f"  … và {len(labels) - SHOWN} nội dung nữa, xem đủ trên trang.")
    return "\n".join([*lines, "", "Chỉ nhập mã PIN khi chính ông (bà) vừa bấm Ký trên trang đó."])


def in_window(*, origin: str, labels: Sequence[str], token: str) -> str | None:
    """Ask in a window above all others."""
    import tkinter  # noqa: PLC0415  a PC without a screen has none
    from tkinter import simpledialog  # noqa: PLC0415

    root = tkinter.Tk()
    root.withdraw()
    root.attributes("-topmost", True)
    try:
        words = f"{told(origin, labels, token)}\n\nMã PIN:"
        return simpledialog.askstring("Ký số - Công Vụ", words, show="•", parent=root) or None
    finally:
        root.destroy()


def in_terminal(*, origin: str, labels: Sequence[str], token: str) -> str | None:
    """Ask where the agent was started."""
    print(told(origin, labels, token), file=sys.stderr)
    return getpass.getpass("Mã PIN (để trống: không ký): ") or None


def asker() -> Asker:
    """Return a window where there is a screen, else the terminal."""
    try:
        import tkinter  # noqa: PLC0415

        tkinter.Tk().destroy()
    except Exception:  # no tkinter, or no screen
        return in_terminal
    return in_window
