"""Jobs of privacy."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from congvu.kit.actors import SYSTEM


@app.task(name="privacy.erase", lock="privacy.erase")
def erase(erasure_id: int) -> None:
    """Carry an approved list out, one transaction a dossier: a job that was killed goes on where it stood."""
    from congvu.privacy import operations, queries  # noqa: PLC0415  operations name this job

    for item_id in queries.to_erase(erasure_id=erasure_id):
        operations.carry_out(item_id=item_id, by=SYSTEM, at=datetime.now(tz=UTC))
