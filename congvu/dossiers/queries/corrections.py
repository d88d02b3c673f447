"""Corrections that a council asks for are no lack of the dossier as it was filed."""

from congvu.dossiers.models import Conclusion, Dossier
from congvu.dossiers.queries.gathering import by_id


def council_wants_corrections(dossier: Dossier) -> bool:
    """Tell whether a council passed it with corrections, and the owner has not been asked for them yet.

    Such a request is neither bound to the three days after receipt nor counted as a second one.
    """
    held = [record for record in dossier.records.all() if record.kind == "council"]
    last = max(held, key=by_id, default=None)
    if last is None or last.conclusion != Conclusion.PASSED_IF:
        return False
    return not dossier.supplement_requests.filter(asked_at__gte=last.recorded_at).exists()
