"""Whose a certificate is: a person's, or an agency's or one of its devices."""

from django.db.models import Q

ONE_OWNER = Q(official__isnull=False, agency__isnull=True) | Q(official__isnull=True, agency__isnull=False)


class Owned:
    """A row with ``official`` or ``agency``, and a ``device`` of the agency."""

    official: object
    agency: object
    device: str

    @property
    def owner(self) -> str:
        """Whose it is, in words: the person, the agency, or the device of an agency."""
        whose = str(self.official or self.agency)
        return f"{self.device} · {whose}" if self.device else whose
