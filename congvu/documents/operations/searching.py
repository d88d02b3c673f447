"""What the search reads of a document, kept apart from its row."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import CombinedSearchVector, SearchVector
from django.db.models import F, Value

from congvu.documents.models import Document, DocumentText
from congvu.kit.text import apart, fold, texts_in

MOST = 200_000
"""Characters of content that are read."""


def index(document: Document, *, content: str = "") -> None:
    """Keep the words of a document and its content for the search, and its short form for search by letters.

    Without new content the words of the fields alone are kept anew, so give the content whenever it is known.
    """
    fields = [
        document.code,
        document.notation,
        document.organ_name,
        document.subject,
        document.signer_name,
        document.description,
        document.kind.name,
        *(str(row.get("name", "")) for row in document.recipients),
    ]
    names = document.files.filter(replaced_at=None).values_list("use__name", flat=True)
    fields += names
    _keep_short(document)
    words = SearchVector(Value(plain(" ".join([*fields, content[:MOST]]))), config="simple")
    DocumentText.objects.update_or_create(document=document, defaults={"agency_id": document.agency_id, "words": words})


def note_code(document: Document) -> None:
    """Let the search find a document by the number it has just got, in its short form too."""
    _keep_short(document)
    add_words(document, document.code)


def _keep_short(document: Document) -> None:
    document.folded = short_form(document.code, document.notation, document.organ_name, document.subject)
    document.save(update_fields=["folded"])


def short_form(code: str, notation: str, organ: str, subject: str) -> str:
    """Return what a list finds a document by, letter by letter."""
    return fold(" ".join((code, notation, organ, subject)))[:800]


def add_words(document: Document, text: str) -> None:
    """Let the search find a document by these words too, beside what it reads already: the name of a file."""
    more = SearchVector(Value(plain(text)), config="simple")
    DocumentText.objects.filter(document=document).update(words=CombinedSearchVector(F("words"), "||", more, None))


def plain(text: str) -> str:
    """Return a text as the search keeps it: without accents, its words apart; the database took "a.pdf" for one."""
    return apart(fold(text))


def words_of_parts(parts: Mapping[str, Any]) -> str:
    """Return the words of a version's parts."""
    return " ".join(texts_in(parts))
