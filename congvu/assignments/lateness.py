"""Why an assignment is late, in words."""

from django.utils.translation import gettext as _

from congvu.assignments.models import Assignment, State


def why_late(found: Assignment) -> str:
    """Say where a late assignment hangs, and what its lead says of it."""
    where = {
        State.RETURNED: _("bị trả lại, chưa giao lại"),
        State.NEW: _("chưa bắt đầu") if found.lead_id else _("chưa phân công người thực hiện"),
        State.IN_PROGRESS: _("đang làm, chưa báo cáo"),
    }.get(State(found.state), "")
    return f"{where}: {found.late_reason}" if found.late_reason else where
