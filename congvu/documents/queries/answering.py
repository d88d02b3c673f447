"""What an answer begins with: words and receiver proposed from the document that it answers."""

from dataclasses import dataclass

from congvu.documents import naming
from congvu.documents.models import Document, Kind

DOES = {"công văn": "trả lời", "báo cáo": "báo cáo", "thông báo": "thông báo"}
"""What the issuing agency says that it does, by name of the kind (NĐ 30/2020, Annex III); otherwise it carries out."""
IN_SENTENCES = ("letter", "named")
"""Layouts whose body is sentences; others begin with articles or with a table."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer before anybody wrote it: its subject, first sentence and receiver, all of which may be changed."""

    subject: str
    opening: str
    receiver: str
    is_outside: bool
    """Whether the receiver is none of the province's agencies."""


def proposed_answer(arrival: Document, *, kind: Kind, agency: str) -> Proposal:
    """Return what the answer of an agency to an arrival begins with."""
    about = naming.about(arrival.subject).strip()
    return Proposal(
        subject=_without_kind(about, kind),
        opening=_opening(arrival, about, kind, agency) if kind.layout in IN_SENTENCES else "",
        receiver=arrival.organ.name if arrival.organ else arrival.organ_name,
        is_outside=arrival.organ is None,
    )


def _without_kind(about: str, kind: Kind) -> str:
    """A report whose subject is "báo cáo kết quả…" would call itself so twice."""
    name = f"{kind.name.casefold()} "
    if kind.layout == "letter" or not about.casefold().startswith(name):
        return about
    rest = about[len(name) :]
    return rest[:1].upper() + rest[1:]


def _opening(arrival: Document, about: str, kind: Kind, agency: str) -> str:
    number = f" số {arrival.code}" if arrival.code else ""
    day = f" {naming.day_words(arrival.issued_on)}" if arrival.issued_on else ""
    of_whom = f"{arrival.kind.name}{number}{day} của {arrival.organ_name}"
    return f"Thực hiện {of_whom} về việc {about}, {agency} {DOES.get(kind.name.casefold(), 'thực hiện')} như sau:"
