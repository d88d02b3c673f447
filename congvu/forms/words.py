"""Words of a definition in Vietnamese and, where given, English."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Words:
    """A text that reads itself in the language of the moment; empty is false."""

    vi: str = ""
    en: str = ""

    @classmethod
    def of(cls, source: Any) -> "Words":
        """Take a string or ``{vi, en}``. :raises TypeError: for anything else."""
        if source is None:
            return cls()
        if isinstance(source, str):
            return cls(source.strip())
        if (
            isinstance(source, dict)
            and set(source) <= {"vi", "en"}
            and all(isinstance(text, str) for text in source.values())
        ):
            return cls(source.get("vi", "").strip(), source.get("en", "").strip())
        raise TypeError("chữ phải là một chuỗi, hoặc {vi: …, en: …}")

    def __str__(self) -> str:
        return self.en if self.en and (get_language() or "vi").startswith("en") else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)

    @property
    def inside(self) -> str:
        """Return the text as it stands inside a sentence: small first letter, unless an abbreviation or a question."""
        text = str(self).rstrip("?: ")
        return text if text[1:2].isupper() or not text else text[0].lower() + text[1:]


NONE = Words()
