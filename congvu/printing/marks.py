"""What can be seen of PDF/A-2b without a validator: the XMP claim, the output intent, embedded fonts, no scripts."""

import io
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

PDFAID = "http://www.aiim.org/pdfa/ns/id/"
FILES = ("/FontFile", "/FontFile2", "/FontFile3")
PRINTED = 4


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks of PDF/A found in a file. ``problems`` is in English, for the developer; empty when all is well."""

    part: str
    conformance: str
    fonts: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Say whether the file claims PDF/A-2b and nothing we can see belies it."""
        return not self.problems


def marks(pdf: bytes) -> Marks:
    """Read the marks of PDF/A-2b (ISO 19005-2). A check for our own papers, not a judge of foreign ones.

    :raises pyhanko.pdf_utils.misc.PdfReadError: not a PDF
    """
    reader = PdfFileReader(io.BytesIO(pdf))
    root = reader.root
    part, conformance = _claim(root)
    problems = [] if (part, conformance) == ("2", "B") else [f"XMP claims PDF/A-{part}{conformance}"]
    if not any(_at(intent, "/S") == "/GTS_PDFA1" for intent in _each(root, "/OutputIntents")):
        problems.append("no output intent")
    if "/JavaScript" in _at(root, "/Names", {}) or "/OpenAction" in root:
        problems.append("script or opening action")
    if reader.encrypted:
        problems.append("encrypted")
    fonts: dict[str, bool] = {}
    for page in _pages(root["/Pages"]):
        _fonts(_at(page, "/Resources", {}), fonts)
        for note in _each(page, "/Annots"):
            problems += _widget_problems(note)
            _fonts(_at(_at(_at(note, "/AP", {}), "/N", {}), "/Resources", {}), fonts)
    problems += [f"font not embedded: {name}" for name, embedded in fonts.items() if not embedded]
    return Marks(part, conformance, tuple(sorted(fonts)), tuple(problems))


def _at(node: Any, key: str, default: Any = None) -> Any:
    # Not ``get``: pyHanko's returns references unresolved
    return node[key] if key in node else default  # noqa: SIM401


def _each(node: Any, key: str) -> list[Any]:
    return [item.get_object() for item in _at(node, key, [])]


def _claim(root: DictionaryObject) -> tuple[str, str]:
    if "/Metadata" not in root:
        return "", ""
    xmp: Any = etree.fromstring(root["/Metadata"].data, etree.XMLParser(resolve_entities=False, no_network=True))
    hits = [xmp.xpath(f"//@p:{key} | //p:{key}/text()", namespaces={"p": PDFAID}) for key in ("part", "conformance")]
    part, conformance = [str(found[0]) if found else "" for found in hits]
    return part, conformance


def _pages(node: Any) -> list[Any]:
    return [page for kid in _each(node, "/Kids") for page in _pages(kid)] if "/Kids" in node else [node]


def _fonts(resources: Any, found: dict[str, bool]) -> None:
    fonts = _at(resources, "/Font", {})
    for font in (fonts[name] for name in fonts):
        heirs = _each(font, "/DescendantFonts") or [font]
        described = [_at(heir, "/FontDescriptor", {}) for heir in heirs]
        found[str(font["/BaseFont"])] = all(any(key in one for key in FILES) for one in described)
    parts = _at(resources, "/XObject", {})
    for part in (parts[name] for name in parts):
        _fonts(_at(part, "/Resources", {}), found)


def _widget_problems(note: Any) -> list[str]:
    if _at(note, "/Subtype") != "/Widget":
        return []
    problems = [] if int(_at(note, "/F", 0)) & PRINTED else ["a field is not printed"]
    left, lower, right, upper = (float(side) for side in _at(note, "/Rect", (0, 0, 1, 1)))
    is_dot = (left, lower) == (right, upper)  # needs none: ISO 19005-2, 6.3.3
    return problems if "/AP" in note or is_dot else [*problems, "a field has no appearance"]
