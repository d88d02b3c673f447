"""Open log-ins for the demo's invented officials, and write the board that ``make up`` shows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import BaseCommand
from django.db.models import Q
from django.utils import timezone

from congvu.accounts import operations
from congvu.kit.actors import SYSTEM
from congvu.people.models import RoleHolding


class Command(BaseCommand):
    """May be run again; existing accounts keep their password."""

    help = "Mở tài khoản cho cán bộ hư cấu của bản chạy thử"

    def handle(self, *args: Any, **options: Any) -> None:
        """Open what is missing."""
        now, password_hash = timezone.now(), make_password(settings.DEMO_PASSWORD)
        holdings = list(_holdings(timezone.localdate(now)))
        officials = {holding.official_id: holding.official for holding in holdings}
        names = {}
        for official in officials.values():
            username = official.staff_code.lower()
            names[official.pk] = operations.open_demo_account(
                official_id=official.pk, username=username, password_hash=password_hash, by=SYSTEM, at=now
            ).username
        (settings.VAR / "accounts.txt").write_text(_board(holdings, names))


def _holdings(on: date) -> Any:
    return (
        RoleHolding.objects.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on))
        .select_related("official", "agency")
        .order_by("official__staff_code", "id")
    )


def _board(holdings: list[RoleHolding], names: Mapping[int, str]) -> str:
    """Name one holder of each role, of the agency that has most of them, so that one dossier can go all the way."""
    by_agency: dict[int, list[RoleHolding]] = {}
    for holding in holdings:
        by_agency.setdefault(holding.agency_id, []).append(holding)
    ranked = sorted(by_agency.values(), key=lambda own: -len({holding.role for holding in own}))
    shown: dict[str, RoleHolding] = {}
    for holding in (holding for own in ranked for holding in own):
        shown.setdefault(holding.role, holding)
    rows = [
        f"  {names[one.official_id]:<14}{one.official.full_name:<24}{one.get_role_display():<24}{one.agency}"
        for one in shown.values()
    ]
    head = (
        "\n  Cổng dịch vụ công     http://localhost:{PORT}\n"
        "  Người dân             bấm “Đăng nhập bằng VNeID”, chọn một nhân vật\n"
        "  Cán bộ                http://localhost:{PORT}/staff/login/\n"
        f"  Mật khẩu chung        {settings.DEMO_PASSWORD}\n"
        "  Mã xác thực           http://localhost:{PORT}/staff/demo-code/\n\n"
    )
    return head + "\n".join(rows) + "\n"
