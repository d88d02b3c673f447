"""Checks of the settings, and the self-check that the control site shows in sentences."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.utils.translation import gettext_lazy as _

from congvu.connectors.police.connector import LINE, SLUG, account
from congvu.dossiers.operations.outside import findings_of
from congvu.kit.selfcheck import Connector, Finding, connectors
from congvu.kit.sync.checks import findings, safe

PREFIX = "CONGVU_POLICE"


@register(Tags.security)
def police_is_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse a plain address and a weak key outside the demo."""
    return safe(prefix=PREFIX, number=121, account=account())


def check() -> Iterator[Finding]:
    """Say whether dossiers can be handed over now, and which wait."""
    yield from findings(line=LINE, account=account(), wrong=police_is_safe(None), prefix=PREFIX)
    yield from findings_of(SLUG)


connectors.register(
    SLUG,
    Connector(
        key=SLUG,
        name=_("Hệ thống giải quyết thủ tục của Công an"),
        purpose=_(
            "Hồ sơ cư trú, căn cước, hộ chiếu, giấy phép lái xe, lý lịch tư pháp chuyển sang Công an; "
            "kết quả theo dõi tại đây."
        ),
        needs=_(
            "Thỏa thuận kết nối với Công an tỉnh (Cục C06), mã đối tác và khóa xác thực, mã đơn vị công an cấp xã "
            "trong danh mục của ngành; kiểm tra an toàn hệ thống cấp độ 3."
        ),
        is_sandbox=lambda: bool(settings.DEMO),
        reaches=lambda: [settings.POLICE_URL],
        check=check,
    ),
)
