"""Whether the limit for verification may still be taken."""

import datetime as dt

from congvu.dossiers.models import Dossier, Promise
from congvu.workdays import queries as workdays


def may_verify(dossier: Dossier, *, at: dt.datetime) -> bool:
    """Tell whether a running dossier may take the time to verify: given by the procedure, not taken, still timely.

    It is of use only where it ends later than the day promised.
    """
    limit, since = dossier.version.verify_limit, dossier.clock_started_at
    if limit is None or since is None or dossier.due_at is None or at > dossier.due_at or dossier.part:
        return False
    if dossier.promises.filter(kind=Promise.Kind.VERIFYING).exists():
        return False
    return workdays.due(start=since, limit=limit, cutoff=dossier.version.cutoff).due_at > dossier.due_at
