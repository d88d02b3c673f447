"""What upkeep does: back up while the program runs, restore into an empty place."""

from congvu.upkeep.manifest import Manifest, NoBackup
from congvu.upkeep.operations.backing_up import back_up
from congvu.upkeep.operations.restoring import NotEmpty, Restored, restore
from congvu.upkeep.programs import ProgramFailed

__all__ = ["Manifest", "NoBackup", "NotEmpty", "ProgramFailed", "Restored", "back_up", "restore"]
