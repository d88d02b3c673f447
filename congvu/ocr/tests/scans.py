"""Scans as a feeder makes them: pages of print as pictures, a little askew, with the dust of the glass."""

import io
import random

import pypdfium2
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

RED = (200, 30, 40)
FONT = settings.ROOT / "congvu" / "printing" / "fonts" / "Tinos_700Bold.ttf"


def scan(pdf: bytes, *, dots: int = 200, skew: float = 0.6, dust: int = 400, stamp: str = "", pages: int = 0) -> bytes:
    """Return the print as a PDF of pictures alone.

    :param skew: degrees
    :param dust: specks a page
    :param stamp: words put on the first page in red ink, in a frame, as a rubber stamp does
    :param pages: how often the pages are repeated, in all; 0: as they are
    """
    chance = random.Random(1945)
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        sheets = [page.render(scale=dots / 72).to_pil().convert("RGB") for page in document]
    if stamp:
        _stamp(sheets[0], stamp, dots)
    sheets = [_scanned(sheet, skew, dust, chance) for sheet in sheets]
    sheets = [sheets[number % len(sheets)] for number in range(pages or len(sheets))]
    sink = io.BytesIO()
    sheets[0].save(sink, "PDF", save_all=True, append_images=sheets[1:], resolution=dots, quality=80)
    return sink.getvalue()


def picture(pdf: bytes, *, dots: int = 200) -> bytes:
    """Return the first page as a photo (JPEG)."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        sheet = document[0].render(scale=dots / 72).to_pil().convert("RGB")
    sink = io.BytesIO()
    sheet.save(sink, "JPEG", quality=85)
    return sink.getvalue()


def _scanned(sheet: Image.Image, skew: float, dust: int, chance: random.Random) -> Image.Image:
    sheet = sheet.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    draw = ImageDraw.Draw(sheet)
    for _speck in range(dust):
        x, y, size = chance.randrange(sheet.width), chance.randrange(sheet.height), chance.choice((1, 1, 2))
        shade = chance.randrange(90, 220)
        draw.ellipse((x, y, x + size, y + size), fill=(shade, shade, shade))
    return sheet


def _stamp(sheet: Image.Image, words: str, dots: int) -> None:
    font = ImageFont.truetype(str(FONT), round(dots * 0.2))
    left, top = round(0.16 * sheet.width), round(0.16 * sheet.height)
    draw = ImageDraw.Draw(sheet)
    box = draw.textbbox((left, top), words, font=font)
    draw.text((left, top), words, font=font, fill=RED)
    edge = round(dots * 0.06)
    draw.rectangle((box[0] - edge, box[1] - edge, box[2] + edge, box[3] + edge), outline=RED, width=max(2, dots // 60))
