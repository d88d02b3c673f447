"""Names of steps in the reader's language. They are written down in Vietnamese; a definition may know the English."""

from django.utils.translation import get_language

from congvu.kit.kept import kept
from congvu.processes.models import Definition


def in_english() -> bool:
    """Tell whether the reader has chosen English."""
    return get_language() == "en"


def said(name: str) -> str:
    """Return the name of a step as its readers say it: in English where somebody gave it one.

    What was written down when a step opened (``Hỏi phường: Phường An Biên``) is found by its part before the colon.
    """
    if not in_english() or not name:
        return name
    known = _english_names()
    first, colon, rest = name.partition(": ")
    return known.get(name) or (f"{known[first]}{colon}{rest}" if first in known else name)


@kept(Definition)
def _english_names() -> dict[str, str]:
    plans = Definition.objects.order_by("id").values_list("plan", flat=True)
    return {item["name"]: item["english"] for plan in plans for item in plan if item.get("english")}
