"""Scenes of petitions, built through operations."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from congvu.feedback import operations
from congvu.feedback.models import Petition
from congvu.kit.actors import Actor, ActorKind
from congvu.people.models import Agency

VISITOR = Actor(kind=ActorKind.VISITOR, name="Khách", address="203.0.113.7")
GIVEN = operations.PetitionIn(
    about="delay",
    title="Chờ hai giờ mới được gọi số",
    text="Sáng thứ Năm tôi chờ hai giờ, cán bộ không giải thích.",
    name="Trần Văn Thử",
    address="12 đường Ví Dụ",
    phone="0912 345 678",
    email="thu@example.vn",
)


def in_every_state(*, agency: Agency, officials: Mapping[str, Actor], at: dt.datetime) -> dict[str, Petition]:
    """Return one petition in each state that has a page of its own."""
    given = replace(GIVEN, agency_id=agency.pk)
    found = {
        name: operations.file_petition(given=given, by=VISITOR, at=at)
        for name in ("received", "asked", "accepted", "answered", "published")
    }
    desk, leader = officials["reception"], officials["leader"]
    operations.ask_sender(petition_id=found["asked"].pk, what="Ở quầy nào?", by=desk, at=at)
    for name in ("accepted", "answered", "published"):
        operations.accept_petition(petition_id=found[name].pk, is_conduct=True, by=desk, at=at)
    for name in ("answered", "published"):
        operations.answer(petition_id=found[name].pk, text="Đã mở thêm quầy.", is_founded=True, by=leader, at=at)
    words = {"title": "Chờ lâu", "text": "Chờ hai giờ.", "answer": "Đã mở thêm quầy."}
    operations.publish(petition_id=found["published"].pk, **words, by=leader, at=at)
    return {name: Petition.objects.get(pk=one.pk) for name, one in found.items()}
