"""What follows when django-allauth tells of a second factor."""

from typing import Any

from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

ENROLLED = "second_factor_enrolled"
"""Key of the session: whose second factor was enrolled in it."""


@receiver(authenticator_added)
def remember_enrolment(request: HttpRequest, user: Any, **more: Any) -> None:
    """Let the session that enrolled a factor count as having shown it."""
    request.session[ENROLLED] = user.pk
