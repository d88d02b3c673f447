"""``python -m congvu.ocr.drawing FILE PAGE DOTS OUT``: one page of a PDF or picture as PNG, in a process of its own.

What draws hostile files may fall; then only this process does.
"""

import sys

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
            width, height = one.get_size()
            scale = min(dots / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
            picture = one.render(scale=scale).to_pil()
    else:
        from PIL import Image, ImageOps  # noqa: PLC0415

        Image.MAX_IMAGE_PIXELS = 2 * MOST_PIXELS
        picture = ImageOps.exif_transpose(Image.open(source)).convert("RGB")
        across = 8.27 if picture.width <= picture.height else 11.69
        wide = min(picture.width, round(across * dots))
        picture = picture.resize((wide, max(1, round(picture.height * wide / picture.width))))
    picture.convert("RGB").save(target, "PNG", compress_level=1)


if __name__ == "__main__":
    draw(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
