"""Sessions in the database: a database that is away is an error of the server (500), not of the request (400)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError


class SessionStore(db.SessionStore):
    """As Django's, which takes every failed write for a session that somebody ended meanwhile."""

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
