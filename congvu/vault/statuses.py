"""Status lists (IETF Token Status List): two bits a code, packed and compressed. Pure."""

import zlib
from collections.abc import Iterable

VALID, INVALID, REPLACED = 0, 1, 3
"""INVALID: revoked, or printed but never issued. REPLACED is the value the standard leaves to applications."""
BITS = 2
PER_BYTE = 8 // BITS
SIZE = 2**17
"""Codes in one list: 32 KiB before compression."""


def place_of(code_id: int) -> tuple[int, int]:
    """Return number of the list and place in it for the row number of a code."""
    return code_id // SIZE, code_id % SIZE


def packed(states: Iterable[tuple[int, int]], *, length: int) -> bytes:
    """Return the list's bytes, the first code in the lowest bits; a place that nobody names is INVALID.

    :param states: (place, state)
    :param length: how many places the list has
    """
    found = bytearray([sum(INVALID << (BITS * n) for n in range(PER_BYTE))]) * -(-length // PER_BYTE)
    for place, state in states:
        shift = BITS * (place % PER_BYTE)
        found[place // PER_BYTE] = found[place // PER_BYTE] & ~(3 << shift) & 0xFF | state << shift
    return bytes(found)


def compressed(states: bytes) -> bytes:
    """Return them as the standard carries them (ZLIB)."""
    return zlib.compress(states, 9)


def state_at(packed_list: bytes, place: int) -> int | None:
    """Return the state at a place of a compressed list, None when the list is shorter.

    :raises ValueError: when it is no such list
    """
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(packed_list, SIZE // PER_BYTE + 1)
    except zlib.error as wrong:
        raise ValueError("no status list") from wrong
    if place < 0 or place // PER_BYTE >= len(found):
        return None
    return found[place // PER_BYTE] >> (BITS * (place % PER_BYTE)) & 3
