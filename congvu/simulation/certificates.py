"""The certificates of a whole province, invented: so many as the first source article counts, 5,900, of every kind."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from congvu.kit.actors import SYSTEM
from congvu.people import operations as people
from congvu.people.models import Agency, Official, Post
from congvu.places.models import valid_on
from congvu.signing import operations as signing
from congvu.signing.models import Credential
from congvu.simulation.dice import Dice
from congvu.simulation.inventing import name_of

ALL = 5_900
DEVICES = ("Trang thông tin điện tử", "Máy chủ thư công vụ", "Phần mềm liên thông văn bản")
TITLES = ("Chuyên viên", "Chuyên viên chính", "Phó Trưởng phòng", "Trưởng phòng", "Văn thư", "Kế toán trưởng")
YEARS = 5
SHARES = {"active": 955, "revoked": 30, "suspended": 15}
"""Of a thousand."""
WHY = {"revoked": ("Nghỉ hưu", "Chuyển công tác", "Hỏng thiết bị"), "suspended": ("Mất thiết bị, chờ thu hồi",)}
SINCE = dt.date(2025, 7, 1)


def fill_inventory(*, at: dt.datetime, count: int = ALL) -> int:
    """Let the inventory have so many certificates: devices of agencies, then persons; return how many are new.

    They go to agencies where nobody of the demo works, so that no list of theirs grows by strangers.
    """
    day = timezone.localdate(at)
    worked_in = Post.objects.filter(valid_on(day)).exclude(official__staff_code__startswith="cts-").values("agency_id")
    agencies = list(Agency.objects.filter(valid_on(day)).exclude(pk__in=worked_in).order_by("code", "id"))
    wanted = count - Credential.objects.count()
    if not agencies or wanted <= 0:
        return 0
    rows = list(_devices(agencies, at))[:wanted]
    rows += _persons(agencies, wanted - len(rows), at)
    return signing.fill_inventory(rows, by=SYSTEM, at=at)


def _devices(agencies: list[Agency], at: dt.datetime) -> Iterator[signing.Invented]:
    for agency in agencies:
        for device in DEVICES:
            reference = f"cts-{agency.code}-{agency.pk}-{DEVICES.index(device)}"
            yield _invented(reference, at, owner=agency.name, body=agency.name, agency_id=agency.pk, device=device)


def _persons(agencies: list[Agency], count: int, at: dt.datetime) -> list[signing.Invented]:
    invented: list[tuple[str, str, int, str]] = []
    for number in range(count):
        dice = Dice("certificate", number)
        name = name_of(dice, "female" if dice.happens(0.5) else "male")
        invented.append((f"cts-{number:05}", name, agencies[number % len(agencies)].pk, dice.pick(TITLES)))
    people.enrol_invented(rows=invented, since=SINCE, by=SYSTEM, at=at)
    ids = dict(Official.objects.filter(staff_code__startswith="cts-").values_list("staff_code", "id"))
    names = {one.pk: one.name for one in agencies}
    return [
        _invented(code, at, owner=name, body=names[agency_id], official_id=ids[code])
        for code, name, agency_id, _title in invented
    ]


def _invented(
    reference: str,
    at: dt.datetime,
    *,
    owner: str,
    body: str,
    official_id: int | None = None,
    agency_id: int | None = None,
    device: str = "",
) -> signing.Invented:
    dice = Dice("life", reference)
    state = dice.one_of(SHARES)
    return signing.Invented(
        owner=owner,
        body=body,
        reference=reference,
        official_id=official_id,
        agency_id=agency_id,
        device=device,
        since=at - dt.timedelta(days=dice.uniform(0, YEARS * 365 + 10)),
        state=state,
        why=dice.pick(WHY[state]) if state in WHY else "",
    )
