"""What was found of one signature, told in data and in sentences. Pure: no file is read here, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .anchors import Anchor, Known
from .clocks import Clock
from .levels import Level
from .reports import Coverage, Revocation, SignatureReport

FRESH = timedelta(days=7)
"""How much older than the signature a list of revoked certificates may be and still speak of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One signature as the judges found it; ``own`` is the signer's certificate."""

    own: Any
    intact: bool
    coverage: Coverage
    closed: bool
    """Whether nothing foreign hangs behind the end of the file."""
    anchor: Anchor | None
    familiar: Known | None
    signed_at: datetime | None
    clock: Clock
    at: datetime
    """The moment of judging."""

    @property
    def moment(self) -> datetime:
        """When it was made, as far as can be told."""
        return self.clock.at or self.signed_at or self.at


def told(facts: Facts, *, field: str) -> SignatureReport:
    """Return the report of one signature."""
    own, anchor = facts.own, facts.anchor
    subject = own.subject.native
    faults = _faults(facts)
    doubts = [] if faults or facts.clock.at else _doubts(facts)
    return SignatureReport(
        field=field,
        who=_text(subject.get("common_name")),
        title=_text(subject.get("title")),
        body=_text(subject.get("organization_name")),
        kind=facts.familiar.kind if facts.familiar else "",
        official_id=facts.familiar.official_id if facts.familiar else None,
        serial=f"{own.serial_number:x}",
        issuer=_text(own.issuer.native.get("common_name")),
        valid_from=own.not_valid_before,
        valid_to=own.not_valid_after,
        signed_at=facts.signed_at,
        is_intact=facts.intact,
        trusted_by=anchor.list_name if anchor and anchor.held(facts.moment) else "",
        coverage=facts.coverage,
        is_good=not faults and not doubts,
        is_unproven=bool(doubts),
        revocation=revocation(facts),
        level=facts.clock.level,
        proven_at=facts.clock.at,
        proven_by=facts.clock.by,
        sentences=(*(faults or doubts or [_good(facts.coverage)]), *_remarks(facts)),
    )


def _text(value: Any) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value or "")


def revocation(facts: Facts) -> Revocation:
    """Say whether the certificate was revoked when the signature was made, by all that is at hand."""
    since = _ended_at(facts)
    if facts.clock.revoked or (since and facts.moment >= since):
        return Revocation.REVOKED
    is_proven = facts.clock.level in {Level.LT, Level.LTA}
    return Revocation.HELD if is_proven or facts.familiar or _list_day(facts) else Revocation.UNKNOWN


def _ended_at(facts: Facts) -> datetime | None:
    """Return since when the certificate is not to be used: by our own inventory or by its issuer's list."""
    listed = facts.anchor.list_about(facts.own) if facts.anchor else None
    days = [
        facts.familiar.ended_at if facts.familiar else None,
        listed.since(facts.own.serial_number) if listed else None,
    ]
    return min((day for day in days if day), default=None)


def _list_day(facts: Facts) -> datetime | None:
    """Return the day of the issuer's list where it speaks of the moment of signing."""
    listed = facts.anchor.list_about(facts.own) if facts.anchor else None
    return listed.made_at if listed and listed.made_at + FRESH >= facts.moment else None


def _faults(facts: Facts) -> list[str]:
    own, anchor, moment = facts.own, facts.anchor, facts.moment
    faults = []
    if not facts.intact:
        faults.append(_("Nội dung đã bị sửa đổi sau khi ký, hoặc chữ ký bị hỏng."))
    elif not facts.closed:
        faults.append(
            _("Sau phần kết thúc, tệp bị nối thêm dữ liệu lạ: phần mềm khác có thể hiện nội dung không được ký.")
        )
    elif facts.coverage == Coverage.CHANGED:
        faults.append(_("Sau khi ký, tệp đã được thêm hoặc đổi nội dung không được phép."))
    if not own.not_valid_before <= moment <= own.not_valid_after:
        faults.append(
            _("Chữ ký được tạo ngoài thời hạn của chứng thư (từ %(start)s đến %(end)s).")
            % {"start": day(own.not_valid_before), "end": day(own.not_valid_after)}
        )
    elif anchor is None:
        faults.append(_("Không xác nhận được nơi cấp chứng thư: không có trong danh sách tin cậy."))
    elif not anchor.held(moment):
        words = _("Khi ký, nơi cấp chứng thư không có trong danh sách tin cậy (%(days)s).")
        faults.append(words % {"days": _days(anchor)})
    if revocation(facts) == Revocation.REVOKED:
        faults.append(_revoked(facts))
    if facts.signed_at and facts.signed_at > facts.at:
        faults.append(_("Thời điểm ký ghi trong tệp ở tương lai."))
    return faults


