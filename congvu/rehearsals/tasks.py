"""Jobs of rehearsals."""

from procrastinate.contrib.django import app

from congvu.kit.hanging import may_take
from congvu.rehearsals import operations

may_take("rehearsals.go_on", minutes=120)


@app.task(name="rehearsals.go_on")
def go_on(rehearsal_id: int) -> None:
    """Try all that is left, piece by piece; after a fall it goes on where it was."""
    while operations.carry_on(rehearsal_id=rehearsal_id):
        pass
