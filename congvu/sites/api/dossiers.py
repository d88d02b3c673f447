"""Dossiers for partners: file, follow, mend, withdraw, fetch what was issued."""

import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_noop as _
from ninja import Router
from ninja.params.functions import Header, Path, Query

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations, queries
from congvu.dossiers.models import Origin, Slip
from congvu.exchange import operations as exchange
from congvu.files import queries as files
from congvu.kit.errors import Declined
from congvu.people import operations as people
from congvu.people.models import Agency, Party
from congvu.sites.api import answers
from congvu.sites.api.answers import DossierDetail, DossierItem, DossierPage
from congvu.sites.api.bodies import Applicant, DossierBody, SupplementBody, WithdrawalBody
from congvu.sites.api.filing import papers_in
from congvu.sites.api.keys import Caller, caller_of, may_read, may_submit
from congvu.sites.api.once import KEY_WORDS, answer_once, given, known_answer
from congvu.sites.api.problems import Problem, Unfit

router = Router(tags=["Hồ sơ của đối tác"])
READ_FAILS = frozenset({401, 403, 404, 422, 429})
WRITE_FAILS = frozenset({400, 401, 403, 404, 409, 413, 415, 422, 429})


@router.get(
    "",
    response={200: DossierPage, READ_FAILS - {404}: Problem},
    auth=may_read,
    summary=_("Các hồ sơ mà đối tác được xem"),
    operation_id="list_dossiers",
    url_name="dossiers",
    description=_("Hồ sơ đối tác đã nộp, hoặc thuộc phạm vi được xem; mới nhất trước."),
)
def listing(
    request: HttpRequest,
    status_code: int | None = Query(None, ge=1, le=10, description=_("Chỉ hồ sơ ở trạng thái quốc gia này")),
    limit: int = Query(20, ge=1, le=100, description=_("Số hồ sơ mỗi trang")),
    cursor: str = Query("", max_length=300, description=_("Dấu trang, lấy từ next của trang trước")),
) -> dict[str, Any]:
    """Return dossiers in sight."""
    caller = caller_of(request)
    page = queries.of_partner(partner_id=caller.partner.pk, state=status_code, after=cursor or None, size=limit)
    operations.note_listed(dossiers=page.rows, grants=(), purpose="api", by=caller.actor, at=caller.at)
    return {"items": [answers.item(dossier) for dossier in page.rows], "next": page.next}


@router.post(
    "",
    response={201: DossierItem, WRITE_FAILS: Problem},
    auth=may_submit,
    summary=_("Nộp hồ sơ"),
    operation_id="submit_dossier",
    url_name="dossiers",
    description=_("Lấy nội dung mẫu ở GET /procedures/{code}/sample. Sai chỗ nào, 422 nêu từng chỗ bằng JSON Pointer."),
)
def submit(
    request: HttpRequest,
    response: HttpResponse,
    body: DossierBody,
    idempotency_key: str = Header("", max_length=255, description=KEY_WORDS),
) -> Any:
    """File a dossier, once for one Idempotency-Key."""
    caller = caller_of(request)
    known = known_answer(request, caller, idempotency_key)
    if known is None:
        version = catalogue.in_force(code=body.procedure, on=timezone.localdate(caller.at))
        agency = _agency(
            body.agency, queries.outside.agencies_taking(version=version, on=timezone.localdate(caller.at)), caller
        )
        papers = papers_in(body.papers, version=version, caller=caller)

        def work() -> exchange.Answer:
            dossier = operations.submit(
                version_id=version.pk,
                agency_id=agency.pk,
                owner_id=_party(body.applicant, caller).pk,
                values=body.answers,
                papers=papers,
                return_by=body.return_by,
                return_address=body.return_address,
                origin=Origin.PARTNER,
                submission_key=f"partner:{caller.partner.pk}:{idempotency_key or uuid.uuid4()}",
                by=caller.actor,
                at=caller.at,
            )
            return exchange.Answer(201, answers.item(dossier))

        known = answer_once(request, caller, idempotency_key, work)
    response["Location"] = f"/api/v1/dossiers/{known.body['code']}"
    return given(response, known)


@router.get(
    "/{code}",
    response={200: DossierDetail, READ_FAILS: Problem},
    auth=may_read,
    summary=_("Một hồ sơ với dòng thời gian"),
    operation_id="get_dossier",
    url_name="dossier",
    description=_("Mỗi lần xem được ghi vào nhật ký của người có hồ sơ."),
)
def show(request: HttpRequest, code: str = Path(..., max_length=60)) -> dict[str, Any]:
    """Return a dossier whole."""
    caller = caller_of(request)
    _id, public_id = in_sight(code, caller)
    return answers.detail(operations.read(public_id=public_id, purpose="api", by=caller.actor, at=caller.at))


