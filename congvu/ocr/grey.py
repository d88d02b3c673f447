"""A plug-in of OCRmyPDF, loaded by it and not by us: a colour scan is drawn in grey for reading.

Only what tesseract reads: the copy shows the page as it was scanned. A page drawn in colour takes a quarter longer to
draw, to pass on and to read, and no letter more is found.
"""

import inspect
from typing import Any

try:
    from ocrmypdf import hookimpl
    from ocrmypdf.builtin_plugins import ghostscript as theirs
except ImportError:  # read by us, where OCRmyPDF need not be

    def hookimpl(function: Any) -> Any:
        """Leave the function as it is."""
        return function


COLOUR, GREY = "png16m", "pnggray"


@hookimpl
def rasterize_pdf_page(
    input_file: Any,
    output_file: Any,
    raster_device: str,
    raster_dpi: Any,
    pageno: int,
    page_dpi: Any,
    rotation: Any,
    filter_vector: bool,
) -> Any:
    """Draw a page as OCRmyPDF itself does, in grey; leave it to OCRmyPDF where it asks for more than we know."""
    known = {
        "input_file": input_file,
        "output_file": output_file,
        "raster_device": GREY,
        "raster_dpi": raster_dpi,
        "pageno": pageno,
        "page_dpi": page_dpi,
        "rotation": rotation,
        "filter_vector": filter_vector,
    }
    if raster_device != COLOUR or set(inspect.signature(theirs.rasterize_pdf_page).parameters) != set(known):
        return None
    return theirs.rasterize_pdf_page(**known)
