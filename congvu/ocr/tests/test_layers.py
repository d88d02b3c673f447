"""What a scanner writes is copied picture by picture, with words over it; anything more is left to others."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter
from pypdf import PdfReader, PdfWriter

from congvu.files.tests import contents
from congvu.ocr import layers

WIDTH, HEIGHT = 600, 900
WORDS = b"BT /f-0-0 10 Tf 3 Tr 1 0 0 1 60 800 Tm <0041> Tj ET"


def scanned(tmp_path, *, mode="RGB", turn=0, change=lambda page: None) -> Path:
    """Write a page of 600 × 900 points that is a picture."""
    sink, target = io.BytesIO(), tmp_path / "scan.pdf"
    Image.new(mode, (WIDTH, HEIGHT), "white").save(sink, "PDF", resolution=72)
    writer = PdfWriter(sink)
    writer.pages[0].rotate(turn)
    change(writer.pages[0])
    writer.write(target)
    return target


def words(folder, *, width=WIDTH, height=HEIGHT):
    """Write a layer as tesseract does: a page of the size that was read, a word at (60, 800)."""
    writer = PdfFileWriter()
    font = generic.DictionaryObject({generic.pdf_name("/Type"): generic.pdf_name("/Font")})
    resources = {"/Font": generic.DictionaryObject({generic.pdf_name("/f-0-0"): writer.add_object(font)})}
    page = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Page"),
            generic.pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, width, height))),
            generic.pdf_name("/Resources"): generic.DictionaryObject(
                {generic.pdf_name(key): value for key, value in resources.items()}
            ),
            generic.pdf_name("/Contents"): writer.add_object(generic.StreamObject(stream_data=WORDS)),
        }
    )
    writer.insert_page(page)
    with (folder / "1.pdf").open("wb") as sink:
        writer.write(sink)


def joined(source, folder) -> bytes:
    layers.look(source)
    layers.join(source, folder, folder / "copy.pdf")
    return (folder / "copy.pdf").read_bytes()


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_pictures_stay_byte_for_byte_and_the_copy_claims_what_it_is(tmp_path, mode):
    source = scanned(tmp_path, mode=mode)
    copy = joined(source, tmp_path)
    before, after = (
        PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/XObject"] for pdf in (source.read_bytes(), copy)
    )
    assert [one.get_object()._data for one in before.values()] == [one.get_object()._data for one in after.values()]
    root = PdfReader(io.BytesIO(copy)).trailer["/Root"]
    assert re.search(rb'pdfaid:part(="|>)2', root["/Metadata"].get_data())
    assert "/Filter" not in root["/Metadata"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "/Info" not in PdfReader(io.BytesIO(copy)).trailer


@pytest.mark.parametrize(
    ("turn", "size", "place"),
    [
        (0, (600, 900), (60, 800)),
        (0, (300, 450), (120, 1600)),
        (90, (900, 600), (-200, 60)),
        (180, (600, 900), (540, 100)),
        (270, (900, 600), (800, 840)),
    ],
)
def test_words_come_to_lie_where_they_are_seen(tmp_path, turn, size, place):
    page = next(layers.plain_pages(PdfFileReader(scanned(tmp_path, turn=turn).open("rb"))))
    a, b, c, d, e, f = map(float, page.words_at(*size).split())
    assert (round(a * 60 + c * 800 + e), round(b * 60 + d * 800 + f)) == place
    assert page.size == (WIDTH, HEIGHT)


def test_words_are_laid_over_with_one_font_for_all_pages(tmp_path):
    source = scanned(tmp_path)
    words(tmp_path)
    copy = PdfReader(io.BytesIO(joined(source, tmp_path)))
    assert "/f-0-0" in copy.pages[0]["/Resources"]["/Font"]
    assert WORDS in copy.pages[0].get_contents().get_data()


def test_memory_is_the_files_own_twice_at_most(tmp_path):
    side, sink = 1000, io.BytesIO()
    sheets = [Image.frombytes("L", (side, side), os.urandom(side * side)) for _sheet in range(12)]
    sheets[0].save(sink, "PDF", save_all=True, append_images=sheets[1:], quality=95)
    heavy, light = tmp_path / "heavy.pdf", scanned(tmp_path)
    heavy.write_bytes(sink.getvalue())
    size = heavy.stat().st_size
    assert size > 10_000_000
    few, much = (_peak("join", source, tmp_path, tmp_path / "copy.pdf") for source in (light, heavy))
    assert much - few < 2 * size


def _peak(*said):
    """Return how many bytes the process takes at most; a small one starts it, since memory before counts as its own."""
    watch = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
    watch += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-c", watch, sys.executable, layers.__file__, *map(str, said)]
    return 1024 * int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def test_what_is_more_than_a_picture_is_left_to_others(tmp_path):
    printed = tmp_path / "printed.pdf"
    printed.write_bytes(contents.pdf("Chữ in"))
    for source in (printed, scanned(tmp_path, mode="CMYK")):
        with pytest.raises(layers.NotPlain):
            layers.look(source)
    for key, value in (("/UserUnit", 2), ("/AA", 1)):
        with pytest.raises(layers.NotPlain):
            layers.look(scanned(tmp_path, change=lambda page: _say(page, key, value)))  # noqa: B023


def _say(page, key, value):
    from pypdf.generic import NameObject, NumberObject

    page[NameObject(key)] = NumberObject(value)