def _days(anchor: Anchor) -> str:
    words = _("tin từ ngày %(day)s") % {"day": f"{anchor.valid_from:%d/%m/%Y}"}
    if anchor.valid_to:
        words += _(", rút từ ngày %(day)s") % {"day": f"{anchor.valid_to:%d/%m/%Y}"}
    return words


def _revoked(facts: Facts) -> str:
    since = _ended_at(facts)
    if since is None or facts.moment < since:
        return _("Dữ liệu kiểm tra kèm trong tệp cho biết chứng thư đã bị thu hồi trước khi ký.")
    if facts.familiar and facts.familiar.is_suspended and facts.familiar.ended_at == since:
        return _("Chứng thư đã bị tạm dừng từ ngày %(day)s, trước khi ký.") % {"day": day(since)}
    return _("Chứng thư đã bị thu hồi từ ngày %(day)s, trước khi ký.") % {"day": day(since)}


def _doubts(facts: Facts) -> list[str]:
    """Say of a signature with which nothing is wrong why it cannot be proven all the same."""
    end = facts.own.not_valid_after
    if end < facts.at:
        return [_expired(end, facts.signed_at)]
    if facts.anchor and facts.anchor.is_withdrawn(facts.at):
        return [
            _(
                "Nội dung không bị sửa đổi. Nơi cấp chứng thư nay không còn trong danh sách tin cậy (%(days)s); "
                "chữ ký không có dấu thời gian, nên chưa chứng minh được là đã ký trước ngày ấy."
            )
            % {"days": _days(facts.anchor)}
        ]
    return []


def _expired(end: datetime, signed_at: datetime | None) -> str:
    """Say what can be known of a signature whose certificate has expired since: intact, yet the day is the signer's."""
    ends = {"end": day(end), "signed": day(signed_at) if signed_at else ""}
    if signed_at is None:
        return (
            _(
                "Nội dung không bị sửa đổi. Chứng thư đã hết hạn ngày %(end)s và tệp không ghi lúc ký: "
                "không biết chữ ký có được tạo khi chứng thư còn hạn hay không."
            )
            % ends
        )
    return (
        _(
            "Nội dung không bị sửa đổi. Theo đồng hồ của người ký, chữ ký được tạo ngày %(signed)s, "
            "khi chứng thư còn hạn; "
            "chứng thư đã hết hạn ngày %(end)s và chữ ký không có dấu thời gian, nên ngày ký chưa chứng minh được."
        )
        % ends
    )


def _good(coverage: Coverage) -> str:
    if coverage == Coverage.WHOLE:
        return _("Chữ ký hợp lệ và bao trùm toàn bộ tệp.")
    return _("Chữ ký hợp lệ; sau đó tệp chỉ được thêm chữ ký khác, nội dung không đổi.")


def _remarks(facts: Facts) -> list[str]:
    anchor, clock = facts.anchor, facts.clock
    remarks = [anchor.remark] if anchor and anchor.remark else []
    if clock.at:
        remarks.append(
            _("Dấu thời gian của %(by)s chứng minh chữ ký đã có lúc %(time)s ngày %(day)s (mức %(level)s).")
            % {
                "by": clock.by,
                "time": f"{timezone.localtime(clock.at):%H:%M:%S}",
                "day": day(clock.at),
                "level": clock.level,
            }
        )
    if anchor:
        remarks += _revocation_remarks(facts)
    if facts.signed_at:
        remarks.append(
            _("Thời điểm ký %(time)s ngày %(day)s do máy của người ký ghi.")
            % {"time": f"{timezone.localtime(facts.signed_at):%H:%M:%S}", "day": day(facts.signed_at)}
        )
    return remarks


def _revocation_remarks(facts: Facts) -> list[str]:
    """Say by what it is known that the certificate was not revoked, or that it is not known."""
    state, since = revocation(facts), _ended_at(facts)
    if state == Revocation.REVOKED:
        return []
    if since:
        return [_("Chứng thư bị thu hồi hoặc tạm dừng từ ngày %(day)s, sau khi ký.") % {"day": day(since)}]
    if facts.clock.level in {Level.LT, Level.LTA}:
        return [_("Tệp kèm đủ dữ liệu để chứng minh chứng thư chưa bị thu hồi khi ký.")]
    if listed := _list_day(facts):
        return [
            _("Chứng thư không có trong danh sách thu hồi của nơi cấp lập lúc %(time)s ngày %(day)s.")
            % {"time": f"{timezone.localtime(listed):%H:%M}", "day": day(listed)}
        ]
    if facts.familiar:
        return [_("Chứng thư không bị thu hồi theo danh sách chứng thư của tỉnh.")]
    return [_("Chưa có danh sách thu hồi của nơi cấp, nên chưa biết chứng thư có bị thu hồi hay không.")]


def day(moment: datetime) -> str:
    """Return the day of a moment, here."""
    return f"{timezone.localtime(moment):%d/%m/%Y}"
