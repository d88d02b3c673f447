"""Scenes: an agency with its cashier, a payer, something owed; a gateway whose messages tests sign themselves."""

import datetime as dt
import json
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.payments import operations
from congvu.payments.hooks import Forged, Opened, StatementLine, Told, Unreadable, gateways
from congvu.payments.models import Charge
from congvu.people import operations as people
from congvu.people.models import Agency, Party
from congvu.printing import operations as printing

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SINCE = dt.date(2026, 1, 1)
LINES = (
    operations.Line(code="copies", name="Phí cấp bản sao", amount=16000, law="281/2016/TT-BTC, Đ.4"),
    operations.Line(code="late", name="Lệ phí quá hạn", amount=8000, law="85/2019/TT-BTC, Đ.5"),
)


class Bank:
    """A gateway of the tests: its messages are JSON, signed by the word "thật"."""

    name = "Ngân hàng của bài kiểm tra"

    def __init__(self) -> None:
        self.lines: list[StatementLine] = []

    def open(self, order, *, at):
        return Opened(address=f"https://bank.example/{order.reference}")

    def read(self, body, headers):
        if headers.get("X-Seal") != "thật":
            raise Forged
        try:
            return Told(**json.loads(body))
        except (ValueError, TypeError) as problem:
            raise Unreadable from problem

    def statement(self, day):
        return self.lines

    def try_out(self, payload, back):
        return ""


BANK = Bank()
gateways.register("bank", BANK)


@dataclass
class Office:
    """A commune's agency; its cashier and a leader; the payer."""

    agency: Agency
    cashier: Actor
    leader: Actor
    payer: Party

    @cached_property
    def citizen(self) -> Actor:
        return Actor(kind=ActorKind.CITIZEN, id=self.payer.pk, name=self.payer.name)

    def charge(self, number: int = 1, **more) -> Charge:
        return operations.charge(
            **{
                "subject": f"dossier:{number}",
                "code": f"H24.900-20261120-{number:07d}",
                "title": "Đăng ký khai sinh",
                "agency_id": self.agency.pk,
                "payer_id": self.payer.pk,
                "payer": {"name": self.payer.name, "identifier": self.payer.identifier},
                "lines": LINES,
                "by": SYSTEM,
                "at": NOW,
                **more,
            }
        )


def open_office(code: str = "H24.900") -> Office:
    agency = people.open_agency(
        code=code, name=f"UBND phường {code}", kind="commune", valid_from=SINCE, by=SYSTEM, at=NOW
    )
    staff = {}
    for role in ("cashier", "leader"):
        one = people.enrol(staff_code=f"{code}-{role}", full_name=f"Cán bộ {role}", by=SYSTEM, at=NOW)
        people.appoint(official_id=one.pk, agency_id=agency.pk, title="Công chức", valid_from=SINCE, by=SYSTEM, at=NOW)
        people.grant_role(official_id=one.pk, role=role, agency_id=agency.pk, valid_from=SINCE, by=SYSTEM, at=NOW)
        staff[role] = Actor(kind=ActorKind.OFFICIAL, id=one.pk, name=one.full_name)
    payer = people.take_party(
        kind="person", identifier_kind="personal", identifier="031190001234", name="Nguyễn Thị Hồng Ánh", by=SYSTEM,
        at=NOW,
    )  # fmt: skip
    printing.load_papers(by=SYSTEM, at=NOW)
    return Office(agency, staff["cashier"], staff["leader"], payer)


def somebody() -> Actor:
    """Another citizen."""
    party = people.take_party(
        kind="person", identifier_kind="personal", identifier="031190005678", name="Trần Thị Khác", by=SYSTEM, at=NOW
    )
    return Actor(kind=ActorKind.CITIZEN, id=party.pk, name=party.name)


def told(reference: str, amount: int = 24000, number: str = "m1", transaction: str = "t1", succeeded: bool = True):
    """Let the bank tell us something."""
    words = {
        "number": number,
        "reference": reference,
        "transaction": transaction,
        "amount": amount,
        "succeeded": succeeded,
    }
    return operations.take_callback(
        gateway="bank", body=json.dumps(words).encode(), headers={"X-Seal": "thật"}, at=NOW
    ).outcome
