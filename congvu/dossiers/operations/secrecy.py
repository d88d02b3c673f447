"""A secret paper that no machine could tell, since it came as a picture: the officer who sees the stamp removes it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.dossiers.models import Paper
from congvu.dossiers.operations import moves
from congvu.dossiers.operations.citizen import write_message
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed
from congvu.people import queries as people


@transaction.atomic
def remove_secret(*, dossier_id: int, paper_id: int, by: Actor, at: dt.datetime) -> Paper:
    """Delete the file of a paper that bears a secrecy stamp, wherever the same content lies, and tell the owner.

    The paper stays in the list without its file; the dossier goes on, and what is missing may be asked for on paper
    (Luật Bảo vệ bí mật nhà nước 117/2025/QH15 Đ.5).

    :raises NotAllowed: for who does not work on the dossier, or when the paper has no file or is another dossier's
    """
    dossier = moves.lock(dossier_id)
    agency_id = dossier.competent_agency_id if dossier.run_id else dossier.receiving_agency_id
    by = people.require(by=by, roles=["reception", "case_officer"], agency_id=agency_id, at=at)
    paper = dossier.papers.filter(pk=paper_id, file_use__isnull=False).first()
    if paper is None or paper.file_use is None:
        raise NotAllowed(_("Hồ sơ %(code)s không có tệp này.") % {"code": dossier.code})
    removed = [use.pk for use in files.remove_secret(use_id=paper.file_use, by=by, at=at)]
    Paper.objects.filter(file_use__in=removed).update(file_use=None, check_state=Paper.Check.SECRET, note="")
    moves.trace(dossier, "dossier.remove_secret", by=by, at=at, data={"paper": paper.code})
    words = _(
        "Tệp của giấy tờ «%(paper)s» có dấu chỉ độ mật nên đã bị xóa khỏi hệ thống. Tài liệu bí mật nhà nước không "
        "được gửi qua mạng: hãy nộp bản giấy trực tiếp cho bộ phận bảo mật của cơ quan, và báo người phụ trách bảo vệ "
        "bí mật nhà nước nếu tệp còn trên máy nối mạng."
    )
    write_message(dossier_id=dossier.pk, text=words % {"paper": paper.name}, by=by, at=at)
    return paper


@transaction.atomic
def note_secret_removed(*, blob_id: int) -> int:
    """Take a content that was deleted as a state secret off every paper that had it; return how many."""
    uses = FileUse.objects.filter(blob_id=blob_id).values("pk")
    return Paper.objects.filter(file_use__in=uses).update(file_use=None, check_state=Paper.Check.SECRET, note="")
