"""Steps are written down in Vietnamese and read in the reader's language."""

from django.utils.translation import override

from congvu.processes import queries

ROWS = [
    {"id": "receive", "name": {"vi": "Tiếp nhận", "en": "Receive"}, "role": "reception", "kind": "receive"},
    {
        "id": "ask",
        "name": {"vi": "Hỏi phường", "en": "Ask the ward"},
        "role": "clerk",
        "kind": "consult",
        "each": "wards",
    },
    {"id": "sign", "name": "Ký", "role": "leader", "kind": "sign"},
]


def test_steps_are_said_in_the_readers_language(begin):
    story = begin(ROWS, fee=0, wards=["An Biên"]).finish("receive")
    vietnamese = queries.course(queries.gathered(story.run_id))
    with override("en"):
        english = queries.course(queries.gathered(story.run_id))
    assert [row.name for row in vietnamese.table] == ["Tiếp nhận", "Hỏi phường: An Biên", "Ký"]
    assert [row.name for row in english.table] == ["Receive", "Ask the ward: An Biên", "Ký"]
    assert ("Receive" in vietnamese.drawing, "Tiếp nhận" in vietnamese.drawing) == (False, True)
    assert ("Receive" in english.drawing, "Tiếp nhận" in english.drawing) == (True, False)


def test_what_is_planned_has_both_names(begin):
    story = begin(ROWS, fee=0, wards=["An Biên"])
    first = queries.planned(story.run.definition_id)[0]
    with override("en"):
        assert first.label == "Receive"
    assert first.label == "Tiếp nhận"
