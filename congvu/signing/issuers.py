"""Questions about trusted issuers: the lists, their changes, what is to be fetched."""

from datetime import datetime, timedelta

from cryptography import x509
from django.conf import settings
from django.db.models import Case, F, Q, When
from django.utils import timezone

from congvu.places.models import valid_on

from .models import Credential, TrustAnchor, TrustChange

EVERY = timedelta(hours=1)
"""How often an issuer's list of revoked certificates is fetched."""


def trusted_roots() -> list[str]:
    """Return the certificates of every list in force as PEM: on these a raised signature may rest."""
    rows = TrustAnchor.objects.filter(valid_on(timezone.localdate()))
    if not settings.DEMO:
        rows = rows.exclude(kind=TrustAnchor.List.DEMO)
    return list(rows.values_list("certificate", flat=True))


def trusted_issuers() -> list[TrustAnchor]:
    """Return every issuer that is or was trusted, by list, those in force first, each with its list of revoked ones."""
    found = TrustAnchor.objects.select_related("revocations")
    return list(found.order_by("kind", F("valid_to").desc(nulls_first=True), "name"))


def trust_changes(*, limit: int = 50) -> list[TrustChange]:
    """Return changes of the lists: those that wait for a second person, then the others, newest first."""
    waiting = Case(When(state=TrustChange.State.ASKED, then=0), default=1)
    return list(TrustChange.objects.order_by(waiting, "-asked_at", "-id")[:limit])


def revocations_due(*, at: datetime) -> list[int]:
    """Return issuers in force whose list of revoked certificates is to be fetched: every hour."""
    stale = Q(revocations=None) | Q(revocations__tried_at__lte=at - EVERY)
    found = TrustAnchor.objects.filter(stale, valid_on(timezone.localdate(at))).exclude(crl_url="")
    return list(found.order_by("id").values_list("id", flat=True))


def called_addresses() -> list[str]:
    """Return the addresses that signing calls: time stamps, and of each issuer its certificates, OCSP and lists."""
    lists = TrustAnchor.objects.filter(valid_on(timezone.localdate())).values_list("crl_url", flat=True)
    found = {settings.SIGNING_TSA_URL, *lists}
    newest = Credential.objects.exclude(driver="demo_file").order_by("issuer", "-valid_from").distinct("issuer")
    for pem in newest.values_list("certificate", flat=True):
        for certificate in x509.load_pem_x509_certificates(pem.encode()):
            found |= _named_in(certificate)
    return sorted(found - {""})


def _named_in(certificate: x509.Certificate) -> set[str]:
    """Return the addresses that a certificate names for OCSP, its issuer's certificate and its revocation lists."""
    names: list[x509.GeneralName] = []
    for extension in certificate.extensions:
        match extension.value:
            case x509.AuthorityInformationAccess():
                names += [one.access_location for one in extension.value]
            case x509.CRLDistributionPoints():
                names += [name for one in extension.value for name in one.full_name or ()]
    return {one.value for one in names if isinstance(one, x509.UniformResourceIdentifier)}


def revoked_of_demo() -> list[tuple[int, datetime]]:
    """Return serial numbers and moments of the demo's revoked certificates."""
    found = Credential.objects.filter(driver="demo_file", state=Credential.State.REVOKED).exclude(serial="")
    return [(int(serial, 16), at) for serial, at in found.values_list("serial", "ended_at") if at is not None]
