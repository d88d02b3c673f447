"""How a line stands, for its self-check: what waits, who is silent, what needs a person."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from congvu.dossiers.queries.outside import standing
from congvu.kit.selfcheck import Finding, Part, State


def findings_of(system: str) -> Iterator[Finding]:
    """Say what of our dossiers waits with a system; nothing when all goes its way."""
    found = standing(system=system)
    hint = _("Xem từng hồ sơ ở trang Hệ thống của ngành.")
    if n := found["silent"]:
        words = ngettext(
            "%(n)s hồ sơ quá hạn mà bên kia chưa tiếp nhận.", "%(n)s hồ sơ quá hạn mà bên kia chưa tiếp nhận.", n
        ) % {"n": n}
        yield Finding(Part.REACH, State.WARNING, words, hint)
    if n := found["refused"]:
        words = ngettext("%(n)s lần gửi bị bên kia từ chối.", "%(n)s lần gửi bị bên kia từ chối.", n) % {"n": n}
        yield Finding(Part.CREDENTIALS, State.WARNING, words, hint)
    if n := found["conflicts"]:
        words = ngettext("%(n)s tin trái với trạng thái đang có.", "%(n)s tin trái với trạng thái đang có.", n) % {
            "n": n
        }
        yield Finding(Part.CREDENTIALS, State.WARNING, words, hint)
