"""What upkeep does: back up while the program runs, restore into an empty place, leave and arrive in open formats."""

from congvu.upkeep.manifest import Manifest, NoBackup
from congvu.upkeep.operations.arriving import arrive
from congvu.upkeep.operations.backing_up import PlaceUnfit, back_up
from congvu.upkeep.operations.leaving import leave
from congvu.upkeep.operations.restoring import NotEmpty, Restored, restore
from congvu.upkeep.programs import ProgramFailed

__all__ = [
    "Manifest",
    "NoBackup",
    "NotEmpty",
    "PlaceUnfit",
    "ProgramFailed",
    "Restored",
    "arrive",
    "back_up",
    "leave",
    "restore",
]
