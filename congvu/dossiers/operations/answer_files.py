"""Files that answer questions of the form: they pass to the dossier like papers, and are read like them."""

import datetime as dt
from typing import Any

from congvu.dossiers.models import Dossier, Paper
from congvu.files import operations as files
from congvu.files import queries as kept_files
from congvu.forms import queries as forms
from congvu.kit.actors import Actor

PREFIX = "form:"
"""Before the pointer, in the code of a paper that answers a question."""


def take(dossier: Dossier, *, values_owner: str, by: Actor, at: dt.datetime) -> None:
    """Pass each file that an answer names to the dossier, write its new id into the answer, keep it as a paper.

    What the dossier has already stays; what an answer names no more is marked as replaced.

    :param values_owner: under whose name the files were stored before
    :raises FileMissing: when an answer names a file that is not ``values_owner``'s
    """
    values: dict[str, Any] = dossier.values
    named: set[str] = set()
    for field, pointer, entries in forms.file_answers(dossier.version.form, values):
        for entry in entries:
            use = kept_files.use(str(entry["id"]))
            if use.owner != dossier.subject:
                use = files.pass_on(use_id=use.pk, from_owner=values_owner, owner=dossier.subject, by=by, at=at)
                code = f"{PREFIX}{pointer}"[:60]
                Paper.objects.create(
                    dossier=dossier, code=code, name=str(field.label)[:300], file_use=use.pk, added_at=at
                )
                entry["id"] = str(use.pk)
            named.add(str(use.pk))
    gone = dossier.papers.filter(code__startswith=PREFIX).exclude(file_use__in=named)
    gone.exclude(check_state=Paper.Check.REPLACED).update(check_state=Paper.Check.REPLACED)
    if named:
        Dossier.objects.filter(pk=dossier.pk).update(values=values)
