"""The paper that the sandbox answers with: one page that says that it is no real one."""

import datetime as dt
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).resolve().parents[2] / "printing" / "fonts"
PAGE = """#set page(paper: "a5", flipped: true, margin: 15mm)
#set text(font: "Be Vietnam Pro", size: 11pt, lang: "vi")
#let said = sys.inputs
#align(center)[#text(9pt)[BẢN THỬ NGHIỆM, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ]
#v(3mm) #upper(said.issuer)
#v(5mm) #text(15pt, weight: "bold")[#upper(said.name)]
#v(2mm) Số: #said.number]
#v(5mm) #said.about
#v(8mm) #align(right)[Ngày #said.day]"""


def result_pdf(*, name: str, number: str, about: str, at: dt.datetime, issuer: str) -> bytes:
    """Return the page as PDF."""
    said = {"name": name, "number": number, "about": about, "day": f"{at:%d/%m/%Y}", "issuer": issuer}
    found = typst.compile(PAGE.encode(), font_paths=_fonts(), sys_inputs=said)
    return bytes(found if isinstance(found, bytes) else found[0])


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
