"""The page of a document, its paper and files, and what is done with it."""

import uuid
from base64 import b64encode
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from congvu.documents import operations, queries
from congvu.documents.models import Delivery, Document, DraftVersion, State
from congvu.kit.errors import Refusal
from congvu.people import queries as people
from congvu.signing import queries as signing
from congvu.sites.desk.approvals import own_token
from congvu.sites.desk.documents.lists import is_outgoing
from congvu.sites.desk.documents.sending import file_to_read, paper_to_read
from congvu.sites.desk.documents.writing import recipients_in
from congvu.sites.desk.doors import DeskRequest, asked_again, official_only
from congvu.sites.desk.todo import next_document
from congvu.workfiles import queries as workfiles

LABELS = {
    "submit": gettext_lazy("Trình duyệt nội dung"),
    "approve_content": gettext_lazy("Duyệt nội dung"),
    "approve_format": gettext_lazy("Thể thức đúng, chuyển ký"),
    "sign": gettext_lazy("Ký số"),
    "number": gettext_lazy("Cấp số, ngày"),
    "seal": gettext_lazy("Ký số cơ quan, đóng dấu"),
    "issue": gettext_lazy("Phát hành, gửi đi"),
    "allow_copy": gettext_lazy("Cho phép sao"),
    "make_copy": gettext_lazy("Làm bản sao, lấy số"),
}
"""Deeds that are one press."""
SIGNING = frozenset({"sign", "seal", "make_copy"})
"""Deeds that use a key: who does them has lately shown who they are."""
BY_TOKEN = {"seal": "document_seal", "make_copy": "document_copy"}
"""What is laid before the clerk in whose own PC the agency's key is."""
SAID = {
    "submit": gettext_lazy("Đã trình người duyệt nội dung."),
    "approve_content": gettext_lazy("Đã duyệt nội dung, chuyển văn thư kiểm tra thể thức."),
    "approve_format": gettext_lazy("Thể thức đúng, đã chuyển người ký."),
    "send_back": gettext_lazy("Đã trả lại người soạn."),
    "sign": gettext_lazy("Đã ký. Văn thư cấp số và đóng dấu."),
    "number": gettext_lazy("Đã cấp số."),
    "seal": gettext_lazy("Đã đóng dấu. Bấm phát hành để gửi đi."),
    "issue": gettext_lazy("Đã phát hành."),
    "allow_copy": gettext_lazy("Đã cho phép sao. Văn thư làm bản sao."),
    "make_copy": gettext_lazy("Đã làm bản sao và lấy số. Bản giấy: in, ký, đóng dấu rồi phát hành."),
    "cancel": gettext_lazy("Đã hủy văn bản."),
    "recall": gettext_lazy("Đã thu hồi. Nơi nhận được báo ngay."),
    "remark": gettext_lazy("Đã ghi góp ý."),
    "settle_remark": gettext_lazy("Đã đánh dấu tiếp thu."),
    "ask_opinion": gettext_lazy("Đã gửi xin ý kiến."),
    "change_signer": gettext_lazy("Đã đổi người ký, bản trình ký được làm lại."),
    "send_to": gettext_lazy("Đã gửi thêm."),
    "note_delivered": gettext_lazy("Đã ghi xác nhận."),
    "mail_again": gettext_lazy("Thư chờ gửi lại."),
    "link_document": gettext_lazy("Đã ghi liên quan."),
    "lend_kept_copy": gettext_lazy("Đã ghi người sử dụng bản lưu."),
    "take_kept_copy_back": gettext_lazy("Đã ghi trả bản lưu."),
}


GOES = {
    Delivery.Way.SYSTEM: gettext_lazy("Nơi nhận trên hệ thống có văn bản sau vài giây."),
    Delivery.Way.AXIS: gettext_lazy("Nơi nhận ngoài tỉnh nhận qua trục liên thông."),
    Delivery.Way.EMAIL: gettext_lazy("Thư điện tử đang được gửi."),
    Delivery.Way.PAPER: gettext_lazy("Bản giấy: in, gửi, rồi ghi xác nhận đã nhận."),
}
"""What follows on issuing, by the ways on which the document goes."""
PARTS = {
    "kind": gettext_lazy("Loại"),
    "subject": gettext_lazy("Trích yếu"),
    "signer": gettext_lazy("Người ký"),
    "receivers": gettext_lazy("Nơi nhận"),
    "basis": gettext_lazy("Căn cứ"),
    "addressees": gettext_lazy("Kính gửi"),
    "body": gettext_lazy("Nội dung"),
    "annexes": gettext_lazy("Phụ lục"),
    "fields": gettext_lazy("Mẫu"),
    "typist": gettext_lazy("Người soạn"),
    "text": gettext_lazy("Chữ trong tệp"),
}
"""What the parts of a version are called."""


