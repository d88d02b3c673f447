"""Checking a signed document: whoever holds it may ask, nothing of it is kept."""

import hashlib
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from congvu.documents import queries as documents
from congvu.dossiers import queries as dossiers
from congvu.signing import queries as signing

MOST = 20 * 1024 * 1024
"""Bytes of a document taken for checking."""


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, public_id: uuid.UUID | None = None) -> HttpResponse:
    """Take a PDF (or signed XML), say in plain words who signed it, when, and whether it was changed since.

    Reached by the QR code of a result it also says what was issued under that code, and whether the file is that one.
    """
    issued = dossiers.issued(public_id=public_id) if public_id else None
    if public_id and issued is None:
        return render(request, "portal/missing.html", status=404)
    if request.method != "POST":
        return render(request, "portal/verify.html", {"here": "verify", "issued": issued})
    sent = request.FILES.get("van_ban")
    if sent is None:
        return _again(request, _("Chọn một tệp PDF để kiểm tra"))
    if sent.size is not None and sent.size > MOST:
        return _again(request, _("Tệp lớn hơn 20 MB. Hãy chọn tệp nhỏ hơn"))
    pdf = sent.read()
    if pdf.startswith(b"%PDF-"):
        report = signing.verify(pdf)
    elif pdf.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        report = signing.verify_xml(pdf)
    else:
        return _again(request, _("Tệp này không phải PDF hoặc XML. Hãy chọn đúng tệp văn bản có đuôi .pdf, .xml"))
    digest = signing.original_digest(hashlib.sha256(pdf).hexdigest())
    same = issued is not None and digest == issued.digest
    known = documents.known_file(digest)
    context = {"here": "verify", "report": report, "name": sent.name, "issued": issued, "same": same, "known": known}
    return render(request, "portal/verify.html", context)


def _again(request: HttpRequest, message: str) -> HttpResponse:
    errors = [{"anchor": "van-ban", "message": message}]
    return render(request, "portal/verify.html", {"here": "verify", "errors": errors}, status=422)
