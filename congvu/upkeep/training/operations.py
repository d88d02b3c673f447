"""Making the copy: restored into an empty place, disguised, looked through once more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from congvu.kit.actors import Actor
from congvu.kit.errors import Refusal
from congvu.upkeep.operations import restore
from congvu.upkeep.training import papers, remains, rewriting
from congvu.upkeep.training.disguise import Disguise
from congvu.upkeep.training.invention import Invention
from congvu.upkeep.training.learning import learn
from congvu.upkeep.training.tables import undecided


class NoTraining(Refusal):
    """Not a place to train in, or somebody real is left in it."""


@dataclass(frozen=True, slots=True)
class Disguised:
    """How many people and numbers were hidden, how many files replaced."""

    people: int
    files: int


def make(*, source: Path, by: Actor, at: datetime, say: Callable[[str], None] = lambda words: None) -> Disguised:
    """Bring a backup back into this empty place and disguise everybody in it.

    :raises NoTraining: the program does not run as a training copy (CONGVU_TRAINING=1), or somebody was left
    :raises NotEmpty: the database holds something: a real installation is never disguised
    """
    if not settings.TRAINING:
        raise NoTraining(_("Chỉ làm bản tập huấn ở nơi chạy với CONGVU_TRAINING=1."))
    restore(source=source, by=by, at=at, say=say)
    return disguise_all(at=at, say=say)


@transaction.atomic
def disguise_all(*, at: datetime, say: Callable[[str], None] = lambda words: None) -> Disguised:
    """Disguise everybody in this database and storage, all or nobody.

    :raises NoTraining: as :func:`make`
    """
    if not settings.TRAINING:
        raise NoTraining(_("Chỉ làm bản tập huấn ở nơi chạy với CONGVU_TRAINING=1."))
    if unknown := undecided():
        raise NoTraining(_("Chưa định cột nào còn, cột nào đổi: %(columns)s.") % {"columns": ", ".join(unknown)})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    hidden = Disguise(Invention())
    say(_("Đang tìm người trong dữ liệu…"))
    rewriting.empty()
    rewriting.end_keys(at=at)
    learn(hidden)
    hidden.tell_apart()
    say(_("Đang thay tên, số, địa chỉ…"))
    rewriting.rewrite(hidden)
    say(_("Đang thay tệp…"))
    files = papers.replace(at=at, say=say)
    if left := remains.left(hidden):
        raise NoTraining(_("Còn dữ liệu thật ở: %(places)s.") % {"places": ", ".join(left[:10])})
    return Disguised(people=len(hidden.learned), files=files)


def make_keys() -> None:
    """Give leaders and agencies demo keys in the place of those that were left behind."""
    call_command("make_demo_keys", verbosity=0)
