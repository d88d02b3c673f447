"""Signed codes and status lists: rows first, the key outside of any transaction, then what was signed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.people import queries as people
from congvu.signing import operations as signing
from congvu.signing import queries as signing_queries
from congvu.signing.models import Credential
from congvu.vault import checking, cose, statuses
from congvu.vault import codes as code_words
from congvu.vault.keys import kid_of
from congvu.vault.models import SignedCode, StatusList
from congvu.vault.queries import day_start, list_uri, signer_of, states_of

LIFE, TTL = dt.timedelta(days=7), dt.timedelta(hours=1)
"""How long a downloaded list may be relied on, and when a newer one should be fetched."""
AGE = dt.timedelta(hours=6)
"""A list that has not changed is signed anew when it is this old."""


def make_code(
    *,
    public_id: uuid.UUID,
    kind: str,
    number: str,
    agency_id: int,
    issued_on: dt.date | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    data: Mapping[str, Any],
    by: Actor,
    at: dt.datetime,
) -> SignedCode | None:
    """Make the signed code for one print of a paper. Call it outside any transaction: it uses a key.

    It stands for nothing until ``keep`` names it. Who may print the paper is the caller's question. Without a usable
    key there is no code, the log says why, and the paper is checked online only: an issuing leader is not held up.

    :param data: what is printed, plain JSON without fractions; its digest goes into the code
    """
    code = SignedCode.objects.create(public_id=public_id, data=dict(data), made_at=at)
    number_of_list, place = statuses.place_of(code.pk)
    said = code_words.Code(
        public_id=public_id,
        kind=kind,
        number=number,
        agency_code=people.agency_of_id(agency_id).code,
        digest=code_words.digest_of(data),
        issued_on=issued_on,
        made_at=at,
        starts_at=day_start(valid_from) if valid_from else None,
        ends_at=day_start(valid_to) if valid_to else None,
        list_uri=list_uri(number_of_list),
        place=place,
    )
    try:
        credential = signer_of(agency_id)
        raw = _signed(code_words.to_claims(said), credential, reason=kind, by=by, at=at, subject=f"vault:{public_id}")
    except (signing_queries.CredentialMissing, signing.CredentialNotUsable, signing_queries.KeyNotUsable) as why:
        audit.record(
            action="vault.leave_unsigned", subject=f"vault:{public_id}", label=str(why), data={"code": code.pk},
            by=by, at=at,
        )  # fmt: skip
        return None
    code.text, code.credential = code_words.to_text(raw), credential.fingerprint
    code.save(update_fields=["text", "credential"])
    return code


def _signed(
    claims: dict[int, Any],
    credential: Credential,
    *,
    reason: str,
    by: Actor,
    at: dt.datetime,
    subject: str,
    typ: str = "",
) -> bytes:
    certificate = x509.load_pem_x509_certificate(credential.certificate.encode())
    key: Any = certificate.public_key()
    try:
        raw = cose.sign(
            claims=claims,
            kid=kid_of(certificate),
            key=key,
            typ=typ,
            by=lambda data: signing.sign_data(
                data=data, agency_id=credential.agency_id or 0, reason=reason, at=at, by=by, subject=subject
            ),
        )
    except cose.Unreadable as wrong:
        raise signing_queries.KeyNotUsable(str(wrong)) from wrong
    if not cose.read(raw).is_signed_by(key):  # the certificate was changed between the two questions
        raise signing_queries.KeyNotUsable(_("Chứng thư vừa được thay. Hãy ký lại."))
    return raw


def sign_list(*, number: int, by: Actor, at: dt.datetime) -> StatusList | None:
    """Sign a status list when it has changed or grown old; return it, None when no code is in it yet.

    Call it outside any transaction: it uses a key.

    :raises CredentialMissing, CredentialNotUsable, KeyNotUsable: when the key cannot be used
    """
    states, fingerprint = states_of(number)
    if not fingerprint:
        return None
    known = StatusList.objects.filter(number=number).first()
    if known is not None and bytes(known.states) == states and at - known.signed_at < AGE:
        return known
    signer = signing_queries.agency_credentials(fingerprints=[fingerprint])[0]
    credential = signing_queries.credential_of(agency_id=signer.agency_id)
    claims = checking.list_claims(uri=list_uri(number), packed=states, at=at, life=LIFE, ttl=TTL)
    subject = f"status_list:{number}"
    raw = _signed(claims, credential, reason="status list", by=by, at=at, subject=subject, typ=checking.LIST_TYPE)
    return _note(number, raw, states, by=by, at=at)


@transaction.atomic
def _note(number: int, raw: bytes, states: bytes, *, by: Actor, at: dt.datetime) -> StatusList:
    row, _made = StatusList.objects.select_for_update().get_or_create(
        number=number, defaults={"token": raw, "states": states, "signed_at": at}
    )
    if row.signed_at < at:
        row.token, row.states, row.signed_at = raw, states, at
        row.save(update_fields=["token", "states", "signed_at"])
    audit.record(action="vault.sign_list", subject=f"status_list:{number}", by=by, at=at)
    return row
