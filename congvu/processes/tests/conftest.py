from datetime import UTC, date, datetime, timedelta

import pytest

from congvu.kit.actors import Actor, ActorKind
from congvu.people.models import Agency, Official
from congvu.processes import operations
from congvu.processes.models import Run, Step

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 8:00 in Hà Nội

BIRTH = [
    {"id": "receive", "name": "Tiếp nhận hồ sơ", "role": "reception", "kind": "receive", "hours": 1},
    {"id": "pay", "name": "Chờ nộp lệ phí", "message": "payment", "when": "fee > 0"},
    {
        "id": "verify",
        "name": "Thẩm tra hồ sơ",
        "role": "case_officer",
        "kind": "work",
        "hours": 3,
        "actions": ["request_supplement"],
        "next": [{"step": "receive", "when": "complete == false", "label": "Còn thiếu"}, {"step": "police"}],
    },
    {"id": "police", "name": "Hỏi công an", "role": "case_officer", "kind": "consult", "beside": "ask", "hours": 2},
    {
        "id": "wards",
        "name": "Hỏi phường",
        "role": "clerk",
        "kind": "consult",
        "beside": "ask",
        "each": "wards",
        "hours": 2,
    },
    {
        "id": "sign",
        "name": "Ký giấy khai sinh",
        "role": "leader",
        "kind": "sign",
        "hours": 2,
        "next": [{"step": "verify", "when": "approved == false"}, {"step": "hand_out"}],
    },
    {"id": "hand_out", "name": "Trả kết quả", "role": "return_desk", "kind": "return", "hours": 1},
]


def official(name: str, title: str = "Công chức tư pháp - hộ tịch") -> Actor:
    row = Official.objects.create(full_name=name, staff_code=name, sort_key=name, folded=name)
    return Actor(kind=ActorKind.OFFICIAL, id=row.pk, name=name, title=title)


@pytest.fixture
def an(db) -> Actor:
    return official("Nguyễn Văn An")


@pytest.fixture
def binh(db) -> Actor:
    return official("Trần Thị Bình", "Phó Chủ tịch")


@pytest.fixture
def ward(db) -> Agency:
    return Agency.objects.create(
        code="H24.101",
        name="UBND phường Ngô Quyền",
        kind="commune",
        valid_from=date(2025, 7, 1),
        folded="",
        sort_key="",
    )


class Story:
    """A run told in the words of the office; each move is a minute later than the one before."""

    def __init__(self, run: Run, by: Actor) -> None:
        self.run_id, self.by, self.at = run.pk, by, run.started_at

    def minute(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def step(self, bpmn_id: str, key: str = "") -> Step:
        return Step.objects.get(run_id=self.run_id, bpmn_id=bpmn_id, instance_key=key, state="open")

    def finish(self, bpmn_id: str, key: str = "", by: Actor | None = None, **data: object) -> "Story":
        operations.finish_step(step_id=self.step(bpmn_id, key).pk, by=by or self.by, at=self.minute(), data=data)
        return self

    def back(self, bpmn_id: str, target: str, key: str = "", reason: str = "Thiếu giấy chứng sinh") -> "Story":
        operations.return_to(
            run_id=self.run_id,
            from_step_id=self.step(bpmn_id, key).pk,
            target=target,
            reason=reason,
            by=self.by,
            at=self.minute(),
        )
        return self

    def message(self, name: str, **payload: object) -> "Story":
        operations.send_message(run_id=self.run_id, name=name, payload=payload, by=self.by, at=self.minute())
        return self

    @property
    def waiting(self) -> list[str]:
        rows = Step.objects.filter(run_id=self.run_id, state="open").order_by("bpmn_id", "instance_key")
        return [f"{row.bpmn_id}{row.instance_key}" for row in rows]

    @property
    def run(self) -> Run:
        return Run.objects.select_related("definition").get(pk=self.run_id)


@pytest.fixture
def begin(an, ward):
    def begin(steps=BIRTH, bpmn=None, **variables) -> Story:
        definition = operations.define(key="khai-sinh", steps=None if bpmn else steps, bpmn=bpmn)
        run = operations.start(
            definition_id=definition.pk, subject="dossier:1", agency_id=ward.pk, variables=variables, by=an, at=MORNING
        )
        return Story(run, an)

    return begin
