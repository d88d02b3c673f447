"""Letting go of what a dossier held, once its term is over: its trace stays, its contents do not come back."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.dossiers.models import DigitisedCopy, Dossier
from congvu.dossiers.operations import moves
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import NotAllowed, Refusal
from congvu.kit.text import fold
from congvu.processes import operations as processes

GONE = "[đã xóa]"
"""Stands where words were."""


@transaction.atomic
def erase_contents(*, dossier_id: int, ground: str, by: Actor, at: dt.datetime) -> Dossier:
    """Erase answers, papers, words and what is known of the owner as filed; code, days, moves, number of the result,
    who did what and who read what stay. Issued results live on in the vault. Harmless when it was done.

    :param ground: the approved list it stands on (``erasure:3``)
    :raises NotAllowed: anybody but the system: two people have decided before
    :raises Refusal: it has not ended
    """
    if by != SYSTEM:
        raise NotAllowed(_("Nội dung hồ sơ chỉ được xóa theo danh sách đã duyệt."))
    dossier = moves.lock(dossier_id)
    if dossier.erased_at is not None:
        return dossier
    if dossier.ended_at is None:
        raise Refusal(_("Hồ sơ %(code)s chưa kết thúc nên không xóa được nội dung.") % {"code": dossier.code})
    _let_go_of_files(dossier, by, at)
    dossier.messages.update(text=GONE)
    dossier.supplement_requests.update(items=[], reason=GONE)
    dossier.records.update(content="", place="", participants=[], file_use=None)
    if dossier.run_id:
        processes.forget(run_id=dossier.run_id)
    dossier.values, dossier.result_extra = {}, {}
    dossier.owner_snapshot = dict.fromkeys(dossier.owner_snapshot, "")
    dossier.title = dossier.version.procedure.name[:300]
    dossier.return_address = dossier.distinct_key = ""
    dossier.search_text = fold(f"{dossier.code} {dossier.title}")
    dossier.erased_at = at
    dossier.save(
        update_fields=[
            *("values", "result_extra", "owner_snapshot", "title", "return_address", "distinct_key"),
            *("search_text", "erased_at"),
        ]
    )
    audit.record(
        action="dossiers.erase_contents", subject=dossier.subject, label=dossier.code, by=by, at=at,
        data={"ground": ground},
    )  # fmt: skip
    return dossier


def _let_go_of_files(dossier: Dossier, by: Actor, at: dt.datetime) -> None:
    """Let go of every file that is this dossier's; the vault and books hold uses of their own."""
    DigitisedCopy.objects.filter(paper__dossier=dossier).delete()
    dossier.papers.update(file_use=None, note="")
    files.release_all(owners=[dossier.subject], by=by, at=at)
