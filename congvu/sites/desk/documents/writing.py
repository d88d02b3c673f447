"""The form of a draft: a kind is chosen, then its parts are filled in as Annex III asks; or a file is sent up."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.documents import operations, queries
from congvu.documents.models import Document, DraftVersion, Kind, Urgency
from congvu.kit.asking import optional_day, optional_row
from congvu.kit.errors import NotAllowed, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.desk.documents.lists import official_id, writable
from congvu.sites.desk.documents.named import named_document
from congvu.sites.desk.doors import DeskRequest, official_only

FIELDS: dict[str, list[tuple[str, Any]]] = {
    "invitation": [
        ("event", gettext_lazy("Tới dự (nội dung cuộc họp)")),
        ("chair", gettext_lazy("Chủ trì")),
        ("time", gettext_lazy("Thời gian")),
        ("venue", gettext_lazy("Địa điểm")),
    ],
    "introduction": [
        ("person", gettext_lazy("Ông (bà)")),
        ("post", gettext_lazy("Chức vụ")),
        ("sent_to", gettext_lazy("Được cử đến")),
        ("matter", gettext_lazy("Về việc")),
        ("valid_to", gettext_lazy("Có giá trị đến hết ngày")),
    ],
    "minutes": [
        ("begun", gettext_lazy("Thời gian bắt đầu")),
        ("venue", gettext_lazy("Địa điểm")),
        ("present", gettext_lazy("Thành phần tham dự")),
        ("chair", gettext_lazy("Chủ trì (chủ tọa)")),
        ("secretary", gettext_lazy("Thư ký (người ghi biên bản)")),
        ("ended", gettext_lazy("Kết thúc vào")),
    ],
    "leave": [
        ("asked_on", gettext_lazy("Đơn đề nghị ngày")),
        ("person", gettext_lazy("Ông (bà)")),
        ("post", gettext_lazy("Chức vụ")),
        ("days", gettext_lazy("Số ngày nghỉ")),
        ("from", gettext_lazy("Từ ngày")),
        ("to", gettext_lazy("Đến hết ngày")),
        ("venue", gettext_lazy("Nơi nghỉ")),
    ],
}
"""What a layout of Annex III asks for beside subject and body."""
WITH_BASIS = frozenset({"resolution", "decision", "named", "letter"})
WITH_ADDRESSEES = frozenset({"letter", "named", "telegram", "invitation", "transfer"})


@official_only
def new(request: DeskRequest) -> HttpResponseBase:
    """Begin a draft: first the kind, then its form."""
    agencies = [people.agency_of_id(agency_id) for agency_id in writable(request)]
    if not agencies:
        raise NotAllowed(_("Bạn chưa được giao vai trò soạn thảo ở cơ quan nào."))
    agency = _chosen(agencies, request.GET.get("co_quan", ""))
    kinds = queries.kinds(realm=agency.realm, on=request.desk.today)
    kind = next((one for one in kinds if str(one.code) == request.GET.get("loai", "")), None)
    if kind is None:
        return _choice(request, agencies, agency, kinds)
    if request.method != "POST":
        answers = _answered(request)
        return _form(request, agency, kind, typed=_proposed(answers, agency, kind), answers=answers)
    try:
        document = operations.begin_draft(
            agency_id=agency.pk,
            unit_id=optional_row(request.POST, "don_vi"),
            draft=_draft(request, agency, kind),
            answers=_answered_key(request),
            by=request.desk.actor,
            at=request.desk.now,
        )
        _send_up(request, document)
    except Refusal as refusal:
        return _form(request, agency, kind, typed=request.POST, answers=_answered(request), refusal=str(refusal))
    messages.success(request, _("Đã lưu dự thảo. Xem lại bản in rồi trình."))
    return redirect("desk:document", document.public_id)


def _choice(request: DeskRequest, agencies: list[Agency], agency: Agency, kinds: Iterable[Kind]) -> HttpResponse:
    often, known = queries.frequent_kinds(agency_id=agency.pk), {one.pk: one for one in kinds}
    context = {
        "agencies": agencies,
        "agency": agency,
        "often": [known[kind_id] for kind_id in often if kind_id in known],
        "kinds": [one for one in kinds if one.pk not in often],
        "answers": _answered(request),
    }
    return render(request, "desk/documents/kinds.html", context)


@official_only
def edit(request: DeskRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """Write a new version of a draft that I have in hand."""
    desk = request.desk
    document = operations.open_document(public_id=public_id, by=desk.actor, at=desk.now)
    if "edit" not in queries.deeds(document, by=desk.actor, at=desk.now):
        raise NotAllowed(_("Dự thảo này không ở chỗ bạn để sửa."))
    kind = document.kind
    if request.method != "POST":
        version = document.versions.order_by("-ordinal")[0]
        return _form(request, document.agency, kind, typed=_as_typed(document, version), document=document)
    try:
        operations.save_version(
            document_id=document.pk, draft=_draft(request, document.agency, kind), by=desk.actor, at=desk.now
        )
        _send_up(request, document)
    except Refusal as refusal:
        return _form(request, document.agency, kind, typed=request.POST, document=document, refusal=str(refusal))
    messages.success(request, _("Đã lưu phiên bản mới."))
    return redirect("desk:document", document.public_id)


def _send_up(request: DeskRequest, document: Document) -> None:
    """Keep the file that came with the form: an uploaded draft is a version of its own, an attachment stands beside."""
    by = {"by": request.desk.actor, "at": request.desk.now}
    if draft := request.FILES.get("tep"):
        operations.upload_version(document_id=document.pk, stream=draft, name=draft.name or "", **by)  # type: ignore[arg-type]
    for annex in request.FILES.getlist("tep_phu_luc"):
        operations.attach(document_id=document.pk, stream=annex, name=annex.name or "", role="annex", **by)  # type: ignore[arg-type]
    for extra in request.FILES.getlist("kem"):
        operations.attach(document_id=document.pk, stream=extra, name=extra.name or "", role="attachment", **by)  # type: ignore[arg-type]


def _chosen(agencies: list[Agency], wanted: str) -> Agency:
    return next((one for one in agencies if str(one.pk) == wanted), agencies[0])


def _answered(request: DeskRequest) -> Document | None:
    """Return the document that the draft is to answer (``?tra_loi=…``), if it may be seen."""
    return named_document(request, request.GET, "tra_loi")


def _answered_key(request: DeskRequest) -> int | None:
    found = _answered(request)
    return found.pk if found else None


def _proposed(answers: Document | None, agency: Agency, kind: Kind) -> QueryDict:
    """Return the form of an answer with what its arrival says already; of any other draft an empty one."""
    data = QueryDict(mutable=True)
    if answers:
        begun = queries.proposed_answer(answers, kind=kind, agency=agency.name)
        data.update({"trich_yeu": begun.subject, "noi_dung": begun.opening})
        data["ben_ngoai" if begun.is_outside else "noi_nhan"] = begun.receiver
    return data


def _draft(request: DeskRequest, agency: Agency, kind: Kind) -> operations.Draft:
    data = request.POST
    urgency = optional_row(data, "do_khan") or 0
    circulation = data.get("luu_hanh", "")
    return operations.Draft(
        kind=kind.code,
        subject=data.get("trich_yeu", ""),
        parts=_parts(data, kind),
        power_id=optional_row(data, "nguoi_ky"),
        recipients=recipients_in(request, agency),
        urgency=urgency if urgency in Urgency.values else 0,
        circulation=circulation if circulation in Document.Circulation.values else "",
        is_restricted="han_che" in data,
        copies=optional_row(data, "so_ban") or 1,
        due_at=operations.due_of(
            None, optional_day(data, "han", _("Nơi nhận trả lời trước hết ngày")), request.desk.now
        ),
    )


def _parts(data: QueryDict, kind: Kind) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "basis": data.get("can_cu", ""),
        "addressees": data.get("kinh_gui", ""),
        "body": data.get("noi_dung", ""),
        "typist": data.get("ky_hieu", "")[:20],
        "fields": {key: data.get(f"o.{key}", "") for key, _label in FIELDS.get(kind.layout, [])},
        "annexes": [],
    }
    if data.get("phu_luc", "").strip():
        parts["annexes"] = [{"title": data.get("ten_phu_luc", ""), "body": data["phu_luc"]}]
    return parts


def recipients_in(request: DeskRequest, agency: Agency) -> list[dict[str, Any]]:
    """Return the receivers: groups that are ticked, agencies a line each, and those outside as ``name | address``.

    :raises Refusal: naming the lines that are no agency
    """
    data, rows, unknown = request.POST, [], []
    for group in queries.groups(agency_id=agency.pk, realm=agency.realm):
        if str(group.pk) in data.getlist("nhom"):
            rows.append({"group": group.pk, "name": group.name, "role": "to"})
    for field, role in (("noi_nhan", "to"), ("de_biet", "copy")):
        for line in _lines(data.get(field, "")):
            found = _agency_named(line, request)
            rows.append({"agency": found.pk, "name": found.name, "role": role} if found else {})
            unknown += [] if found else [line]
    if unknown:
        raise Refusal(
            _("Không có cơ quan nào tên “%(names)s” trên hệ thống. Sửa tên, hoặc ghi ở ô nơi nhận ngoài hệ thống.")
            % {"names": "”, “".join(unknown)}
        )
    for line in _lines(data.get("ben_ngoai", "")):
        name, _bar, address = line.partition("|")
        way = "email" if "@" in address else "paper"
        rows.append({"name": name.strip(), "address": address.strip(), "way": way, "role": "to"})
    return rows


def _agency_named(line: str, request: DeskRequest) -> Agency | None:
    """Return the agency with this name or code; of several that fit the words, the one that fits alone."""
    on, words = request.desk.today, line.strip().casefold()
    found = list(people.search_agencies(line, on=on, limit=20))
    exact = [one for one in found if words in {one.name.casefold(), one.short_name.casefold(), one.code.casefold()}]
    if exact:
        return exact[0]
    if len(found) == 1:
        return found[0]
    try:
        return people.agency(code=line.strip().upper(), on=on)
    except Agency.DoesNotExist:
        return None


def _lines(text: str) -> Iterable[str]:
    return [line.strip(" -;.\t") for line in text.splitlines() if line.strip(" -;.\t")]


def _as_typed(document: Document, version: DraftVersion) -> QueryDict:
    """Return a version as its form was typed."""
    parts, data = version.parts, QueryDict(mutable=True)
    annex = (parts.get("annexes") or [{}])[0]
    power = next(
        (
            one.pk
            for one in queries.powers(agency_id=document.agency_id, on=version.at.date(), kind=document.kind)
            if one.official_id == document.signer_id and one.competence == document.competence
        ),
        "",
    )
    values: dict[str, Any] = {
        "trich_yeu": document.subject,
        "can_cu": parts.get("basis", ""),
        "kinh_gui": parts.get("addressees", ""),
        "noi_dung": parts.get("body", ""),
        "ky_hieu": parts.get("typist", ""),
        "ten_phu_luc": annex.get("title", ""),
        "phu_luc": annex.get("body", ""),
        "don_vi": document.unit_id or "",
        "do_khan": document.urgency,
        "so_ban": document.copies,
        "han": f"{timezone.localdate(document.due_at):%Y-%m-%d}" if document.due_at else "",
        "luu_hanh": document.circulation,
        "nguoi_ky": power,
        "noi_nhan": _named(document, "to"),
        "de_biet": _named(document, "copy"),
        "ben_ngoai": "\n".join(
            f"{row['name']} | {row.get('address', '')}" for row in document.recipients if row.get("way")
        ),
        **{f"o.{key}": text for key, text in parts.get("fields", {}).items()},
    }
    for name, value in values.items():
        data[name] = str(value)
    if document.is_restricted:
        data["han_che"] = "1"
    data.setlist("nhom", [str(row["group"]) for row in document.recipients if row.get("group")])
    return data


def _named(document: Document, role: str) -> str:
    return "\n".join(
        str(row["name"]) for row in document.recipients if row.get("agency") and row.get("role", "to") == role
    )


def _form(request: DeskRequest, agency: Agency, kind: Kind, *, typed: QueryDict, **more: Any) -> HttpResponse:
    desk, document = request.desk, more.get("document")
    on = desk.today
    own = next((g.unit_id for g in desk.grants if g.agency_id == agency.pk and g.unit_id), None)
    posts = people.posts(on=on, official_id=official_id(request), agency_id=agency.pk)
    own = own or next((post.unit_id for post in posts if post.unit_id), None)
    shown = {
        "agency": agency,
        "kind": kind,
        "typed": typed,
        "fields": [(key, label, typed.get(f"o.{key}", "")) for key, label in FIELDS.get(kind.layout, [])],
        "with_basis": kind.layout in WITH_BASIS,
        "with_addressees": kind.layout in WITH_ADDRESSEES,
        "powers": queries.powers(agency_id=agency.pk, on=on, kind=kind),
        "units": people.units(agency_id=agency.pk, on=on),
        "own_unit": str(typed.get("don_vi") or (own or "")),
        "groups": queries.groups(agency_id=agency.pk, realm=agency.realm),
        "ticked": typed.getlist("nhom"),
        "urgencies": Urgency.choices,
        "circulations": Document.Circulation.choices,
        "is_new": document is None,
        **more,
    }
    return render(request, "desk/documents/form.html", shown, status=422 if more.get("refusal") else 200)
