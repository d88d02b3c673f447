"""text, long_text: words."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from congvu.forms.definition import Field
from congvu.forms.kinds.kind import Kind, Scope, Wrong, line, mended
from congvu.kit import patterns


class Text(Kind):
    """One line."""

    name = "text"
    keys = frozenset({"max_length", "min_length", "pattern", "pattern_words"})
    longest: ClassVar[int] = 200

    def problems(self, field: Field) -> list[str]:
        """Refuse a pattern that is none, or that says nothing when it fails."""
        pattern = field.settings.get("pattern")
        if pattern is None:
            return []
        try:
            patterns.check(pattern)
        except patterns.BadPattern:
            words = "pattern không đọc được, hoặc đòi quay lui (nhìn trước, nhìn sau, gọi lại nhóm): viết cách khác"
            return [words]
        return [] if field.settings.get("pattern_words") else ["pattern cần có pattern_words nói rõ phải ghi thế nào"]

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return the words on one line, single spaces."""
        return self._measured(field, " ".join(line(field, typed).split()))

    def _measured(self, field: Field, words: str) -> str:
        longest, shortest = field.settings.get("max_length", self.longest), field.settings.get("min_length", 1)
        facts = {"name": field.name, "now": len(words), "longest": longest, "shortest": shortest}
        if len(words) > longest:
            raise Wrong(_("Rút gọn %(name)s: đang dài %(now)d ký tự, nhiều nhất là %(longest)d") % facts)
        if len(words) < shortest:
            raise Wrong(_("Ghi %(name)s đầy đủ hơn: ít nhất %(shortest)d ký tự") % facts)
        pattern = field.settings.get("pattern")
        if pattern and not patterns.occurs(pattern, words):
            raise Wrong(f"{mended(field)}: {field.settings['pattern_words']}")
        return words

    def schema(self, field: Field) -> dict[str, Any]:
        """Describe a string with its lengths."""
        schema = {
            "type": "string",
            "minLength": field.settings.get("min_length", 1),
            "maxLength": field.settings.get("max_length", self.longest),
        }
        return schema | ({"pattern": field.settings["pattern"]} if field.settings.get("pattern") else {})

    def view(self, field: Field, typed: Any, scope: Scope) -> dict[str, Any]:
        """Add the greatest length."""
        return super().view(field, typed, scope) | {"rows": field.settings.get("rows", 5)}


class LongText(Text):
    """Several lines; line breaks are kept."""

    name = "long_text"
    template = "textarea"
    keys = Text.keys | {"rows"}
    longest = 4000

    def parse(self, field: Field, typed: Any, scope: Scope) -> str:
        """Return the words, one kind of line break, no blanks at the ends of lines."""
        words = line(field, typed).replace("\r\n", "\n").replace("\r", "\n")
        return self._measured(field, "\n".join(part.rstrip() for part in words.split("\n")).strip())
