"""Days in words, as papers of civil status want them."""

from datetime import date

from congvu.kit.money import number_in_words


def day_in_words(iso: str) -> str:
    """Read an ISO day: ``2026-04-07`` → ``ngày bảy, tháng tư, năm hai nghìn không trăm hai mươi sáu``.

    :raises ValueError: when it is no day
    """
    day = date.fromisoformat(iso[:10])
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"ngày {number_in_words(day.day)}, tháng {month}, năm {number_in_words(day.year)}"
