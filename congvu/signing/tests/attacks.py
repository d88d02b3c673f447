"""Files as attackers make them, from the literature: shadow attacks (Mainka, Mladenov, Rohlmann 2021), incremental
saving and signature wrapping (Mladenov et al. 2019), evil annotations (Rohlmann et al. 2021)."""

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def _updated(pdf, change):
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _page(writer):
    return writer.root["/Pages"]["/Kids"][0]


def _stream(content):
    return generic.StreamObject(stream_data=content)


def tampered(pdf):
    """One byte of what was signed is another one."""
    place = pdf.index(b"stream") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def cut(pdf):
    """The end is missing."""
    return pdf[: len(pdf) * 9 // 10]


def saved_over(pdf):
    """Incremental saving: a new content of the page is appended."""

    def change(writer):
        page = _page(writer)
        page["/Contents"] = writer.add_object(_stream(b"BT /F1 40 Tf 72 700 Td (Dong y) Tj ET"))
        writer.update_container(page)

    return _updated(pdf, change)


def saved_without_structure(pdf):
    """Incremental saving as lenient readers take it: an object behind the end, without table and trailer."""
    return pdf + b"\n3 0 obj\n<< /Type /Page /MediaBox [0 0 9 9] >>\nendobj\n"


def shadow_hide(pdf):
    """Hide: something is laid over what was signed."""

    def change(writer):
        page = _page(writer)
        over = writer.add_object(_stream(b"1 1 1 rg 0 0 600 850 re f"))
        old = page.raw_get("/Contents")
        page["/Contents"] = generic.ArrayObject([old, over])
        writer.update_container(page)

    return _updated(pdf, change)


def shadow_replace(pdf):
    """Replace: an innocent-looking font is exchanged, so that other letters appear."""

    def change(writer):
        page = _page(writer)
        fonts = page["/Resources"]["/Font"]
        name = next(iter(fonts))
        other = generic.DictionaryObject(
            {pdf_name("/Type"): pdf_name("/Font"), pdf_name("/Subtype"): pdf_name("/Type1")}
        )
        other[pdf_name("/BaseFont")] = pdf_name("/Symbol")
        fonts[name] = writer.add_object(other)
        writer.update_container(fonts)

    return _updated(pdf, change)


def shadow_swap(pdf):
    """Hide and replace: the page that was signed is put aside for another one that was prepared."""

    def change(writer):
        pages = writer.root["/Pages"]
        new = generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page")})
        new[pdf_name("/Parent")] = writer.root.raw_get("/Pages")
        new[pdf_name("/MediaBox")] = generic.ArrayObject([generic.NumberObject(side) for side in (0, 0, 595, 842)])
        new[pdf_name("/Contents")] = writer.add_object(_stream(b"0 0 0 rg 100 100 200 200 re f"))
        pages["/Kids"] = generic.ArrayObject([writer.add_object(new)])
        writer.update_container(pages)

    return _updated(pdf, change)


def annotated(pdf):
    """Evil annotation: a note that looks like text of the paper."""

    def change(writer):
        page = _page(writer)
        note = generic.DictionaryObject(
            {pdf_name("/Type"): pdf_name("/Annot"), pdf_name("/Subtype"): pdf_name("/FreeText")}
        )
        note[pdf_name("/Rect")] = generic.ArrayObject([generic.NumberObject(side) for side in (100, 500, 400, 560)])
        note[pdf_name("/Contents")] = generic.pdf_string("Dong y")
        notes = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
        page["/Annots"] = generic.ArrayObject(
            [*(notes.raw_get(at) for at in range(len(notes))), writer.add_object(note)]
        )
        writer.update_container(page)

    return _updated(pdf, change)


def wrapped(pdf):
    """Signature wrapping: the byte range skips over foreign content between its two parts."""
    found = re.search(rb"/ByteRange ?\[ ?(\d+) (\d+) (\d+) (\d+) *\]", pdf)
    first, upto, second, length = map(int, found.groups())
    foreign = b"\n9 0 obj\n<< /Type /Catalog >>\nendobj\n"
    moved = pdf[:second] + foreign + pdf[second:]
    told = b"/ByteRange [%d %d %d %d]" % (first, upto, second + len(foreign), length)
    start, end = found.span()
    room = end - start
    if len(told) > room:
        told = told.replace(b"/ByteRange [", b"/ByteRange[")
    return moved[:start] + told.ljust(room) + moved[end:]


def signature_of_another(pdf, other):
    """The signature container of another paper is put into this one."""

    def container(file):
        return re.search(rb"/Contents ?<([0-9A-Fa-f]+)>", file).span(1)

    here, there = container(pdf), container(other)
    foreign = other[there[0] : there[1]]
    size = here[1] - here[0]
    return pdf[: here[0]] + foreign[:size].ljust(size, b"0") + pdf[here[1] :]


def reordered(first, both):
    """The first signature's update is put behind the second's: what the second covers is no more what it was."""
    start = both[: both.index(b"%%EOF") + 5]
    return start + both[len(first) :] + first[len(start) :]


def emptied(pdf):
    """Universal forgery: the container is there, but holds nothing."""
    found = re.search(rb"/Contents ?<([0-9A-Fa-f]+)>", pdf)
    start, end = found.span(1)
    return pdf[:start] + b"0" * (end - start) + pdf[end:]
