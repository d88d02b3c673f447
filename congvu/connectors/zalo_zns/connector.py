"""The channel to telephones by Zalo. One template carries every state of a dossier, another single-use codes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from congvu.connectors.zalo_zns.client import KeyInvalid, ZaloClient
from congvu.connectors.zalo_zns.models import Pass, locked_up, opened
from congvu.notices.hooks import Message, NotSent

EARLY = timedelta(hours=6)
"""The access key lives 25 hours; it is renewed so long before its end."""


class ZaloChannel:
    """Hands messages to Zalo; a key that has run out is renewed by a job, and the message is tried again after it."""

    kind = "chat"

    @property
    def is_on(self) -> bool:
        """Tell whether addresses, application and template are set."""
        given = (settings.ZALO_URL, settings.ZALO_OAUTH_URL, settings.ZALO_APP_ID, settings.ZALO_SECRET)
        return bool(all(given) and settings.ZALO_TEMPLATE)

    def send(self, message: Message) -> str:
        """Hand the message over; return Zalo's number for it.

        :raises NotSent: it was not taken
        """
        template, data = _filled(message)
        try:
            return client().send(
                access=access_key(at=timezone.now()),
                phone=message.phone,
                template=template,
                data=data,
                tracking_id=message.key,
            )
        except KeyInvalid:
            Pass.objects.update(expires_at=None)
            ask_renewal()
            raise


def client() -> ZaloClient:
    """Return the application as it is set."""
    return ZaloClient(
        url=settings.ZALO_URL.rstrip("/"),
        oauth_url=settings.ZALO_OAUTH_URL.rstrip("/"),
        app_id=settings.ZALO_APP_ID,
        secret=settings.ZALO_SECRET,
    )


def access_key(*, at: datetime) -> str:
    """Return the key that opens Zalo now.

    :raises KeyInvalid: there is none; a new one has been asked for
    """
    kept = Pass.objects.first()
    if kept is None or kept.expires_at is None or kept.expires_at <= at:
        raise KeyInvalid
    return opened(kept.access)


def renew(*, at: datetime) -> bool:
    """Get new keys when the old ones end soon; one at a time (a lock of the job), outside any transaction.

    The first refresh token comes from the settings, each later one from Zalo; False when there was nothing to do.

    :raises NotSent: Zalo gave none; the reason is kept for the self-check
    """
    kept = Pass.objects.first() or Pass()
    if kept.expires_at is not None and kept.expires_at > at + EARLY:
        return False
    refresh = opened(kept.refresh) or settings.ZALO_REFRESH_TOKEN
    try:
        keys = client().renew(refresh=refresh)
    except NotSent as problem:
        kept.problem = str(problem)
        kept.save()
        raise
    kept.access, kept.refresh = locked_up(keys.access), locked_up(keys.refresh)
    kept.expires_at, kept.renewed_at, kept.problem = at + timedelta(seconds=keys.seconds), at, ""
    kept.save()
    return True


def ask_renewal() -> None:
    """Give the renewal a job, unless one waits already."""
    try:
        with transaction.atomic():
            jobs.configure_task("zalo_zns.renew", lock="zalo_zns.renew", queueing_lock="zalo_zns.renew").defer()
    except AlreadyEnqueued:
        return


def _filled(message: Message) -> tuple[str, dict[str, str]]:
    """Return template and its parameters, as registered (README).

    :raises NotSent: the province has registered no template for codes
    """
    if message.secret:
        if not settings.ZALO_CODE_TEMPLATE:
            raise NotSent(_("Chưa đăng ký mẫu mã xác nhận với Zalo."), final=True)
        return settings.ZALO_CODE_TEMPLATE, {"otp": message.secret}
    moment = f"{timezone.localtime(message.at):%H:%M %d/%m/%Y}"
    return settings.ZALO_TEMPLATE, {
        "ma_ho_so": message.code[:30] or "-",
        "trang_thai": message.state[:30],
        "thoi_gian": moment,
    }
