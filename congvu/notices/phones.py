"""Mobile numbers of Vietnam as carriers want them, and as one shows them."""

import re

from django.utils.translation import gettext as _

from congvu.kit.errors import Refusal
from congvu.kit.text import clean

_MOBILE = re.compile(r"84[35789]\d{8}")


class NoMobile(Refusal):
    """It is no mobile number of Vietnam."""


def phone_of(typed: str) -> str:
    """Return ``0912 000 001`` and ``+84 912 000 001`` as ``84912000001``.

    :raises NoMobile: anything else
    """
    digits = re.sub(r"[\s.\-()]", "", clean(typed)).removeprefix("+")
    if digits.startswith("0"):
        digits = f"84{digits[1:]}"
    if not _MOBILE.fullmatch(digits):
        raise NoMobile(_("Số điện thoại di động có 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09."))
    return digits


def shown(phone: str) -> str:
    """Return ``84912000001`` as ``0912 000 001``."""
    return f"0{phone[2:5]} {phone[5:8]} {phone[8:]}" if _MOBILE.fullmatch(phone) else phone


def masked(address: str) -> str:
    """Return an address by which its owner knows it and nobody else: ``09** *** 001``, ``m***@vi-du.vn``."""
    if "@" in address:
        name, _at, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"
    return f"0{address[2:3]}** *** {address[-3:]}" if _MOBILE.fullmatch(address) else f"***{address[-3:]}"
