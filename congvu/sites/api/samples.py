"""A filled body that ``POST /dossiers`` accepts as it is: people, numbers and papers are all invented."""

import base64
import datetime as dt
from collections.abc import Iterator
from typing import Any

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import queries as dossiers
from congvu.dossiers.models import ReturnBy
from congvu.kit.text import fold
from congvu.people.models import Agency

APPLICANT = {
    "kind": "person",
    "name": "Nguyễn Thị Minh Họa",
    "identifier_kind": "personal",
    "identifier": "031195001234",
    "birth_date": "1995-04-21",
    "sex": "female",
    "phone": "0912345678",
    "email": "minhhoa@vidu.vn",
    "address": "Số 5 đường Thí Dụ, phường Ngô Quyền, thành phố Hải Phòng",
}
"""Who files when the example names nobody."""


def body_of(version: ProcedureVersion, *, on: dt.date) -> dict[str, Any]:
    """Return the body, as if written on ``on``; each paper that these answers ask for is a page that says "sample".

    :raises ProcedureMissing: when the procedure has no example, or no agency takes it
    """
    code = version.procedure.code
    filled = catalogue.sample(code=code, on=on)
    answers: dict[str, Any] = filled["answers"]
    asked = catalogue.papers_asked(version=version, answers=answers, on=on)
    wanted = {paper["code"] for paper in asked if paper["required"]} | set(filled.get("papers", []))
    return {
        "procedure": code,
        "agency": _agency(version, answers, on).code,
        "applicant": {**APPLICANT, **filled.get("applicant", {})},
        "answers": answers,
        "papers": [_paper(paper["code"]) for paper in version.papers if paper["code"] in wanted],
        "return_by": _return_by(version, answers),
    }


def _agency(version: ProcedureVersion, answers: dict[str, Any], on: dt.date) -> Agency:
    """Return the agency of the commune that the answers name, else the first that takes the procedure."""
    taking = dossiers.outside.agencies_taking(version=version, on=on)
    if not taking:
        raise catalogue.ProcedureMissing(f"{version.procedure.code}: không cơ quan nào tiếp nhận.")
    named = list(_communes(answers))
    return next((one for one in taking if one.place is not None and one.place.code in named), taking[0])


def _communes(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("commune"), str):
            yield part["commune"]
        for inner in part.values():
            yield from _communes(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _communes(inner)


def _return_by(version: ProcedureVersion, answers: dict[str, Any]) -> str:
    asked = answers.get("request")
    delivery = asked.get("delivery") if isinstance(asked, dict) else None
    allowed = version.sheet["result"].get("delivery") or ReturnBy.values
    return delivery if delivery in ReturnBy.values else str(allowed[0])


def _paper(code: str) -> dict[str, str]:
    content = base64.b64encode(page(f"SAMPLE - MAU: {code}")).decode()
    return {"code": code, "name": f"{code}.pdf", "content": content}


def page(words: str) -> bytes:
    """Return a small whole PDF of one page with a line of plain letters on it."""
    plain = fold(words).upper().replace("\\", "").replace("(", "").replace(")", "")
    drawn = f"BT /F1 20 Tf 60 760 Td ({plain}) Tj ET".encode("ascii", "replace")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    pdf, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return pdf + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
