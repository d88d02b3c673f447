"""What a browser calls itself, in words that its owner recognises. Pure."""

from django.utils.translation import gettext as _

BROWSERS = {
    "Edg": "Microsoft Edge",
    "OPR/": "Opera",
    "coc_coc": "Cốc Cốc",
    "Zalo": "Zalo",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""The first name that stands in the mark decides: browsers also carry the names of those they descend from."""
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}


def named(mark: str) -> str:
    """Return "Chrome, Android" for a browser's mark (User-Agent); words of their own for what is not known."""
    known = [next((words for sign, words in names.items() if sign in mark), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, known)) or _("Trình duyệt không rõ")
