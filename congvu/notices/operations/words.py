"""The words of notices: taken over once from the release, then changed here, every version kept."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.notices import shipped, wording
from congvu.notices.models import Template, TemplateVersion
from congvu.notices.queries import kept_words
from congvu.notices.shipped import TemplateMissing
from congvu.people import queries as people
from congvu.people.models import Role

TEXTS = ("title_vi", "body_vi", "title_en", "body_en", "short_vi", "short_en", "state_vi")
SHORT_PLACES = frozenset({"code", "due_at", "answer_by", "at", "since", "ends_at", "amount", "secret"})
"""What may stand in a message to a telephone: nothing of the person."""


__all__ = ["TemplateMissing", "WordsUnfit", "change_template", "load_templates", "words_of"]


class WordsUnfit(Refusal):
    """A template holds something that is no place for data, or too much for a telephone."""


@transaction.atomic
def change_template(
    *,
    key: str,
    title_vi: str,
    body_vi: str,
    title_en: str,
    body_en: str,
    by_email: bool,
    short_vi: str | None = None,
    short_en: str | None = None,
    state_vi: str | None = None,
    is_urgent: bool | None = None,
    by: Actor,
    at: datetime,
) -> Template:
    """Change the words of a template, for notices given from now on; None leaves a part as it is.

    :raises WordsUnfit: when something in braces is no place for data, or a message names more than code and state
    :raises NotAllowed: not an administrator of the province
    """
    by = people.require(by=by, roles=(Role.PROVINCE_ADMIN,), at=at)
    words = Template.objects.select_for_update().get(pk=words_of(key).pk)
    before = _kept(words)
    given: dict[str, Any] = {
        "title_vi": title_vi,
        "body_vi": body_vi,
        "title_en": title_en,
        "body_en": body_en,
        "short_vi": short_vi,
        "short_en": short_en,
        "state_vi": state_vi,
        "by_email": by_email,
        "is_urgent": is_urgent,
    }
    after = before | {name: value for name, value in given.items() if value is not None}
    after |= {name: clean(str(after[name])) for name in TEXTS}
    _check(after)
    if after == before:
        return words
    newest = words.versions.first()
    if newest is None:
        newest = words.versions.create(number=1, words=before, by=SYSTEM.snapshot())
    TemplateVersion.objects.create(template=words, number=newest.number + 1, words=after, by=by.snapshot(), at=at)
    Template.objects.filter(pk=words.pk).update(**after, changed_at=at)
    audit.record(action="notices.change_template", subject=f"notice_template:{key}", by=by, at=at, data=after)
    words.refresh_from_db()
    return words


def load_templates() -> int:
    """Take over every shipped template that the database lacks; return how many there are now.

    One that nobody has changed follows the release.
    """
    for key in shipped.shipped():
        if words_of(key).changed_at is None:
            Template.objects.filter(key=key, changed_at=None).update(**shipped.fields_of(key))
    return Template.objects.count()


def words_of(key: str) -> Template:
    """Return the words under a key, taken over from the release when they are asked for first.

    :raises TemplateMissing: when nobody ships them
    """
    found = kept_words(key)
    return found or Template.objects.get_or_create(key=key, defaults=shipped.fields_of(key))[0]


def _kept(words: Template) -> dict[str, Any]:
    return {name: getattr(words, name) for name in (*TEXTS, "by_email", "is_urgent")}


def _check(words: dict[str, Any]) -> None:
    if wrong := [problem for name in TEXTS for problem in wording.problems(words[name])]:
        raise WordsUnfit(_("Không hiểu: %(wrong)s. Chỉ dùng dạng {{ ten }}.") % {"wrong": ", ".join(wrong)})
    places = {place for name in ("short_vi", "short_en", "state_vi") for place in wording.places(words[name])}
    if told := sorted(places - SHORT_PLACES):
        sentence = _("Tin nhắn chỉ được có mã hồ sơ, thời điểm và số tiền; không được có: %(told)s.")
        raise WordsUnfit(sentence % {"told": ", ".join(told)})
    for name, most in (("title_vi", 200), ("title_en", 200), ("short_vi", 300), ("short_en", 300), ("state_vi", 30)):
        if len(words[name]) > most:
            raise WordsUnfit(_("“%(start)s…” dài quá %(most)s ký tự.") % {"start": words[name][:20], "most": most})
    if not all(words[name] for name in TEXTS[:4]):
        raise WordsUnfit(_("Tiêu đề và nội dung bằng cả hai thứ tiếng không được để trống."))
