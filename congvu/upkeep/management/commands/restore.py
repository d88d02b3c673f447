"""Brings a backup back."""

from django.utils.translation import gettext_noop

from congvu.upkeep import operations
from congvu.upkeep.filling import FillingCommand


class Command(FillingCommand):
    """Fills an empty database and the storage from a backup, then compares rows, contents and seals with it."""

    help = "Bring a backup back into an empty database."
    fill = staticmethod(operations.restore)
    holds = "one backup: the folder that holds its manifest"
    same = gettext_noop("Bản phục hồi giống hệt lúc sao lưu; nhật ký nguyên vẹn.")
