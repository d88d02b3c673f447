"""All that is kept of one person, as they may have it: plain data, ready for JSON (Luật 91/2025/QH15)."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from congvu.audit import queries as audit
from congvu.audit.models import Reading
from congvu.dossiers.models import Dossier, Mandate
from congvu.feedback.models import Petition
from congvu.kit.actors import ActorKind
from congvu.notices.models import Notice, Reach
from congvu.payments import queries as payments
from congvu.people import queries as people
from congvu.people.models import Party
from congvu.privacy.models import Correction
from congvu.vault import queries as vault

PARTY = (
    *("kind", "identifier_kind", "identifier", "name", "birth_date", "sex", "phone", "email", "address_text"),
    *("place_code", "verified_at", "created_at"),
)
REACH = ("email", "email_proved_at", "phone", "phone_proved_at", "by_email", "by_sms", "by_chat", "changed_at")
VAULT = ("kind", "name", "number", "issuer_name", "issued_on", "valid_from", "valid_to", "state", "digest")
NOTICE = ("at", "title_vi", "body_vi", "read_at")
PETITION = ("number", "title", "text", "sender_address", "sender_phone", "sender_email", "received_at", "state")
CORRECTION = ("field", "now", "wanted", "reason", "state", "asked_at", "decided_at", "answer")
MOST = 5_000
"""Notices and looks that are given, the newest first."""


def own_data(*, party_id: int, at: datetime) -> dict[str, Any]:
    """Return what is kept of a person, of all rows that stand for them: themselves, dossiers with answers and papers,
    results, notices, petitions, consents, and who looked at it (by body, never by an official's name).
    """
    ids = people.same_person(party_id)
    return {
        "made_at": at.isoformat(),
        "person": [_plain(row, *PARTY) for row in Party.objects.filter(pk__in=ids).order_by("pk")],
        "reach": [_plain(row, *REACH) for row in Reach.objects.filter(party_id__in=ids)],
        "dossiers": [_dossier(row) for row in _dossiers(ids)],
        "issued_papers": [_plain(one, *VAULT) for one in vault.papers_of(party_id=party_id)],
        "notices": [_plain(row, *NOTICE) for row in Notice.objects.filter(party_id__in=ids).order_by("-at")[:MOST]],
        "petitions": [_plain(row, *PETITION) for row in Petition.objects.filter(sender_id__in=ids).order_by("pk")],
        "mandates": [_mandate(row) for row in _mandates(ids)],
        "corrections": [_plain(row, *CORRECTION) for row in Correction.objects.filter(party_id__in=ids).order_by("pk")],
        "readings": [_reading(row) for row in audit.readings_page(party_ids=ids, size=MOST).rows],
    }


def _dossiers(ids: frozenset[int]) -> list[Dossier]:
    rows = Dossier.objects.filter(owner_id__in=ids).select_related("version__procedure", "competent_agency")
    return list(rows.prefetch_related("papers", "messages").order_by("submitted_at", "pk"))


def _dossier(row: Dossier) -> dict[str, Any]:
    return _plain(row, "code", "title", "submitted_at", "due_at", "ended_at", "result_number", "result_date") | {
        "procedure": row.version.procedure.code,
        "agency": row.competent_agency.name,
        "state": row.state_label,
        "as_filed": row.owner_snapshot,
        "answers": row.values,
        "papers": [
            _plain(one, "name", "added_at") | {"has_file": one.file_use is not None} for one in row.papers.all()
        ],
        "messages": [_plain(one, "at", "text", "from_citizen") for one in row.messages.all()],
        "charges": [_plain(one, "title", "amount", "state") for one in payments.charges(subject=row.subject)],
    }


def _mandates(ids: frozenset[int]) -> list[Mandate]:
    rows = Mandate.objects.filter(Q(owner_id__in=ids) | Q(agent_id__in=ids)).select_related("owner", "agent")
    return list(rows.order_by("pk"))


def _mandate(row: Mandate) -> dict[str, Any]:
    return {
        "owner": row.owner.name,
        "agent": row.agent.name if row.agent else "",
        "relation": str(row.get_relation_display()),
        "consent": str(row.get_consent_display()),
        "paper": row.paper,
    }


def _reading(row: Reading) -> dict[str, Any]:
    """Return a look as the portal shows it: the body answers for it, and knows the name by the line's number."""
    by = row.by
    who = {ActorKind.CITIZEN: "citizen", ActorKind.PARTNER: by.name, ActorKind.SYSTEM: "system"}
    return {
        "number": row.pk,
        "at": row.at.isoformat(),
        "body": who.get(by.kind, by.agency_name),
        "title": by.title,
        "purpose": audit.purpose_words(row.purpose),
        "what": audit.field_words(row.fields),
    }


def _plain(row: Any, *names: str) -> dict[str, Any]:
    """Return fields of a row as JSON carries them."""
    found = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}
