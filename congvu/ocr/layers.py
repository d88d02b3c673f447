"""``python layers.py look FILE``: is each page a picture and no more? ``join FILE FOLDER COPY``: words laid over them.

Only what a scanner writes is copied, picture by picture and byte for byte; so the copy is PDF/A-2b (ISO 19005-2)
without being drawn anew. A process of its own: what reads hostile files may fall; then only this process does.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import ImageCms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.metadata.model import NS, ExpandedName, XmpStructure, XmpValue
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter

NOT_PLAIN = 3
"""Exit code: something else than pictures is on a page."""
PAGE = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/Resources"}
"""Of a page, what may be there and counts; :data:`IDLE` may be there and is left behind."""
IDLE = {
    *("/BleedBox", "/TrimBox", "/ArtBox", "/LastModified", "/PieceInfo", "/Metadata", "/Group", "/Tabs", "/Thumb"),
    *("/StructParents", "/Annots", "/ID"),
}
PICTURE = {
    *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Decode", "/ImageMask"),
    *("/Filter", "/DecodeParms", "/Length"),
}
"""Of a picture, what may be there and counts; :data:`LEFT` may be there and is left behind."""
LEFT = {"/Interpolate", "/Name", "/Intent", "/StructParent"}
FILTERS = {"/DCTDecode", "/FlateDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/RunLengthDecode"}
COLOURS = {"/DeviceGray", "/DeviceRGB", "/CalGray", "/CalRGB"}
OPERATORS = {b"q", b"Q", b"cm", b"Do", b"re", b"W", b"W*", b"n", b"g", b"G", b"rg", b"RG"}
NUMBER = re.compile(rb"[+-]?\d*\.?\d*")
LONGEST = 20_000
"""Bytes of the commands of a page."""
TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
"""From the page as it is seen to the page as it is written, by how far it is turned."""
PDFA = {"part": "2", "conformance": "B"}


class NotPlain(Exception):
    """The file holds more than pictures, or is written in a way that we do not copy; the text says what."""


class Page:
    """A page with a picture, or pictures, and nothing else.

    :raises NotPlain: it has more
    """

    def __init__(self, said: dict[str, Any]) -> None:
        if extra := set(said) - PAGE - IDLE:
            raise NotPlain(f"page with {extra}")
        if said.get("/Annots"):
            raise NotPlain("notes")
        left, lower, right, upper = (float(side) for side in said.get("/CropBox", said["/MediaBox"]))
        self.box = (min(left, right), min(lower, upper), max(left, right), max(lower, upper))
        self.turn = int(said.get("/Rotate", 0)) % 360
        if self.turn not in TURNS or not all(3 <= side <= 14_400 for side in self.size):
            raise NotPlain("odd page")
        self.pictures = _pictures(said.get("/Resources", {}))
        self.commands = _commands(said.get("/Contents"), set(self.pictures))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as it is written, in points."""
        return self.box[2] - self.box[0], self.box[3] - self.box[1]

    def words_at(self, width: float, height: float) -> bytes:
        """Return where a layer of this size, upright, comes to lie: six numbers."""
        across, up = self.size
        seen = (up, across) if self.turn in {90, 270} else (across, up)
        a, b, c, d = TURNS[self.turn]
        x, y = seen[0] / width, seen[1] / height
        right = self.box[0] + (across if self.turn in {90, 180} else 0)
        top = self.box[1] + (up if self.turn in {180, 270} else 0)
        return " ".join(f"{one:.5f}" for one in (a * x, b * x, c * y, d * y, right, top)).encode()


def plain_pages(reader: PdfFileReader) -> Iterator[Page]:
    """Yield the pages.

    :raises NotPlain: one is more than a picture
    """
    if reader.encrypted:
        raise NotPlain("locked")
    for said in _leaves(reader.root["/Pages"], {}, 0):
        yield Page(said)


def _leaves(node: Any, above: dict[str, Any], depth: int) -> Iterator[dict[str, Any]]:
    if depth > 50:
        raise NotPlain("too deep")
    heirlooms = {key: node[key] for key in ("/MediaBox", "/CropBox", "/Rotate", "/Resources") if key in node}
    if "/Kids" in node:
        for kid in node["/Kids"]:
            yield from _leaves(kid.get_object(), {**above, **heirlooms}, depth + 1)
    else:
        yield {**above, **{str(key): node[key] for key in node}}


def _pictures(resources: Any) -> dict[str, Any]:
    if extra := [key for key in resources if key not in {"/XObject", "/ProcSet"} and resources[key]]:
        raise NotPlain(f"resources {extra}")
    shown = _at(resources, "/XObject", {})
    for name in shown:
        _look_at_picture(shown[name])
    return {str(name): shown.raw_get(name) for name in shown}


def _look_at_picture(one: Any) -> None:
    if not isinstance(one, generic.StreamObject) or one["/Subtype"] != "/Image":
        raise NotPlain("a form")
    if extra := set(one) - PICTURE - LEFT:
        raise NotPlain(f"picture with {extra}")
    if not set(_names(one, "/Filter")) <= FILTERS:
        raise NotPlain(f"filters {_names(one, '/Filter')}")
    if not _at(one, "/ImageMask", False) and not _is_known_colour(one["/ColorSpace"]):
        raise NotPlain("colours")


