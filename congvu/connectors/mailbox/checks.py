"""Checks of the settings, and the self-check that the control site shows in sentences."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from congvu.connectors.mailbox.accounts import AccountsUnreadable, MailAccount, accounts
from congvu.connectors.mailbox.client import MailboxDown, inbox
from congvu.connectors.mailbox.connector import SLUG, AgencyUnknown, agency_of
from congvu.documents import queries
from congvu.kit.selfcheck import Connector, Finding, Part, State, connectors

MOST = 20
"""Mailboxes at whose doors one check knocks."""


@register(Tags.security)
def mailboxes_are_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse, outside the demo, passwords in the clear: on the line, or in a file that others may read."""
    if settings.DEMO or not settings.MAILBOX_ACCOUNTS:
        return []
    try:
        found = accounts()
    except AccountsUnreadable as problem:
        return [Error(f"CONGVU_MAILBOX_ACCOUNTS: {problem}", id="congvu.E131")]
    errors: list[CheckMessage] = [
        Error(f"The mailbox of {one.agency_code} must use tls or starttls outside the demo.", id="congvu.E132")
        for one in found
        if one.security == "none"
    ]
    if os.stat(Path(settings.MAILBOX_ACCOUNTS)).st_mode & 0o077:
        errors.append(Error("CONGVU_MAILBOX_ACCOUNTS must be readable by its owner only (600).", id="congvu.E133"))
    return errors


def check() -> Iterator[Finding]:
    """Say whether the mailboxes can be opened now and were fetched lately."""
    try:
        found = accounts()
    except AccountsUnreadable as problem:
        words = _("Danh sách hộp thư không đọc được: %(why)s.") % {"why": problem}
        yield Finding(Part.SETTINGS, State.BROKEN, words, _("Sửa tệp theo hướng dẫn của đầu nối."))
        return
    if not found:
        words = _("Chưa nối hộp thư nào: thư điện tử được lưu thành tệp .eml rồi tải lên.")
        yield Finding(Part.SETTINGS, State.OFF, words, _("Đặt CONGVU_MAILBOX_ACCOUNTS."))
        return
    if wrong := mailboxes_are_safe(None):
        for message in wrong:
            yield Finding(Part.SETTINGS, State.BROKEN, str(message.msg), _("Sửa tệp rồi kiểm tra lại."))
        return
    yield Finding(Part.SETTINGS, State.GOOD, _("Đã khai %(n)s hộp thư.") % {"n": len(found)})
    for account in found[:MOST]:
        yield from _knock(account)
    yield from _lately()


def _knock(account: MailAccount) -> Iterator[Finding]:
    try:
        agency_of(account, on=timezone.localdate())
    except AgencyUnknown:
        words = _("Mã cơ quan %(code)s của hộp thư %(user)s không có.")
        hint = _("Sửa mã cơ quan trong danh sách hộp thư.")
        facts = {"code": account.agency_code, "user": account.user}
        yield Finding(Part.SETTINGS, State.BROKEN, words % facts, hint)
        return
    try:
        with inbox(account):
            yield Finding(Part.REACH, State.GOOD, _("Mở được hộp thư %(user)s.") % {"user": account.user})
    except MailboxDown as problem:
        words = _("Không mở được hộp thư %(user)s: %(why)s.") % {"user": account.user, "why": problem}
        hint = _("Kiểm tra mạng, địa chỉ, mật khẩu; máy chủ thư phải cho phép IMAP.")
        yield Finding(Part.REACH, State.BROKEN, words, hint)


def _lately() -> Iterator[Finding]:
    now = timezone.now()
    for box in queries.boxes():
        if box.is_silent(now):
            words = _("Hộp thư %(user)s đã lâu chưa lấy được thư: %(why)s.")
            facts = {"user": box.address, "why": box.problem or _("chưa tới lượt")}
            yield Finding(Part.REACH, State.WARNING, words % facts, _("Xem bộ xử lý việc nền (hàng đợi slow)."))


connectors.register(
    SLUG,
    Connector(
        key=SLUG,
        name=gettext_lazy("Hộp thư điện tử của cơ quan"),
        purpose=gettext_lazy("Lấy văn bản gửi đến hộp thư công vụ (IMAP); văn thư đối chiếu rồi vào sổ."),
        needs=gettext_lazy(
            "Đơn vị quản lý thư điện tử công vụ cấp cho mỗi cơ quan một hộp thư, mật khẩu ứng dụng và mở IMAP qua TLS."
        ),
        is_sandbox=lambda: bool(settings.DEMO and not settings.MAILBOX_ACCOUNTS),
        reaches=lambda: [f"imap://{one.host}:{one.port}" for one in accounts()],
        check=check,
    ),
)
