"""Formats of codes shipped with the program: the first rows of the database."""

from datetime import date
from typing import Any

FORMATS: list[dict[str, Any]] = [
    {
        "kind": "dossier",
        "template": "{agency}-{yymmdd}-{number:4}",
        "regex": r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2}-[0-9]{6}-[0-9]{4}",
        "scope": "{kind}:{agency}:{yyyymmdd}",
        "valid_from": date(2018, 12, 23),
        "valid_to": date(2025, 7, 1),
        "legal_basis": "Thông tư 01/2018/TT-VPCP Đ.19",
    },
    {
        "kind": "dossier",
        "template": "{agency}-{yyyymmdd}-{number:7}",
        "regex": r"(?=.{18,52}$)[A-Z][0-9]{2}[0-9A-Z]*(\.[0-9A-Z]+)*-[0-9]{8}-[0-9]{7}",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2025, 7, 1),
        "legal_basis": "Quyết định 20/2020/QĐ-TTg",
    },
    {
        "kind": "birth_book",
        "template": "{number}/{yyyy}",
        "regex": r"[1-9][0-9]*/[0-9]{4}",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2016, 1, 1),
        "legal_basis": "Luật Hộ tịch 2014; Thông tư 04/2020/TT-BTP",
    },
    {
        "kind": "receipt",
        "template": "01BLP0-001/BL-{yy}E/{number:8}",
        "regex": r"0[1-4]BLP[0-9]-[0-9]{3}/[A-Z]{2}-[0-9]{2}E/[0-9]{8}",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2020, 1, 1),
        "legal_basis": "Nghị định 254/2026/NĐ-CP; Thông tư 91/2026/TT-BTC",
    },
    {
        "kind": "apology",
        "template": "{number}/PXL",
        "regex": r"[1-9][0-9]*/PXL",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2018, 12, 23),
        "legal_basis": "Thông tư 01/2018/TT-VPCP Đ.9, Mẫu số 04",
    },
    {
        "kind": "procedure_result",
        "template": "{number}/{yyyy}/TB-TTHC",
        "regex": r"[1-9][0-9]*/[0-9]{4}/TB-TTHC",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2025, 7, 1),
        "legal_basis": "Nghị định 30/2020/NĐ-CP Đ.15",
    },
    {
        "kind": "dossier_book",
        "template": "{number}/{yyyy}",
        "regex": r"[1-9][0-9]*/[0-9]{4}",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2018, 12, 23),
        "legal_basis": "Thông tư 01/2018/TT-VPCP Đ.9, Mẫu số 06",
    },
    {
        "kind": "petition",
        "template": "{number}/{yyyy}/PAKN",
        "regex": r"[1-9][0-9]*/[0-9]{4}/PAKN",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2008, 2, 14),
        "legal_basis": "Nghị định 20/2008/NĐ-CP",
    },
    {
        "kind": "document_in",
        "template": "{number}",
        "regex": r"[1-9][0-9]*",
        "scope": "{kind}:{agency}:{yyyy}",
        "valid_from": date(2020, 3, 5),
        "legal_basis": "Nghị định 30/2020/NĐ-CP Đ.22",
    },
]
