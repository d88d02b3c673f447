"""Scenes for tests of accounts: officials and citizens, made through operations."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from congvu.accounts import operations
from congvu.accounts.hooks import Identity, Organisation, Person
from congvu.accounts.models import Account
from congvu.kit.actors import SYSTEM
from congvu.people import operations as people

AT = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PASSWORD = "mua-xuan-tren-song-cam"
HOA = Person(number="031192001234", name="Nguyễn Thị Hoa", birth_date=date(1992, 5, 14), sex="female")
CHILD = Person(number="031315002468", name="Lê Minh Anh", birth_date=date(2015, 9, 1), sex="female")
COMPANY = Organisation(tax_code="0201234569", name="Công ty TNHH Thương mại Sông Cấm")


def official_account(username: str = "nq-hotich", name: str = "Phạm Văn Đức") -> Account:
    official = people.enrol(staff_code=username, full_name=name, by=SYSTEM, at=AT)
    return operations.open_account(official_id=official.pk, username=username, password=PASSWORD, by=SYSTEM, at=AT)


def identity(person: Person = HOA, **more: object) -> Identity:
    given = {"system": "vneid", "subject": "s-1", "assurance": 2, **more}
    return Identity(person=person, **given)  # type: ignore[arg-type]


def citizen_account(person: Person = HOA, **more: object) -> Account:
    return operations.enter_citizen(identity=identity(person, **more), by=SYSTEM, at=AT)
