"""Results sealed with the agency's key in the USB token of its clerk: laid before them like other papers to sign."""

from django.http import HttpResponse

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import Dossier
from congvu.signing import queries as signing
from congvu.sites.desk.approvals import own_token
from congvu.sites.desk.doors import DeskRequest
from congvu.sites.desk.dossiers.posted import step_of


def is_sealed_by_token(found: Dossier) -> bool:
    """Say whether the result wants the agency's key, and that is in the USB token of its clerk."""
    is_by_hand = catalogue.is_by_hand(version=found.version, answers=found.values)
    return not is_by_hand and signing.seals_with_own_token(agency_id=found.competent_agency_id)


def lay_for_token(request: DeskRequest, found: Dossier) -> HttpResponse:
    """Lay the signed result and its drawings before the clerk, and open the page that asks the token.

    :raises Refusal: it cannot be sealed, in words for the clerk
    """
    subject = f"dossier_seal:{found.pk}:{step_of(request)}"
    return own_token.lay(request, subject, agency_id=found.competent_agency_id)
