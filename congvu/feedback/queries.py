"""Questions about ratings."""

from congvu.feedback.models import Invitation, Rating


def rating_of(*, dossier_id: int) -> Rating | None:
    """Return the owner's rating of a dossier, for the owner's own page only."""
    return Rating.objects.filter(invitation__dossier_id=dossier_id).first()


def is_open(*, dossier_id: int) -> bool:
    """Tell whether the dossier may be rated."""
    return Invitation.objects.filter(dossier_id=dossier_id).exists()
