"""VietQR: the text of a QR code that every Vietnamese bank app reads (EMVCo MPM, NAPAS). Pure."""

from congvu.kit.text import fold

NAPAS = "A000000727"
TO_ACCOUNT = "QRIBFTTA"
DONG = "704"
PURPOSE_MOST = 25


class BadQr(ValueError):
    """Not the text of a VietQR code: broken fields, or a check sum that does not hold."""


def payload(*, bank_bin: str, account: str, amount: int, purpose: str) -> str:
    """Return the text of a dynamic code for a transfer of ``amount`` đồng to an account.

    ``purpose`` is written in ASCII and cut after 25 characters.
    """
    plain = "".join(c for c in purpose if c.isascii() and c.isprintable()) or fold(purpose)
    to = _field("00", bank_bin) + _field("01", account)
    text = (
        _field("00", "01")
        + _field("01", "12")
        + _field("38", _field("00", NAPAS) + _field("01", to) + _field("02", TO_ACCOUNT))
        + _field("53", DONG)
        + _field("54", str(amount))
        + _field("58", "VN")
        + _field("62", _field("08", plain[:PURPOSE_MOST]))
        + "6304"
    )
    return text + crc(text)


def _field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def crc(text: str) -> str:
    """Return CRC-16/CCITT-FALSE as four hexadecimal digits: ``123456789`` gives ``29B1``."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def read(text: str) -> dict[str, str]:
    """Return ``bank_bin account amount purpose`` of a code, as a bank app would read it.

    :raises BadQr: when the text is none
    """
    if len(text) < 8 or text[-8:-4] != "6304" or crc(text[:-4]) != text[-4:].upper():
        raise BadQr(text[:40])
    fields = _fields(text)
    to = _fields(_fields(fields.get("38", "")).get("01", ""))
    more = _fields(fields.get("62", ""))
    if "00" not in to or "01" not in to or not fields.get("54", "").isdigit():
        raise BadQr(text[:40])
    return {"bank_bin": to["00"], "account": to["01"], "amount": fields["54"], "purpose": more.get("08", "")}


def _fields(text: str) -> dict[str, str]:
    found, at = {}, 0
    while at < len(text):
        length = text[at + 2 : at + 4]
        if not length.isdigit() or at + 4 + int(length) > len(text):
            raise BadQr(text[:40])
        found[text[at : at + 2]] = text[at + 4 : at + 4 + int(length)]
        at += 4 + int(length)
    return found
