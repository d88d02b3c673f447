from congvu.audit import queries as audit
from congvu.kit import outbox
from congvu.processes.events import RunEnded, StepFinished, StepReady


def test_facts_of_a_run_are_announced_in_the_order_they_happened(begin, an, monkeypatch):
    told: list[object] = []
    monkeypatch.setattr(outbox, "announce", lambda event, *, subject: told.append((type(event), subject)))
    rows = [
        {"id": "receive", "name": "Tiếp nhận", "role": "reception"},
        {"id": "sign", "name": "Ký", "role": "leader"},
    ]
    begin(rows).finish("receive").finish("sign")
    assert [kind for kind, _subject in told] == [StepReady, StepFinished, StepReady, StepFinished, RunEnded]
    assert {subject for _kind, subject in told} == {"dossier:1"}


def test_each_operation_writes_one_line_of_the_trace(begin, an):
    begin(fee=0, wards=[]).finish("receive").back("verify", "receive")
    lines = [(entry.action, entry.label) for entry in audit.entries(subject="dossier:1")]
    assert sorted(lines) == [
        ("processes.finish_step", "Tiếp nhận hồ sơ"),
        ("processes.return_to", "Thẩm tra hồ sơ"),
        ("processes.start", ""),
    ]
