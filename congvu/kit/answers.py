"""Answers that are files: a paper for the browser's own viewer, an Excel sheet or a Word file to keep."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from congvu.kit.word_files import WORD
from congvu.kit.workbooks import EXCEL


def paper(pdf: bytes, name: str, *, is_kept: bool = False) -> HttpResponse:
    """Give a PDF to be looked at and printed, or to be kept; ``name`` is what it is saved under."""
    return _file(pdf, name, content_type="application/pdf", is_kept=is_kept)


def workbook(content: bytes, name: str) -> HttpResponse:
    """Give an Excel sheet to be kept under ``name``."""
    return _file(content, name, content_type=EXCEL, is_kept=True)


def word(content: bytes, name: str) -> HttpResponse:
    """Give a Word file to be kept under ``name``."""
    return _file(content, name, content_type=WORD, is_kept=True)


def _file(content: bytes, name: str, *, content_type: str, is_kept: bool) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = str(content_disposition_header(is_kept, name))
    return answer
