"""Files of the older system: judged by content, compared with their SHA-256, kept, hung to the dossier."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.dossiers.models import Dossier, Paper, Slip
from congvu.dossiers.operations.importing.cases import Case
from congvu.files import operations as files
from congvu.files.models import FileUse
from congvu.files.queries import FileRefused
from congvu.kit.actors import Actor
from congvu.kit.packs import FILES, Pack, PackRefused
from congvu.kit.tables import Problem, Row, loose_files

TABLE = "files.csv"


def loose_ends(rows: Sequence[Row], pack: Pack) -> Iterable[Problem]:
    """Yield files that are told of and not there or elsewhere, and files that nobody tells of."""
    yield from loose_files(TABLE, rows, pack)
    for row in rows:
        if row["path"] and not row["path"].startswith(FILES):
            yield Problem(TABLE, row.number, "path", _("Tệp phải nằm trong thư mục files/."))


def problems_of(case: Case, pack: Pack) -> Iterable[Problem]:
    """Yield files of a case that are broken, of a wrong kind, or not what their SHA-256 says."""
    for row in case.of(TABLE):
        if row["path"] not in pack.names:
            continue  # told of already
        try:
            with pack.open(row["path"]) as stream:
                digest = files.judge(stream=stream, name=row["name"])
        except (FileRefused, PackRefused) as refused:
            yield Problem(TABLE, row.number, "path", str(refused))
            continue
        if digest != row["sha256"]:
            yield Problem(TABLE, row.number, "sha256", _("Nội dung tệp không khớp SHA-256."))


def owner_of(case: Case) -> str:
    """Return under whose name files wait until their dossier stands."""
    return f"import:{case.digest[:40]}"


def store(case: Case, pack: Pack, *, by: Actor, at: dt.datetime) -> list[FileUse]:
    """Take the files of a case in, before its transaction; return them in the order of their rows."""
    kept = []
    for row in case.of(TABLE):
        with pack.open(row["path"]) as stream:
            use = files.store(stream=stream, name=row["name"], owner=owner_of(case), by=by, at=at)
        if use.blob.sha256 != row["sha256"]:
            raise PackRefused(_("Nội dung tệp “%(name)s” không khớp SHA-256.") % {"name": row["path"]})
        kept.append(use)
    return kept


def hang(dossier: Dossier, case: Case, kept: Sequence[FileUse], *, by: Actor, at: dt.datetime) -> None:
    """Hang the files to the dossier: papers that were filed, slips that went out, the result."""
    rows = case.of(TABLE)
    given = [(use.pk, use.owner) for use in kept]
    passed = files.pass_all_on(uses=given, owner=dossier.subject, by=by, at=at) if given else []
    names = {paper["code"]: catalogue.words(paper["name"]) for paper in dossier.version.papers}
    for row, use in zip(rows, passed, strict=True):
        since = row["at"] or case.row["ended_at"] or dossier.submitted_at
        if row["kind"] != "paper":
            Slip.objects.create(
                dossier=dossier, kind=row["kind"], file_use=use.pk, issued_at=since, digest=row["sha256"]
            )
            continue
        Paper.objects.create(
            dossier=dossier,
            code=row["paper_code"] or "other",
            name=names.get(row["paper_code"], row["name"])[:300],
            kind=row["paper_kind"] or Paper.Kind.ELECTRONIC,
            file_use=use.pk,
            check_state=Paper.Check.GOOD if dossier.received_at else Paper.Check.UNCHECKED,
            added_at=row["at"] or dossier.submitted_at,
        )
    files.release_all(owners=[owner_of(case)], by=by, at=at)
