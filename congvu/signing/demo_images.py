"""Images for the demo: a blue hand signature and a red seal, transparent PNG, no likeness to a real seal."""

import io
import math
import random

from PIL import Image, ImageDraw, ImageFont

from congvu.printing.queries import font_file

DPI = 200
FINE = 2
"""Drawn so many times larger, then shrunk: smooth edges."""
BLUE, RED = (22, 62, 178), (214, 24, 31)
INK = 255
"""Only the mask is drawn; the colour is one for the whole image, so that it packs small."""


def signature(name: str) -> bytes:
    """Return a hand signature, 45 × 20 mm: the given name in slanting letters and a flourish that differs by name."""
    width, height = _pixels(45), _pixels(20)
    sheet = Image.new("L", (width, height))
    pen = ImageDraw.Draw(sheet)
    chance = random.Random(name)  # noqa: S311 - a drawing, not a secret
    given = name.split()[-1]
    font = ImageFont.truetype(font_file("Tinos_700Bold_Italic.ttf"), round(height * 0.5))
    left, top, right, bottom = pen.textbbox((0, 0), given, font=font)
    start = (width - (right - left)) / 2 - left
    pen.text((start, height * 0.42 - (top + bottom) / 2), given, font=font, fill=INK)
    for row in range(2):
        base = height * (0.74 + 0.1 * row)
        waves, lean = chance.uniform(0.8, 2.2), chance.uniform(-0.12, 0.12)
        points = [
            (
                width * (0.06 + 0.88 * t),
                base + height * (0.09 * math.sin(waves * math.tau * t + row * 2) * (1 - t) + lean * (t - 0.5)),
            )
            for t in (step / 60 for step in range(61))
        ]
        pen.line(points, fill=INK, width=round(height * (0.028 - 0.01 * row)), joint="curve")
    slant = (1, 0.22, -0.11 * height, 0, 1, 0)
    return _png(sheet.transform(sheet.size, Image.Transform.AFFINE, slant, Image.Resampling.BILINEAR), BLUE)


def seal(name: str) -> bytes:
    """Return a round seal, 35 mm: two rings, a star, the agency's name around it and the word "thử nghiệm"."""
    side = _pixels(35)
    sheet = Image.new("L", (side, side))
    pen = ImageDraw.Draw(sheet)
    middle, thick = side / 2, round(side * 0.018)
    for share, width in ((0.49, thick), (0.455, thick // 2), (0.30, thick // 2)):
        _ring(pen, middle, side * share, width)
    pen.polygon([_polar(middle, side * (0.17 if n % 2 == 0 else 0.068), n * 36) for n in range(10)], fill=INK)
    _around(sheet, name.upper(), radius=side * 0.378, size=_letter(name, side), middle=middle, spread=290)
    font = ImageFont.truetype(font_file("BeVietnamPro_700Bold.ttf"), round(side * 0.045))
    pen.text((middle, side * 0.715), "THỬ NGHIỆM", font=font, fill=INK, anchor="mm")
    return _png(sheet, RED)


def _letter(name: str, side: int) -> int:
    return round(min(side * 0.085, side * 0.378 * math.radians(290) / max(len(name), 8) / 0.72))


def _around(sheet: Image.Image, words: str, *, radius: float, size: int, middle: float, spread: float) -> None:
    font = ImageFont.truetype(font_file("BeVietnamPro_700Bold.ttf"), size)
    widths = [font.getlength(letter) for letter in words]
    step = min(spread / max(sum(widths), 1), 1.12 * 180 / (math.pi * radius))
    angle = -sum(widths) * step / 2
    for letter, width in zip(words, widths, strict=True):
        tile = Image.new("L", (size * 2, size * 2))
        ImageDraw.Draw(tile).text((size, size), letter, font=font, fill=INK, anchor="mm")
        here = angle + width * step / 2
        turned = tile.rotate(-here, resample=Image.Resampling.BILINEAR)
        x, y = _polar(middle, radius, here)
        sheet.paste(INK, (round(x) - size, round(y) - size), turned)
        angle += width * step


def _polar(middle: float, radius: float, degrees: float) -> tuple[float, float]:
    return middle + radius * math.sin(math.radians(degrees)), middle - radius * math.cos(math.radians(degrees))


def _ring(pen: ImageDraw.ImageDraw, middle: float, radius: float, width: int) -> None:
    pen.ellipse([middle - radius, middle - radius, middle + radius, middle + radius], outline=INK, width=width)


def _pixels(millimetres: float) -> int:
    return round(millimetres / 25.4 * DPI * FINE)


def _png(sheet: Image.Image, colour: tuple[int, int, int]) -> bytes:
    small = sheet.resize((sheet.width // FINE, sheet.height // FINE), Image.Resampling.BOX)
    image = Image.new("RGB", small.size, colour)
    image.putalpha(small)
    sink = io.BytesIO()
    image.save(sink, "PNG")
    return sink.getvalue()
