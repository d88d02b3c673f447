"""The one place where the state of a certificate changes."""

from datetime import datetime

from congvu.audit import operations as audit
from congvu.kit.actors import Actor
from congvu.signing.models import Credential


def change_state(row: Credential, state: Credential.State, reason: str, *, by: Actor, at: datetime) -> None:
    """Write the new state of a row that is held, with its line in the log."""
    row.state, row.why_ended = state, reason
    row.ended_at = None if state == Credential.State.ACTIVE else at
    row.save(update_fields=["state", "why_ended", "ended_at"])
    data = {"state": state, "why": reason, "credential": row.fingerprint}
    audit.record(action="signing.end_certificate", subject=row.subject, label=row.owner, data=data, by=by, at=at)
