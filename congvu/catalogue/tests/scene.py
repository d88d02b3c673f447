"""Procedures of a small town hall, made through the catalogue's own operations."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from congvu.catalogue import operations
from congvu.catalogue.folders import Proposal
from congvu.catalogue.models import ProcedureVersion
from congvu.kit.actors import SYSTEM

FOLDER = Path(__file__).parents[2] / "procedures" / "birth_registration"
NOW = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = date(2026, 11, 23)
OTHERS = {
    "1.004884": ("Đăng ký lại khai sinh", 40),
    "1.000689": ("Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con", 30),
    "2.000528": ("Đăng ký khai sinh có yếu tố nước ngoài", 20),
    "1.000894": ("Đăng ký kết hôn", 90),
    "1.000656": ("Đăng ký khai tử", 80),
    "2.000815": ("Chứng thực bản sao từ bản chính", 95),
    "2.000635": ("Cấp bản sao trích lục hộ tịch", 60),
    "1.004222": ("Đăng ký thường trú", 85),
    "1.004194": ("Đăng ký tạm trú", 84),
    "1.001612": ("Đăng ký thành lập hộ kinh doanh", 70),
    "2.009999": ("Hòa giải tranh chấp đất đai", 10),
    "3.000333": ("Cấp Phiếu lý lịch tư pháp", 75),
    "1.013225": ("Cấp giấy phép xây dựng nhà ở riêng lẻ", 65),
}


@cache
def birth() -> Proposal:
    """Return the proposal of the birth registration's folder."""
    return operations.read_folder(FOLDER)


def renamed(code: str, name: str, popularity: int = 0, **changes: object) -> Proposal:
    """Return the same sheet under another code and name."""
    sheet = birth().sheet | {"code": code, "name": name, "short_name": name, "aliases": [], "popularity": popularity}
    return replace(birth(), sheet=sheet | changes)


def propose(proposal: Proposal) -> ProcedureVersion:
    """Take a proposal in; it must be new."""
    version = operations.propose(proposal=proposal, by=SYSTEM, at=NOW)
    assert version is not None
    return version


def town_hall() -> None:
    """Fill the catalogue."""
    operations.load_life_events()
    propose(birth())
    for code, (name, popularity) in OTHERS.items():
        propose(renamed(code, name, popularity))
