"""A dossier in the words of the national sync messages (facts of public integrations: DongBoHoSo)."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from congvu.catalogue import queries as catalogue
from congvu.dossiers.hooks import OutsideSystem
from congvu.dossiers.models import Dossier, Origin, Paper, Parcel, ReturnBy
from congvu.files import queries as files
from congvu.kit.sync import messages
from congvu.payments import queries as payments
from congvu.payments.models import Charge
from congvu.people import queries as people

CHANNEL = {Origin.COUNTER: "1", Origin.POST: "3"}
"""KenhThucHien: 1 at the counter, 3 by post, all else 2 online."""
RETURNING = {ReturnBy.ONLINE: "0", ReturnBy.COUNTER: "1", ReturnBy.POST: "2"}
COPY = {Paper.Kind.ORIGINAL: "0", Paper.Kind.COPY: "1", Paper.Kind.ELECTRONIC: "2"}
"""LoaiBan."""


def message_of(parcel: Parcel, system: OutsideSystem) -> dict[str, Any]:
    """Return the message of a parcel; its files are sent on the way, outside any transaction.

    :raises SystemDown, MessageRefused: when a file cannot be sent
    """
    dossier = parcel.case.dossier
    head = {"MaBanTin": str(parcel.number), "MaHoSo": dossier.code, "ThoiDiem": messages.written(parcel.made_at)}
    if parcel.service == messages.WITHDRAW:
        last = dossier.moves.order_by("-id").first()
        return {**head, "MaHoSoNganh": parcel.case.number, "LyDo": last.note if last else ""}
    since = None if parcel.service == messages.FILE else parcel.made_at
    return {**head, **_dossier(dossier, parcel), "TaiLieuNop": _papers(dossier, system, since)}


def _dossier(dossier: Dossier, parcel: Parcel) -> dict[str, Any]:
    owner, version = dossier.owner_snapshot, dossier.version
    agency = dossier.competent_agency
    with override("vi"):
        result = catalogue.words(result_of(dossier)["name"])
        words = catalogue.answer_words(version=version, answers=dossier.values)
    return {
        "MaHoSoNganh": parcel.case.number,
        "MaTTHC": version.procedure.code,
        "MaThanhPhan": dossier.part,
        "MaLinhVuc": version.procedure.field.code,
        "TenLinhVuc": version.procedure.field.name,
        "KenhThucHien": CHANNEL.get(Origin(dossier.origin), "2"),
        "ChuHoSo": owner.get("name", ""),
        "LoaiDinhDanh": "1",
        "SoDinhDanh": owner.get("identifier", ""),
        "Email": owner.get("email", ""),
        "SoDienThoai": owner.get("phone", ""),
        "TrichYeuHoSo": dossier.title,
        "NgayNop": messages.written(dossier.submitted_at),
        "DonViXuLy": people.code_in(scheme=parcel.case.system, agency_id=agency.pk) or agency.code,
        "TenDonViXuLy": agency.name,
        "TaiKhoanDuocXacThucVoiVNeID": "1" if dossier.origin == Origin.PORTAL else "0",
        "HinhThucTra": RETURNING[ReturnBy(dossier.return_by)],
        "DiaChiTra": dossier.return_address,
        "TenKetQua": result,
        "DuLieuToKhai": dossier.values,
        "ToKhai": [{"Ma": pointer, "NoiDung": text} for pointer, text in words.items()],
        "KetQuaTruoc": dossier.result_extra,
        "DanhSachLePhi": [
            {
                "MaPhiLePhi": line.code,
                "TenPhiLePhi": line.name,
                "Gia": str(line.amount),
                "DaNop": "1" if charge.state == Charge.State.PAID else "0",
            }
            for charge in payments.charges(subject=dossier.subject)
            for line in charge.lines.all()
        ],
    }


def _papers(dossier: Dossier, system: OutsideSystem, since: dt.datetime | None) -> list[dict[str, Any]]:
    """Send the files and return how the message names them; those added from ``since`` on."""
    papers = dossier.papers.exclude(check_state=Paper.Check.REPLACED)
    if since is not None:
        papers = papers.filter(added_at__gte=since)
    named = []
    for paper in papers.order_by("id"):
        row = {"MaThanhPhanHoSo": paper.code, "TenGiayTo": paper.name, "LoaiBan": COPY[Paper.Kind(paper.kind)]}
        row["DuocLayTuKhoDMQG"] = "1" if paper.vault_paper_id else "0"
        if paper.file_use is not None:
            use = files.use(paper.file_use)
            number = system.upload(use.name, files.content_of(use))
            named.append({**row, "TepDinhKemId": number, "TenTepDinhKem": use.name})
    return named


def result_of(dossier: Dossier) -> dict[str, Any]:
    """Return what the sheet says of the result: of the linked part, else of the procedure."""
    found: dict[str, Any] = dossier.version.part(dossier.part) if dossier.part else dossier.version.sheet
    return dict(found["result"])
