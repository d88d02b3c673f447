"""Secrecy stamps: MẬT, TỐI MẬT, TUYỆT MẬT, standing alone or behind "Độ mật:" (Luật 117/2025/QH15)."""

import re
import unicodedata

_STAMPS = {"MẬT": "MẬT", "TỐIMẬT": "TỐI MẬT", "TUYỆTMẬT": "TUYỆT MẬT"}
_NAMED = re.compile(r"^\W*ĐỘ\s+MẬT\s*:\s*(TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\b", re.IGNORECASE)


def stamp_in(line: str) -> str:
    """Return the stamp that makes up a line of text ("M Ậ T" too), or an empty string.

    Words about secrecy inside a sentence ("bảo mật", "danh mục bí mật nhà nước độ Tối mật") are no stamp, nor is "mật"
    in small letters at the end of a broken line.
    """
    text = unicodedata.normalize("NFC", line)
    if named := _NAMED.match(text):
        return " ".join(named[1].upper().split())
    return _STAMPS.get(re.sub(r"[\W\d_]+", "", text), "")