def _names(one: Any, key: str) -> list[str]:
    said = _at(one, key, [])
    return [str(said)] if isinstance(said, str) else [str(name) for name in said]


def _at(node: Any, key: str, default: Any) -> Any:
    # Not ``get``: pyHanko's returns references unresolved
    return node[key] if key in node else default  # noqa: SIM401


def _is_known_colour(space: Any) -> bool:
    if isinstance(space, str):
        return space in COLOURS
    kind = space[0]
    if kind == "/Indexed":
        return _is_known_colour(space[1])
    return kind in COLOURS or (kind == "/ICCBased" and int(space[1]["/N"]) in {1, 3})


def _commands(contents: Any, pictures: set[str]) -> bytes:
    """Return the commands of a page as they are written, when all they do is to show pictures of its own."""
    parts = [one.get_object() for one in contents] if isinstance(contents, generic.ArrayObject) else [contents]
    written = b"\n".join(part.data for part in parts if part is not None)
    if len(written) > LONGEST:
        raise NotPlain("long")
    depth, before = 0, b""
    for word in written.replace(b"/", b" /").split():
        if not (word in OPERATORS or word[:1] == b"/" or NUMBER.fullmatch(word)):
            raise NotPlain(repr(word[:20]))
        if word == b"Do" and before.decode("latin-1") not in pictures:
            raise NotPlain("a picture that is not there")
        depth += (word == b"q") - (word == b"Q")
        if depth < 0:
            raise NotPlain("unbalanced")
        before = word
    return written + b"\nQ" * depth


def look(source: Path) -> None:
    """Look at each page.

    :raises NotPlain: there is more in the file than pictures
    """
    with source.open("rb") as stream:
        if not list(plain_pages(PdfFileReader(stream, strict=False))):
            raise NotPlain("empty")


def join(source: Path, folder: Path, copy: Path) -> None:
    """Write the pages with the words of ``folder/<page>.pdf`` (by tesseract, unseen) over them, if there are any."""
    writer, font = PdfFileWriter(), None
    _claim(writer)
    with source.open("rb") as stream:
        reader = PdfFileReader(stream, strict=False)
        pages = list(plain_pages(reader))
        pictures = _copied(reader, [one for page in pages for one in page.pictures.values()], writer)
        for number, page in enumerate(pages, 1):
            resources = generic.DictionaryObject()
            resources["/XObject"] = generic.DictionaryObject({pdf_name(name): next(pictures) for name in page.pictures})
            commands = b"q\n" + page.commands + b"\nQ\n"
            if (words := folder / f"{number}.pdf").exists():
                with words.open("rb") as layer:
                    written = next(_leaves(PdfFileReader(layer).root["/Pages"], {}, 0))
                    width, height = (float(side) for side in list(written["/MediaBox"])[2:])
                    commands += b"q " + page.words_at(width, height) + b" cm\n" + written["/Contents"].data + b"\nQ"
                    font = font or writer.add_object(writer.import_object(written["/Resources"]["/Font"]))
                resources["/Font"] = font
            writer.insert_page(_page(page, resources, commands, writer))
    with copy.open("wb") as sink:
        writer.write(sink)


def _copied(reader: PdfFileReader, pictures: Sequence[Any], writer: PdfFileWriter) -> Iterator[Any]:
    """Copy pictures with what they point at (palettes, profiles), once each; yield where they stand now, in order."""
    all_at_once = generic.ArrayObject(pictures)
    all_at_once.container_ref = reader.root_ref
    copied: Any = writer.import_object(all_at_once)
    for one in copied:
        for key in LEFT & set(one.get_object()):
            del one.get_object()[key]
        yield one


def _page(page: Page, resources: Any, commands: bytes, writer: PdfFileWriter) -> generic.DictionaryObject:
    contents = generic.StreamObject(stream_data=commands)
    contents.compress()
    made = {
        "/Type": pdf_name("/Page"),
        "/MediaBox": generic.ArrayObject(generic.FloatObject(side) for side in page.box),
        "/Rotate": generic.NumberObject(page.turn),
        "/Resources": resources,
        "/Contents": writer.add_object(contents),
    }
    return generic.DictionaryObject({pdf_name(key): value for key, value in made.items()})


def _claim(writer: PdfFileWriter) -> None:
    """Say that it is PDF/A-2b, and what its colours mean."""
    names = ((ExpandedName(NS["pdfaid"], key), XmpValue(value)) for key, value in PDFA.items())
    writer.document_meta.xmp_extra = [XmpStructure.of(*names)]
    profile = generic.StreamObject(
        {pdf_name("/N"): generic.NumberObject(3)},
        stream_data=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    profile.compress()
    intent = {
        "/Type": pdf_name("/OutputIntent"),
        "/S": pdf_name("/GTS_PDFA1"),
        "/OutputConditionIdentifier": generic.pdf_string("sRGB"),
        "/DestOutputProfile": writer.add_object(profile),
    }
    said = generic.DictionaryObject({pdf_name(key): value for key, value in intent.items()})
    writer.root["/OutputIntents"] = generic.ArrayObject([writer.add_object(said)])
    writer.update_root()


if __name__ == "__main__":
    try:
        look(Path(sys.argv[2])) if sys.argv[1] == "look" else join(*map(Path, sys.argv[2:]))
    except (NotPlain, PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        sys.exit(NOT_PLAIN)
