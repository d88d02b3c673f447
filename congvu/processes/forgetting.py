"""An ended run lets go of what it decided by, when the contents of its dossier are past their term."""

from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal
from congvu.kit.operation import joining
from congvu.processes.models import Run, StepLog


@joining
def forget(*, run_id: int) -> None:
    """Erase what an ended run decided by; its steps, with giver, receiver and minute, stay. It is not replayed again.

    :raises Refusal: it has not ended
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.ended_at is None:
        raise Refusal(_("Quy trình còn đang chạy."))
    StepLog.objects.filter(run=run).update(data={})
    run.variables, run.state_bytes = {}, b""
    run.save(update_fields=["variables", "state_bytes"])
