"""Money: whole đồng, never fractions."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", "nghìn", "triệu")
_BILLION = 1_000_000_000


def dong(amount: int) -> str:
    """Write an amount of đồng for people: ``75000`` → ``75.000 đồng``."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def in_words(amount: int) -> str:
    """Write an amount of đồng in words, as receipts want it: ``75000`` → ``Bảy mươi lăm nghìn đồng chẵn``."""
    words = f"{'âm ' if amount < 0 else ''}{number_in_words(abs(amount))} đồng chẵn"
    return words[0].upper() + words[1:]


def number_in_words(number: int) -> str:
    """Read a number ≥ 0 in Vietnamese: ``1005`` → ``một nghìn không trăm linh năm``."""
    if number < 10:
        return _DIGITS[number]
    billions, rest = divmod(number, _BILLION)
    words = [f"{number_in_words(billions)} tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words.append(f"{_three(group, full=bool(words))} {_SCALES[power]}".strip())
    return " ".join(words)


def _three(number: int, *, full: bool) -> str:
    """Read 1 to 999; ``full`` names the empty hundreds too ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0:
        if units:
            words.append(f"linh {_DIGITS[units]}" if words else _DIGITS[units])
        return " ".join(words)
    words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    if units:
        words.append(_unit_after_ten(tens, units))
    return " ".join(words)


def _unit_after_ten(tens: int, units: int) -> str:
    if units == 5:
        return "lăm"
    if tens > 1 and units in (1, 4):
        return {1: "mốt", 4: "tư"}[units]
    return _DIGITS[units]
