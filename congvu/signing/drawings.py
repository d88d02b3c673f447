"""One page of a PDF as the appearance of a signature: words stay words, with their own font in it."""

import io
from typing import Any

from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader

NAME = "/Drawing"


class DrawnPage(PdfContent):
    """The one page of a small PDF, taken in as it is."""

    def __init__(self, pdf: bytes) -> None:
        self._reader: Any = PdfFileReader(io.BytesIO(pdf))
        left, lower, right, upper = (float(side) for side in self._page()["/MediaBox"])
        super().__init__(box=BoxConstraints(width=round(right - left), height=round(upper - lower)))

    def _page(self) -> Any:
        node = self._reader.root["/Pages"]
        while "/Kids" in node:
            node = node["/Kids"][0]
        return node

    def render(self) -> bytes:
        """Return the drawing's content; the page becomes its one resource."""
        reference = self._ensure_writer.import_page_as_xobject(self._reader, page_ix=0)
        self.set_resource(category=ResourceType.XOBJECT, name=pdf_name(NAME), value=reference)
        return f"{NAME} Do".encode("ascii")
