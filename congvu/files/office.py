"""Word and Excel files: zip folders of XML, without macros, without secrets."""

import lzma
import struct
import zipfile
import zlib
from typing import IO

from lxml import etree

from congvu.files.refusals import FileBroken, FileLocked, FileWithMacros, StateSecret
from congvu.files.secrecy import stamp_in

_MARKS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError),
    *(NotImplementedError, etree.XMLSyntaxError),
)
"""What reading a broken folder may end in."""
_MOST_UNPACKED = 200_000_000
_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def office_kind(stream: IO[bytes]) -> str:
    """Return ``docx``, ``xlsx``, ``locked`` (behind a password) or an empty string."""
    stream.seek(0)
    head = stream.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        stream.seek(0)
        return "docx" if "EncryptedPackage".encode("utf-16-le") in stream.read(2_000_000) else ""
    try:
        with zipfile.ZipFile(stream) as folder:
            names = set(folder.namelist())
    except BROKEN:
        return ""
    return next((kind for mark, kind in _MARKS.items() if mark in names), "")


def check_office(stream: IO[bytes], name: str) -> int | None:
    """Read a Word or Excel file through.

    :raises FileRefused: broken, locked, with macros, or with a secrecy stamp
    """
    if stream.read(4) == b"\xd0\xcf\x11\xe0":
        raise FileLocked(name)
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as folder:
            _check_folder(folder, name)
    except BROKEN as problem:
        raise FileBroken(name) from problem
    return None


def _check_folder(folder: zipfile.ZipFile, name: str) -> None:
    parts = folder.infolist()
    if sum(part.file_size for part in parts) > _MOST_UNPACKED or len(parts) > 10_000:
        raise FileBroken(name)
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise FileWithMacros(name)
    if folder.testzip() is not None:
        raise FileBroken(name)
    for part in parts:
        if part.filename.startswith(("word/document", "word/header")) and part.filename.endswith(".xml"):
            root = etree.fromstring(folder.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
            for paragraph in root.iter(_PARAGRAPH):
                if stamp := stamp_in("".join(text.text or "" for text in paragraph.iter(_TEXT))):
                    raise StateSecret(stamp)
