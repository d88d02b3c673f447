"""Files that partners send before the dossier they belong to."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Router, Status
from ninja.files import UploadedFile
from ninja.params.functions import File

from congvu.files import operations
from congvu.files.queries import FileRefused
from congvu.sites.api.bodies import FileKept
from congvu.sites.api.filing import owner_of
from congvu.sites.api.keys import caller_of, may_submit
from congvu.sites.api.problems import Problem, Unfit

router = Router(tags=["Tệp"])
KINDS = ("pdf", "jpeg", "png", "docx", "xlsx")


@router.post(
    "",
    response={201: FileKept, frozenset({400, 401, 403, 413, 415, 422, 429}): Problem},
    auth=may_submit,
    summary=_("Gửi một tệp"),
    operation_id="send_file",
    url_name="files",
    description=_("Tệp được kiểm tra theo nội dung và chờ bảy ngày để kèm vào hồ sơ. Lớn nhất 20 MB."),
)
def send(
    request: HttpRequest, file: UploadedFile = File(..., description=_("Tệp PDF, JPEG, PNG, DOCX hoặc XLSX"))
) -> Any:
    """Take a file in."""
    caller = caller_of(request)
    try:
        use = operations.store(
            stream=file,
            name=file.name or "",
            owner=owner_of(caller),
            kinds=KINDS,
            by=caller.actor,
            at=caller.at,
        )
    except FileRefused as refusal:
        raise Unfit([("/file", str(refusal))], str(refusal)) from refusal
    kept = {"id": use.pk, "sha256": use.blob.sha256, "size": use.size, "kind": use.kind, "name": use.name}
    return Status(201, kept)
