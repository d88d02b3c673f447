"""``python drawing.py FILE PAGE DOTS OUT``: a page as PNG. ``FILE FIRST-LAST DOTS FOLDER``: pages of a PDF in grey.

A process of its own: what draws hostile files may fall; then only this process does.
"""

import sys
from pathlib import Path

MOST_PIXELS = 60_000_000


def draw(source: str, page: int, dots: int, target: str) -> None:
    """Write page ``page`` (from 1) of a PDF, or the picture itself, with ``dots`` an inch; a picture as wide as A4."""
    with open(source, "rb") as stream:
        is_pdf = b"%PDF-" in stream.read(1024)
    if is_pdf:
        import pypdfium2  # noqa: PLC0415  only where a PDF is drawn

        with pypdfium2.PdfDocument(source) as document:
            document.init_forms()  # number and day of our own papers stand in fields
            one = document[page - 1]
            picture = one.render(scale=_scale(one, dots)).to_pil()
    else:
        from PIL import Image, ImageOps  # noqa: PLC0415

        Image.MAX_IMAGE_PIXELS = 2 * MOST_PIXELS
        picture = ImageOps.exif_transpose(Image.open(source)).convert("RGB")
        across = 8.27 if picture.width <= picture.height else 11.69
        wide = min(picture.width, round(across * dots))
        picture = picture.resize((wide, max(1, round(picture.height * wide / picture.width))))
    if picture.mode != "RGB":  # converting copies what it need not
        picture = picture.convert("RGB")
    picture.save(target, "PNG", compress_level=1)


def draw_in_grey(source: str, first: int, last: int, dots: int, folder: str) -> None:
    """Write pages ``first`` to ``last`` of a PDF as ``<page>.pgm``: what tesseract reads, without pressing it."""
    import pypdfium2  # noqa: PLC0415

    with pypdfium2.PdfDocument(source) as document:
        for number in range(first, last + 1):
            page = document[number - 1]
            picture = page.render(scale=_scale(page, dots), grayscale=True).to_pil()
            picture.save(Path(folder, f"{number}.pgm"), "PPM")
            page.close()


def _scale(page: "pypdfium2.PdfPage", dots: int) -> float:  # type: ignore[name-defined]  # noqa: F821
    width, height = page.get_size()
    return float(min(dots / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5))


if __name__ == "__main__":
    file, pages, inch, out = sys.argv[1:]
    if "-" in pages:
        begin, end = map(int, pages.split("-"))
        draw_in_grey(file, begin, end, int(inch), out)
    else:
        draw(file, int(pages), int(inch), out)