@official_only
def document(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show one document; one that arrived is shown on its own page."""
    return _page(request, public_id)


def _found(request: DeskRequest, public_id: uuid.UUID) -> Document:
    return operations.open_document(public_id=public_id, by=request.desk.actor, at=request.desk.now)


def _page(request: DeskRequest, public_id: uuid.UUID, **more: Any) -> HttpResponseBase:
    found = _found(request, public_id)
    if not is_outgoing(found):
        try:
            return redirect("desk:arrival", found.public_id)
        except NoReverseMatch:
            pass  # the page of arrivals is not there: this one shows it too
    desk = request.desk
    deeds = queries.deeds(found, by=desk.actor, at=desk.now)
    main = next((code for code in deeds if code in LABELS), "")
    versions = list(found.versions.select_related("file").order_by("-ordinal"))
    deliveries = list(found.deliveries.select_related("receiver", "arrival", "mailing").order_by("id"))
    shown = {
        "document": found,
        "main": main,
        "labels": LABELS,
        "deeds": deeds,
        "workfiles": workfiles.files_of(found, grants=desk.grants, official_id=desk.actor.id or 0),
        "next": None if main else next_document(request, after=found),
        "holders": queries.holders(found),
        "moves": list(found.moves.order_by("-id")),
        "versions": versions,
        **_compared(versions, request.GET.get("ban", "")),
        "deviations": versions[0].deviations if versions else [],
        "remarks": list(found.remarks.all()),
        "may_remark": found.state in {State.DRAFT, State.CONTENT_CHECK, State.FORMAT_CHECK, State.SIGNING},
        "files": queries.seen_files(found, by=desk.actor, at=desk.now),
        "access_changes": queries.unconfirmed_changes(found),
        "may_read": operations.may_read_paper(found, by=desk.actor, at=desk.now),
        "manages": queries.manages(found, by=desk.actor, at=desk.now),
        "signed": queries.signed_files(found),
        "deliveries": deliveries,
        "asked_back": sum(one.status == Delivery.Status.RECALL_REQUESTED for one in deliveries),
        "followed": queries.followed_by(found),
        "links": list(found.links.select_related("target")) + list(found.linked_from.select_related("source")),
        "staff": people.staff(agency_id=found.agency_id, on=desk.today) if "ask_opinion" in deeds else [],
        "powers": queries.powers(agency_id=found.agency_id, on=desk.today, kind=found.kind)
        if "change_signer" in deeds
        else [],
        "order": queries.copy_order(found),
        "lent": found.kept_copy_uses.filter(returned_at=None).first(),
        "may_copy": queries.may_be_copied(found, by=desk.actor, at=desk.now),
        "typed": request.POST,
        "pictures": [
            f"data:image/png;base64,{b64encode(picture).decode()}"
            for picture in operations.draw_draft(found, at=desk.now)
        ],
    }
    return render(request, "desk/documents/page.html", {**shown, **more}, status=422 if "refusal" in more else 200)


def _compared(versions: list[DraftVersion], wanted: str) -> dict[str, Any]:
    """Return what a version, the newest when none is asked for, has otherwise than the one before it."""
    pairs = list(pairwise(versions))
    if not pairs:
        return {}
    asked = next((pair for pair in pairs if str(pair[0].ordinal) == wanted), None)
    after, before = asked or pairs[0]
    changes = [{**one, "words": PARTS.get(one["part"], one["part"])} for one in queries.differences(before, after)]
    return {"changes": changes, "changed": after, "changed_from": before, "compared": asked is not None}


@official_only
def paper(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Show the document as it stands: the file itself, or the newest version of a draft as it would be printed."""
    found = _found(request, public_id)
    operations.require_paper(found, by=request.desk.actor, at=request.desk.now)
    is_raised = request.GET.get("ban") == "dai-han"
    pdf = signing.raised_paper(subject=found.key) if is_raised else operations.current_paper(found, at=request.desk.now)
    name = (found.code or "du-thao").replace("/", "-")
    return paper_to_read(request, found, pdf, f"{name}.pdf")


@official_only
def file(request: DeskRequest, public_id: uuid.UUID, use_id: uuid.UUID) -> HttpResponseBase:
    """Send one file of a document; the opening is logged."""
    use = operations.open_file(public_id=public_id, use_id=use_id, by=request.desk.actor, at=request.desk.now)
    return file_to_read(request, _found(request, public_id), use)


@official_only
def signatures(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Say of every signature on the document whose it is and whether it is good."""
    found = _found(request, public_id)
    operations.require_paper(found, by=request.desk.actor, at=request.desk.now)
    report = signing.verify(operations.current_paper(found, at=request.desk.now), at=request.desk.now)
    context = {"document": found, "report": report, "raised": signing.raised_copy(subject=found.key)}
    return render(request, "desk/documents/signatures.html", context)


def _said(found: Document, deed: str) -> str:
    ways = set(found.deliveries.values_list("way", flat=True)) if deed == "issue" else set()
    return " ".join([str(SAID[deed]), *(str(words) for way, words in GOES.items() if way in ways)])


@official_only
@require_POST
def deed(request: DeskRequest, public_id: uuid.UUID, deed: str) -> HttpResponseBase:
    """Do one thing with a document; what is refused stands again as typed."""
    found = _found(request, public_id)
    if deed in SIGNING and (again := asked_again(request, reverse("desk:document", args=[public_id]))) is not None:
        return again
    if deed not in SAID:
        return _page(request, public_id, refusal=_("Không có thao tác này."))
    try:
        if queries.uses_agency_key(found, deed) and signing.seals_with_own_token(agency_id=found.agency_id):
            return own_token.lay(request, f"{BY_TOKEN[deed]}:{found.pk}", agency_id=found.agency_id)
        _do(request, found, deed)
    except Refusal as refusal:
        return _page(request, public_id, refusal=str(refusal), tried=deed)
    messages.success(request, _said(found, deed))
    still = operations.can_see(found, by=request.desk.actor, at=request.desk.now)
    return redirect(reverse("desk:document", args=[public_id]) if still else reverse("desk:documents"))


def _do(request: DeskRequest, found: Document, deed: str) -> None:
    data = request.POST
    by: dict[str, Any] = {"by": request.desk.actor, "at": request.desk.now}
    more: dict[str, Callable[[], dict[str, Any]]] = {
        "submit": lambda: {"note": data.get("loi_nhan", "")},
        "approve_content": lambda: {"note": data.get("loi_nhan", "")},
        "approve_format": lambda: {"accepting": data.get("chap_nhan", "")},
        "send_back": lambda: {"reason": data.get("ly_do", "")},
        "cancel": lambda: {"reason": data.get("ly_do", "")},
        "recall": lambda: {"reason": data.get("ly_do", "")},
        "remark": lambda: {"text": data.get("gop_y", "")},
        "settle_remark": lambda: {"remark_id": _row(data.get("gop_y", ""))},
        "ask_opinion": lambda: {"official_ids": [int(one) for one in data.getlist("nguoi") if one.isdecimal()]},
        "change_signer": lambda: {"power_id": _row(data.get("nguoi_ky", ""))},
        "lend_kept_copy": lambda: {
            "user": data.get("nguoi_dung", ""),
            "allowed_by": data.get("cho_phep", ""),
            "note": data.get("ghi", ""),
        },
        "send_to": lambda: {"recipients": recipients_in(request, found.agency)},
    }
    if deed in {"note_delivered", "mail_again"}:
        delivery = found.deliveries.filter(pk=_row(data.get("noi", ""))).first()
        if delivery is None or (deed == "mail_again" and delivery.way != Delivery.Way.EMAIL):
            raise Refusal(_("Không có nơi nhận này."))
        if deed == "mail_again":
            operations.mail_again(delivery_id=delivery.pk, address=data.get("dia_chi", ""), **by)
        else:
            operations.note_delivered(delivery_id=delivery.pk, note=data.get("ghi", ""), **by)
        return
    if deed == "link_document":
        target = _target(request, data.get("van_ban", ""))
        operations.link_document(document_id=found.pk, kind=data.get("loai", ""), target_id=target, **by)
        return
    asked = more[deed]() if deed in more else {}
    getattr(operations, deed)(document_id=found.pk, **asked, **by)


def _row(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _target(request: DeskRequest, code: str) -> int:
    """Return the document of mine that has this number and symbol."""
    held = request.desk.grants
    wanted = queries.Wanted(code=code.strip()[:50])
    me = request.desk.actor.id or 0
    rows = queries.search(wanted, held=held, official_id=me, size=2).rows if code.strip() else []
    if len(rows) != 1:
        raise Refusal(_("Ghi đúng số, ký hiệu của một văn bản bạn mở được."))
    return rows[0].pk
