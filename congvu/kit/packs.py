"""A folder or a ZIP with tables (CSV) and files of another system, opened without trust."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TextIO

from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal

FILES = "files/"
MOST_ENTRIES = 500_000
MOST_TABLE = 2_000_000_000
"""Bytes of one table; it is read line by line."""
MOST_RATIO, HARMLESS = 200, 10_000_000
"""A file that unpacks to more than ``HARMLESS`` bytes may be at most so many times as large as packed."""
NAME = re.compile(r"[a-z_]+\.csv|files/[^\\:*?\"<>|\x00-\x1f]+")
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


class PackRefused(Refusal):
    """A folder or ZIP of which nothing is taken in; the text says what is wrong with it."""


class Pack:
    """What lies in a folder or a ZIP, by name; names are checked, nothing is written to disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._sizes: dict[str, int] = {}
        if path.is_dir():
            self._look_into_folder()
            return
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as broken:
            raise PackRefused(
                _("Không đọc được %(name)s: không phải thư mục, cũng không phải tệp ZIP.") % {"name": path}
            ) from broken
        try:
            self._look_into_zip(self._zip)
        except PackRefused:
            self._zip.close()
            raise

    def __enter__(self) -> "Pack":
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    @property
    def names(self) -> frozenset[str]:
        """Return the names of all that is in it: tables, and files below ``files/``."""
        return frozenset(self._sizes)

    def size(self, name: str) -> int:
        """Return the bytes of a file as the pack declares them."""
        return self._sizes[name]

    def close(self) -> None:
        """Let go of the ZIP."""
        if self._zip is not None:
            self._zip.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file of the pack.

        :raises PackRefused: when it cannot be read, or is not what the ZIP says of it
        """
        try:
            with self._zip.open(name) if self._zip else (self.path / name).open("rb") as stream:
                yield stream
        except BROKEN as broken:
            raise PackRefused(_("Không đọc được tệp “%(name)s” trong gói.") % {"name": name}) from broken

    @contextmanager
    def table(self, name: str) -> Iterator[TextIO]:
        """Open a table to be read line by line; it is never in memory as a whole.

        :raises PackRefused: too large, or not UTF-8
        """
        if self._sizes[name] > MOST_TABLE:
            raise PackRefused(_("Tệp “%(name)s” quá lớn. Hãy chia gói theo cơ quan.") % {"name": name})
        with self.open(name) as stream, io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as lines:
            try:
                yield lines
            except UnicodeDecodeError as broken:
                raise PackRefused(_("Tệp “%(name)s” không phải chữ UTF-8.") % {"name": name}) from broken

    def _look_into_folder(self) -> None:
        for path in self.path.rglob("*"):
            name = path.relative_to(self.path).as_posix()
            if path.is_symlink():
                raise PackRefused(_("“%(name)s” là liên kết tới chỗ khác: không nhận.") % {"name": name})
            if path.is_file():
                self._note(name, path.stat().st_size)

    def _look_into_zip(self, packed: zipfile.ZipFile) -> None:
        for entry in packed.infolist():
            name = entry.filename
            if entry.is_dir() and name in {FILES, ""}:
                continue
            if stat.S_ISLNK(entry.external_attr >> 16):
                raise PackRefused(_("“%(name)s” là liên kết tới chỗ khác: không nhận.") % {"name": name[:100]})
            if entry.flag_bits & 0x1:
                raise PackRefused(
                    _("“%(name)s” bị khóa bằng mật khẩu. Hãy đóng gói lại không khóa.") % {"name": name[:100]}
                )
            if entry.file_size > HARMLESS and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
                raise PackRefused(
                    _("“%(name)s” nén quá chặt, mở ra lớn bất thường: không nhận.") % {"name": name[:100]}
                )
            if not entry.is_dir():
                self._note(name, entry.file_size)

    def _note(self, name: str, size: int) -> None:
        parts = name.split("/")
        if not NAME.fullmatch(name) or any(part in {"", ".", ".."} for part in parts):
            raise PackRefused(
                _("Không nhận “%(name)s”: trong gói chỉ có các bảng .csv và thư mục files/.") % {"name": name[:100]}
            )
        if name in self._sizes:
            raise PackRefused(_("“%(name)s” có hai lần trong gói.") % {"name": name[:100]})
        if len(self._sizes) >= MOST_ENTRIES:
            raise PackRefused(_("Gói có hơn %(most)s tệp. Hãy chia gói theo cơ quan.") % {"most": f"{MOST_ENTRIES:,}"})
        self._sizes[name] = size
