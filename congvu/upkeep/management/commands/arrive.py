"""Brings in what left another installation."""

from django.utils.translation import gettext_noop

from congvu.upkeep import operations
from congvu.upkeep.filling import FillingCommand


class Command(FillingCommand):
    """Fills an empty installation from a folder that ``leave`` wrote, then compares rows, digests and seals."""

    help = "Bring in what another installation wrote with leave."
    fill = staticmethod(operations.arrive)
    holds = "the folder that holds README.vi.md and manifest.json"
    same = gettext_noop("Giống hệt nơi đã rời: số dòng, mã băm, tệp, niêm phong.")
