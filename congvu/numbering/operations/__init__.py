"""The only code that writes numbers: codes, books, formats, codes held in advance."""

from congvu.numbering.operations.books import (
    READERS,
    BookClosed,
    BookUnknown,
    close_book,
    enter,
    note_in_book,
    read_book,
    strike,
)
from congvu.numbering.operations.formats import (
    EDITORS,
    FormatRefused,
    draft_format,
    load_shipped,
    propose_format,
    set_format,
    withdraw_format,
)
from congvu.numbering.operations.issuing import CodeRefused, NumberNotTaken, go_on_after, issue_code, take, void
from congvu.numbering.operations.reserving import (
    BlockUnknown,
    CodeNotFree,
    claim,
    close_block,
    give,
    hold,
    void_held,
)

__all__ = [
    "EDITORS",
    "READERS",
    "BlockUnknown",
    "BookClosed",
    "BookUnknown",
    "CodeNotFree",
    "CodeRefused",
    "FormatRefused",
    "NumberNotTaken",
    "claim",
    "close_block",
    "close_book",
    "draft_format",
    "enter",
    "give",
    "go_on_after",
    "hold",
    "issue_code",
    "load_shipped",
    "note_in_book",
    "propose_format",
    "read_book",
    "set_format",
    "strike",
    "take",
    "void",
    "void_held",
    "withdraw_format",
]
