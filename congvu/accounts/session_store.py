"""Sessions in the database: a database that is away is an error of the server (500), not of the request (400)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from congvu.kit.questions import Question, later


@Question
def _running() -> QuerySet[Session]:
    now = Cast(Value(later("now")), DateTimeField())
    return Session.objects.filter(session_key=later("key"), expire_date__gt=now)


class SessionStore(db.SessionStore):
    """As Django's, which takes every failed write for a session that somebody ended meanwhile."""

    def _get_session_from_db(self) -> Session | None:
        """Read the session as each page does: by a question that is put into SQL once."""
        found = _running.objects(key=str(self.session_key), now=timezone.now().isoformat())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def save(self, must_create: bool = False) -> None:
        """Write the session.

        :raises OperationalError: the database is away or ends; whoever asked may ask again
        """
        try:
            super().save(must_create)
        except UpdateError as gone:
            if isinstance(gone.__context__, OperationalError):
                raise gone.__context__ from None
            raise
