"""By which rule a unit shares its new work out."""

from congvu.dossiers.models import SharingRule
from congvu.kit.kept import kept


def sharing_rule(*, agency_id: int, unit_id: int | None, role: str) -> SharingRule | None:
    """Return the rule of a unit, or of the work in no unit; None: whoever takes it has it."""
    return _rule(agency_id, unit_id, role)


@kept(SharingRule, size=1024)
def _rule(agency_id: int, unit_id: int | None, role: str) -> SharingRule | None:
    return SharingRule.objects.filter(agency_id=agency_id, unit_id=unit_id, role=role).first()
