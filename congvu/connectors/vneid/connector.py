"""VNeID's claims in our words. Their names are those met in public integrations; check them against the contract."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from congvu.accounts.hooks import Identity, Organisation, Person
from congvu.kit import text
from congvu.kit.errors import Refusal

SEXES = {"1": "male", "2": "female"}
ORGANISATION = "2"
"""``LoaiTaiKhoan``: 1 a person's account, 2 an organisation's."""


class ClaimsIncomplete(Refusal):
    """VNeID did not say who came in."""


def identity_of(claims: Mapping[str, Any]) -> Identity:
    """Read the claims of a checked ID token.

    :raises ClaimsIncomplete: number, name or tax code is missing
    """
    organisation = None
    if str(claims.get("LoaiTaiKhoan", "1")) == ORGANISATION:
        organisation = Organisation(
            tax_code=_needed(claims, "MaSoThue", _("mã số thuế")), name=_needed(claims, "TenToChuc", _("tên tổ chức"))
        )
    guardian = claims.get("NguoiGiamHo")
    return Identity(
        system="vneid",
        subject=str(claims["sub"]),
        assurance=2 if str(claims.get("LoAs", "1")) == "2" else 1,
        person=_person(claims),
        organisation=organisation,
        guardian=_person(guardian) if isinstance(guardian, Mapping) else None,
        is_digital=str(claims.get(settings.VNEID_DIGITAL_CLAIM, "")).lower() in {"1", "true"},
    )


def _person(claims: Mapping[str, Any]) -> Person:
    return Person(
        number=_needed(claims, "SoDinhDanh", _("số định danh cá nhân")),
        name=_needed(claims, "HoVaTen", _("họ và tên")),
        birth_date=_day(str(claims.get("NgayThangNamSinh", ""))),
        sex=SEXES.get(str(claims.get("GioiTinh", "")), ""),
        phone=text.clean(str(claims.get("SoDienThoai", ""))),
        email=text.clean(str(claims.get("Email", ""))),
    )


def _needed(claims: Mapping[str, Any], name: str, words: str) -> str:
    value = text.clean(str(claims.get(name, "")))
    if not value:
        raise ClaimsIncomplete(_("VNeID không cho biết %s. Hãy kiểm tra tài khoản VNeID của bạn rồi thử lại.") % words)
    return value


def _day(words: str) -> date | None:
    """Read ``20/11/1999``, ``1999-11-20`` or ``19991120``; a year alone is no date."""
    for shape in ("%d/%m/%Y", "%Y-%m-%d", "%Y%m%d"):
        try:
            return datetime.strptime(words, shape).date()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    return None
