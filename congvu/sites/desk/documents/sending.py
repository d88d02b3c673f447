"""Sending a paper or a file to a reader: with the reader's name over it where the document is marked so."""

from django.http import FileResponse
from django.http.response import HttpResponseBase

from congvu.documents import operations
from congvu.documents.models import Document
from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.kit import answers
from congvu.sites.desk.doors import DeskRequest
from congvu.sites.desk.dossiers.reading import framed


def paper_to_read(request: DeskRequest, document: Document, pdf: bytes, name: str) -> HttpResponseBase:
    """Return the PDF of a document as its reader gets it."""
    return framed(answers.paper(_marked(request, document, pdf), name))


def file_to_read(request: DeskRequest, document: Document, use: FileUse) -> HttpResponseBase:
    """Return one file of a document as its reader gets it.

    :raises FileMissing: the content is gone
    """
    as_copy = "tai" in request.GET
    content = files.open_use(use)
    if use.kind != "pdf" or not operations.is_watermarked(document):
        return framed(FileResponse(content, as_attachment=as_copy, filename=use.name, content_type=use.blob.mime))
    with content:
        pdf = content.read()
    return framed(answers.paper(_marked(request, document, pdf), use.name, is_kept=as_copy))


def _marked(request: DeskRequest, document: Document, pdf: bytes) -> bytes:
    desk = request.desk
    if not operations.is_watermarked(document):
        return pdf
    if "goc" in request.GET:
        operations.open_original(document, by=desk.actor, at=desk.now)
        return pdf
    return operations.watermarked(document, pdf, by=desk.actor, at=desk.now)
