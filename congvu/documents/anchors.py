"""The place on a page that a remark is bound to. Pure: kept in ``Remark.anchor``, never in the paper itself."""

import re
from dataclasses import dataclass
from uuid import UUID

_KEPT = re.compile(r"p(\d{1,4}):(\d{1,4}):(\d{1,4})(?::([0-9a-f]{32}))?")
WHOLE = 1000


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place: page from 1, thousandths of its width from the left and of its height from the top."""

    page: int
    x: int
    y: int
    use: UUID | None = None
    """The file, where the document has several; None: the paper itself."""

    def kept(self) -> str:
        """Return it as ``Remark.anchor`` keeps it, at most 60 letters."""
        return f"p{self.page}:{self.x}:{self.y}" + (f":{self.use.hex}" if self.use else "")


def anchor_of(kept: str) -> Anchor | None:
    """Return the place that a remark was bound to, None when it is about the whole."""
    found = _KEPT.fullmatch(kept)
    if found is None or not int(found[1]) or max(int(found[2]), int(found[3])) > WHOLE:
        return None
    return Anchor(int(found[1]), int(found[2]), int(found[3]), UUID(found[4]) if found[4] else None)
