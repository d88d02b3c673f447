"""One text after another: names that were learned, numbers and mails wherever they stand. Pure."""

import itertools
import re
from collections.abc import Callable
from typing import Any

from congvu.kit.text import fold
from congvu.upkeep.training.invention import SENTENCE, Invention

WORD = re.compile(r"[^\W_]+")
BETWEEN = re.compile(r"[\W_]{1,3}")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NUMBERED = re.compile(r"(?:[^\W_]|[/-])*[0-9](?:[^\W_]|[/-])*")
DIGITS = re.compile(r"0[0-9]{8,12}")
"""Personal numbers, phones and tax codes begin with 0; codes of dossiers and keys do not stand alone like that."""
SPOKEN = re.compile(r"(?<![\w.])(?:\+84|0)(?:[ .][0-9]{2,4}|[0-9]{2,3}[ .][0-9]{3,4})(?:[ .]?[0-9]{3,4}){1,2}(?![\w.])")
"""A phone written in groups."""
SHORTEST = 2
"""Words of a name to be found within a text; one word alone is an ordinary word."""
NAMES = frozenset({"full_name", "owner_name", "sender_name", "signer_name", "signed_name", "holder", "receiver_name"})
MATTER = 4
"""Words of a matter to be found within a text; a shorter one may be an ordinary phrase."""
PLACES = frozenset({"detail", "address_text", "hometown", "return_address"})
FREE = frozenset(
    {
        *("text", "note", "comment", "content", "report", "draft", "answer", "public_text", "public_answer", "asked"),
        *("ended_reason", "passage", "reason", "words", "body", "judgement", "late_reason", "wanted", "source_text"),
        *("why", "why_words", "description", "aspects", "decision_note", "problem"),
    }
)
"""What somebody wrote in their own words: replaced whole, for nobody knows whom it names."""


class Disguise:
    """Knows who is to be hidden; hides them in any text or JSON."""

    def __init__(self, invention: Invention) -> None:
        self.invention = invention
        self._phrases: dict[str, dict[tuple[str, ...], str]] = {}
        self._sizes: dict[str, list[int]] = {}
        self._inventors: dict[tuple[str, ...], Callable[[str, int], str]] = {}
        self._numbers: dict[str, str] = {}
        self._used: set[str] = set()
        self.learned: set[str] = set()

    # learning
    def name(self, real: str) -> str:
        """Learn a person's name and return the invented one."""
        return self._learn(real, self.invention.name)

    def organisation(self, real: str) -> str:
        """Learn an organisation's name."""
        return self._learn(real, self.invention.organisation)

    def place(self, real: str) -> str:
        """Learn house and street of an address."""
        return self._learn(real, self.invention.place)

    def matter(self, real: str) -> str:
        """Learn what a letter is about, when it is long enough to be known again."""
        long = len(WORD.findall(real)) >= MATTER
        return self._learn(real, self.invention.matter) if long else self.invention.matter(real)

    def number(self, real: str) -> None:
        """Learn a number of somebody, whatever it begins with."""
        if len(real.strip()) > 5:
            self.learned.add(real.strip())

    def invented_number(self, real: str) -> str:
        """Return what stands for a number: nobody's, and nobody else's in the copy."""
        if real not in self._numbers:
            for turn in itertools.count():
                made = re.sub(r"[0-9]+", lambda found: self.invention.digits(found[0], turn), real)  # noqa: B023
                if made not in self.learned and made not in self._used:
                    break
            self._numbers[real] = made
            self._used.add(made)
        return self._numbers[real]

    def tell_apart(self) -> None:
        """Invent anew what came out as somebody's own name; call it when everybody is learned."""
        for known in self._phrases.values():
            for words in known:
                for turn in itertools.count(1):
                    if self._without_names(known[words]) == known[words]:
                        break
                    known[words] = self._inventors[words](" ".join(words), turn)

    def _learn(self, real: str, invent: Callable[[str, int], str]) -> str:
        real = real.strip()
        words = tuple(fold(one) for one in WORD.findall(real))
        if not words:
            return real
        known = self._phrases.setdefault(words[0], {})
        if words not in known:
            known[words] = invent(" ".join(words), 0)
            self._inventors[words] = invent
            self._sizes[words[0]] = sorted({len(words), *self._sizes.get(words[0], ())}, reverse=True)
        self.learned.add(real)
        return known[words]

    # hiding
    def text(self, text: str) -> str:
        """Return a text without anybody who was learned, without mails and without personal numbers."""
        if not text or text.isspace():
            return text
        text = EMAIL.sub(lambda found: self.invention.email(found[0]), text)
        if any(one.isdigit() for one in text):
            text = NUMBERED.sub(self._numbered, SPOKEN.sub(self._spoken, text))
        return self._without_names(text)

    def _numbered(self, found: re.Match[str]) -> str:
        """Hide a number that is known to be somebody's, or looks like it."""
        here = found[0]
        return self.invented_number(here) if here in self.learned or DIGITS.fullmatch(here) else here

    def _spoken(self, found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0].replace("+84", "0"))
        made = iter(self.invented_number(digits))
        shown = found[0].replace("+84", "0")
        return "".join(next(made) if one.isdigit() else one for one in shown)

    def _without_names(self, text: str) -> str:
        spans = [(one.start(), one.end(), fold(one[0])) for one in WORD.finditer(text)]
        made, after, at = [], 0, 0
        while at < len(spans):
            size, name = self._at(text, spans, at)
            if size:
                made += [text[after : spans[at][0]], _as_written(text[spans[at][0] : spans[at + size - 1][1]], name)]
                after = spans[at + size - 1][1]
            at += size or 1
        return "".join([*made, text[after:]]) if made else text

    def _at(self, text: str, spans: list[tuple[int, int, str]], at: int) -> tuple[int, str]:
        """Return how many words from here on are somebody's name, and the invented one."""
        first = spans[at][2]
        for size in self._sizes.get(first, ()):
            here = spans[at : at + size]
            name = self._phrases[first].get(tuple(one[2] for one in here))
            if size < SHORTEST or len(here) < size or name is None:
                continue
            if all(BETWEEN.fullmatch(text[one[1] : two[0]]) for one, two in itertools.pairwise(here)):
                return size, name
        return 0, ""

    def json(self, value: Any, key: str = "") -> Any:
        """Return JSON with everybody hidden; what a key says is somebody's is hidden whatever it looks like."""
        match value:
            case dict():
                return {name: self.json(one, name) for name, one in value.items()}
            case list():
                return [self.json(one, key) for one in value]
            case str() if key in NAMES and value.strip():
                return self.name(value)
            case str() if key in PLACES and value.strip():
                return self.place(value)
            case str() if key in FREE and len(value.split()) > SHORTEST:
                return SENTENCE
            case str():
                return self.text(value)
        return value


def _as_written(real: str, invented: str) -> str:
    """Return the invented name in capitals, or without accents, as the real one stood there."""
    if real.isupper():
        return invented.upper()
    return fold(invented) if real == fold(real) else invented
