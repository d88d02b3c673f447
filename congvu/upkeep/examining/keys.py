"""Keys that are about to end: an agency without one cannot seal a result."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.selfcheck import State
from congvu.signing.models import Credential
from congvu.upkeep.findings import Finding

SOON = timedelta(days=30)
NAMED = 3
"""So many are named; the page of certificates has them all."""


def examine(at: datetime) -> Iterator[Finding]:
    """Count the certificates that have ended or will within a month."""
    active = Credential.objects.filter(state=Credential.State.ACTIVE).select_related("official", "agency")
    ending = list(active.filter(valid_to__lte=at + SOON).order_by("valid_to"))
    gone = [one for one in ending if one.valid_to <= at]
    for one in ending[:NAMED]:
        facts = {"owner": one.official or one.agency, "day": f"{timezone.localtime(one.valid_to):%d/%m/%Y}"}
        if one.valid_to <= at:
            yield Finding(State.BROKEN, _("Chứng thư số của %(owner)s đã hết hạn ngày %(day)s.") % facts)
        else:
            yield Finding(State.WARNING, _("Chứng thư số của %(owner)s hết hạn ngày %(day)s.") % facts)
    if len(ending) > NAMED:
        words = _("Và %(n)s chứng thư nữa; %(gone)s đã hết hạn.") % {"n": len(ending) - NAMED, "gone": len(gone)}
        yield Finding(State.WARNING, words)
    if not ending:
        yield Finding(State.GOOD, _("Không chứng thư nào hết hạn trong 30 ngày tới."))
    if demo := (0 if settings.DEMO else active.filter(driver="demo_file").count()):
        words = _("%(n)s khóa thử nghiệm còn trong danh sách và không ký được khi chạy thật.") % {"n": demo}
        yield Finding(State.WARNING, words, _("Thu hồi chúng và nhập chứng thư thật."))
