"""The accounts into which agencies are paid."""

import csv
import datetime as dt
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.audit import operations as audit
from congvu.kit.actors import SYSTEM, Actor
from congvu.kit.errors import Refusal
from congvu.kit.text import clean
from congvu.payments.models import CollectingAccount
from congvu.people import queries as people
from congvu.people.models import Agency


class AccountRefused(Refusal):
    """An account that cannot be used; the text says which field and why."""


@transaction.atomic
def set_account(
    *,
    agency_id: int,
    bank_bin: str,
    bank_name: str,
    number: str,
    holder: str,
    tax_code: str = "",
    valid_from: dt.date,
    by: Actor,
    at: dt.datetime,
) -> CollectingAccount:
    """Name the account of an agency from a day on; the one before it ends that day. For the province's administrator.

    :param bank_bin: six digits by which VietQR knows the bank
    :raises AccountRefused: naming what does not hold
    :raises NotAllowed: for anybody else
    """
    by = people.require(by=by, roles=("province_admin",), at=at)
    bank_bin, number, holder = clean(bank_bin), clean(number), clean(holder)
    bank_name, tax_code = clean(bank_name), clean(tax_code)
    if not (bank_bin.isascii() and bank_bin.isdigit() and len(bank_bin) == 6):
        raise AccountRefused(_("Mã BIN của ngân hàng có đúng 6 chữ số."))
    if not (number.isascii() and number.isalnum() and len(number) <= 19):
        raise AccountRefused(_("Số tài khoản chỉ gồm chữ và số, không quá 19 ký tự."))
    if not holder or not bank_name:
        raise AccountRefused(_("Ghi tên ngân hàng và tên tài khoản."))
    if tax_code and (problems := people.check_tax(tax_code)):
        raise AccountRefused(" ".join(problems))
    same = CollectingAccount.objects.select_for_update().filter(agency_id=agency_id)
    if same.filter(valid_from__gte=valid_from).exists():
        raise AccountRefused(_("Đã có tài khoản áp dụng từ ngày ấy hoặc sau đó. Chọn ngày sau."))
    same.filter(Q(valid_to=None) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    account = CollectingAccount.objects.create(
        agency_id=agency_id,
        bank_bin=bank_bin,
        bank_name=bank_name[:200],
        number=number,
        holder=holder[:200],
        tax_code=tax_code[:14],
        valid_from=valid_from,
    )
    audit.record(
        action="payments.set_account",
        subject=f"agency:{agency_id}",
        label=f"{holder}, {number}, {bank_name}",
        data={"bank_bin": bank_bin, "number": number, "valid_from": valid_from.isoformat()},
        by=by,
        at=at,
    )
    return account


def load_accounts(*, path: Path, at: dt.datetime) -> int:
    """Take in the accounts of a profile (``accounts.csv``) for agencies that have none; return how many were new."""
    if not path.exists():
        return 0
    taken = 0
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            agency = Agency.objects.filter(code=row.pop("agency"), valid_to=None).first()
            if agency is None or CollectingAccount.objects.filter(agency=agency).exists():
                continue
            valid_from = dt.date.fromisoformat(row.pop("valid_from") or timezone.localdate(at).isoformat())
            set_account(agency_id=agency.pk, valid_from=valid_from, by=SYSTEM, at=at, **row)
            taken += 1
    return taken
