"""PostgreSQL's own programs, with the address of our database in their environment."""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal


class ProgramFailed(Refusal):
    """A program is not there, or ended with an error: the text gives its words."""


def run(name: str, *args: object) -> None:
    """Run ``pg_dump`` or ``pg_restore`` on the program's database.

    :raises ProgramFailed: it is not there, or ended with an error
    """
    found = shutil.which(name, path=settings.PG_PROGRAMS()) or shutil.which(name)
    if found is None:
        raise ProgramFailed(
            _("Không tìm thấy chương trình %(name)s. Hãy cài gói postgresql-client hoặc đặt CONGVU_PG_BIN.")
            % {"name": name}
        )
    done = subprocess.run([found, *map(str, args)], env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        words = _("%(name)s dừng với mã %(code)s: %(said)s")
        raise ProgramFailed(words % {"name": Path(found).name, "code": done.returncode, "said": done.stderr[-2000:]})


def _environment() -> dict[str, str]:
    """Return our environment with libpq's names, so that no password stands in a list of processes."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    known = connection.get_connection_params()
    return os.environ | {names[key]: str(value) for key, value in known.items() if key in names and value}