@router.post(
    "/{code}/supplement",
    response={200: DossierItem, WRITE_FAILS: Problem},
    auth=may_submit,
    summary=_("Bổ sung hồ sơ theo yêu cầu"),
    operation_id="supplement_dossier",
    url_name="supplement",
    description=_("Chỉ sửa được những mục mà yêu cầu bổ sung đã nêu."),
)
def supplement(
    request: HttpRequest,
    response: HttpResponse,
    body: SupplementBody,
    code: str = Path(..., max_length=60),
    idempotency_key: str = Header("", max_length=255, description=KEY_WORDS),
) -> Any:
    """Answer a supplement request."""
    caller = caller_of(request)
    known = known_answer(request, caller, idempotency_key)
    if known is None:
        dossier_id, public_id = in_sight(code, caller)
        dossier = operations.read(public_id=public_id, purpose="api", by=caller.actor, at=caller.at)
        papers = papers_in(body.papers, version=dossier.version, caller=caller)
        values = {**dossier.values, **(body.answers or {})}

        def work() -> exchange.Answer:
            mended = operations.supplement(
                dossier_id=dossier_id, values=values, papers=papers, by=caller.actor, at=caller.at
            )
            return exchange.Answer(200, answers.item(mended))

        known = answer_once(request, caller, idempotency_key, work)
    return given(response, known)


@router.post(
    "/{code}/withdraw",
    response={200: DossierItem, WRITE_FAILS: Problem},
    auth=may_submit,
    summary=_("Xin rút hồ sơ"),
    operation_id="withdraw_dossier",
    url_name="withdraw",
    description=_("Thời hạn dừng lại cho đến khi cán bộ trả lời."),
)
def withdraw(
    request: HttpRequest,
    response: HttpResponse,
    body: WithdrawalBody,
    code: str = Path(..., max_length=60),
    idempotency_key: str = Header("", max_length=255, description=KEY_WORDS),
) -> Any:
    """Ask for a dossier back."""
    caller = caller_of(request)
    known = known_answer(request, caller, idempotency_key)
    if known is None:
        dossier_id, _public_id = in_sight(code, caller)

        def work() -> exchange.Answer:
            asked = operations.request_withdrawal(
                dossier_id=dossier_id, reason=body.reason, by=caller.actor, at=caller.at
            )
            return exchange.Answer(200, answers.item(asked))

        known = answer_once(request, caller, idempotency_key, work)
    return given(response, known)


@router.get(
    "/{code}/result",
    response={200: bytes, READ_FAILS: Problem},
    auth=may_read,
    summary=_("Kết quả đã ký, đóng dấu"),
    operation_id="get_result",
    url_name="result",
    description=_("Tệp PDF; 404 khi chưa có kết quả."),
)
def result(request: HttpRequest, code: str = Path(..., max_length=60)) -> Any:
    """Return the newest sealed result as PDF."""
    caller = caller_of(request)
    _id, public_id = in_sight(code, caller)
    dossier = operations.read(public_id=public_id, purpose="api", by=caller.actor, at=caller.at)
    slip = dossier.slips.filter(kind=Slip.Kind.RESULT).order_by("-id").first()
    if slip is None:
        raise operations.DossierUnknown(_now("Hồ sơ này chưa có kết quả."))
    return _file(public_id, slip.file_use, caller)


@router.get(
    "/{code}/documents/{document_id}",
    response={200: bytes, READ_FAILS: Problem},
    auth=may_read,
    summary=_("Một giấy tờ cơ quan đã phát hành"),
    operation_id="get_document",
    url_name="document",
    description=_("Tệp PDF, theo id trong “documents” của hồ sơ."),
)
def document(request: HttpRequest, document_id: uuid.UUID, code: str = Path(..., max_length=60)) -> Any:
    """Return a receipt, a request or a result as PDF."""
    caller = caller_of(request)
    _id, public_id = in_sight(code, caller)
    return _file(public_id, document_id, caller)


def _file(public_id: uuid.UUID, use_id: uuid.UUID, caller: Caller) -> FileResponse:
    use = operations.read_file(public_id=public_id, use_id=use_id, by=caller.actor, at=caller.at)
    return FileResponse(files.open_use(use), as_attachment=True, filename=use.name, content_type=use.mime)


def in_sight(code: str, caller: Caller) -> tuple[int, uuid.UUID]:
    """Return row and public id of a dossier; another's is answered like one that is not there.

    :raises DossierUnknown: for both
    """
    found = queries.id_for_partner(partner_id=caller.partner.pk, code=code)
    if found is None:
        raise operations.DossierUnknown(_now("Không có hồ sơ này, hoặc hồ sơ không thuộc phạm vi của khoá."))
    return found


def _agency(code: str, taking: list[Agency], caller: Caller) -> Agency:
    if caller.partner.agency_id is not None:
        taking = [agency for agency in taking if agency.pk == caller.partner.agency_id]
    for agency in taking:
        if agency.code == code:
            return agency
    words = _now("Cơ quan mã này không tiếp nhận thủ tục, hoặc đối tác không được nộp ở đó.")
    raise Unfit([("/agency", words)])


def _party(applicant: Applicant, caller: Caller) -> Party:
    try:
        return people.take_party(
            kind=applicant.kind,
            identifier_kind=applicant.identifier_kind,
            identifier=applicant.identifier,
            name=applicant.name,
            birth_date=applicant.birth_date,
            sex=applicant.sex,
            phone=applicant.phone,
            email=applicant.email,
            address_text=applicant.address,
            by=caller.actor,
            at=caller.at,
        )
    except Declined as refusal:
        raise Unfit([("/applicant", str(refusal))]) from refusal
