"""Checks of the settings, and the self-check that the control site shows in sentences."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.utils.translation import gettext_lazy as _

from congvu.connectors.social_insurance.connector import LINE, SLUG, account
from congvu.dossiers.operations.outside import findings_of
from congvu.kit.selfcheck import Connector, Finding, connectors
from congvu.kit.sync.checks import findings, safe

PREFIX = "CONGVU_SOCIAL_INSURANCE"


@register(Tags.security)
def social_insurance_is_safe(app_configs: object, **options: Any) -> list[CheckMessage]:
    """Refuse a plain address and a weak key outside the demo."""
    return safe(prefix=PREFIX, number=124, account=account())


def check() -> Iterator[Finding]:
    """Say whether dossiers can be handed over now, and which wait."""
    yield from findings(line=LINE, account=account(), wrong=social_insurance_is_safe(None), prefix=PREFIX)
    yield from findings_of(SLUG)


connectors.register(
    SLUG,
    Connector(
        key=SLUG,
        name=_("Hệ thống giải quyết thủ tục của Bảo hiểm xã hội"),
        purpose=_(
            "Phần cấp thẻ bảo hiểm y tế của dịch vụ liên thông chuyển sang Bảo hiểm xã hội và theo dõi kết quả tại đây."
        ),
        needs=_(
            "Thỏa thuận kết nối với Bảo hiểm xã hội tỉnh (Trung tâm Công nghệ thông tin BHXH Việt Nam), "
            "mã đối tác và khóa xác thực."
        ),
        is_sandbox=lambda: bool(settings.DEMO),
        reaches=lambda: [settings.SOCIAL_INSURANCE_URL],
        check=check,
    ),
)
