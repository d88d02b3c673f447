"""The linked birth: one submission, four agencies' parts, each with its clock; what goes wrong stops one part."""

import datetime as dt
import threading

import pytest

from congvu.catalogue import queries as catalogue
from congvu.dossiers import operations, tasks
from congvu.dossiers import queries as dossiers
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import ClockEntry, Dossier, Outage, OutsideCase, WorkItem
from congvu.dossiers.operations import outside
from congvu.dossiers.operations.outside import outages
from congvu.dossiers.queries import outside as questions
from congvu.dossiers.tests import scenes
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM
from congvu.kit.errors import NotAllowed
from congvu.kit.sync.messages import PROOF, code
from congvu.kit.sync.sandbox import open_sandbox, serve
from congvu.notices.models import Notice
from congvu.people import operations as people
from congvu.people import queries as powers
from congvu.vault.models import Paper as VaultPaper

pytestmark = pytest.mark.django_db
ASKED = {
    "requester": "full_name identifier birth_date residence relation phone email",
    "child": "full_name birth_date birth_time birth_date_words sex ethnic nationality"
    " at_clinic clinic birth_place hometown",
    "birth_note": "number date clinic",
    "mother": "declared full_name identifier birth_date ethnic nationality residence",
    "father": "declared full_name identifier birth_date ethnic nationality residence",
    "marriage": "registered number book date place",
    "residence": "address head_name head_identifier relation with_parent",
    "insurance": "clinic poor_number poor_date",
    "identity": "wanted vneid",
    "support": "groups order pay holder account bank",
    "children": "full_name birth_date identifier",
    "request": "copies delivery residence insurance identity post_address pledge",
}
"""Form 01 of NĐ 301/2026: the birth, head of household, first place of care, card, support, results."""


@pytest.fixture
def sectors(settings, monkeypatch, commune):
    """The systems of police and social insurance; what they tell is taken in at the ward's time."""
    sandbox = open_sandbox("http://127.0.0.1:9/")
    server = serve(sandbox)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POLICE_URL = sandbox.systems["police"].address
    settings.SOCIAL_INSURANCE_URL = sandbox.systems["social_insurance"].address
    now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    for slug, number, name, place in (
        ("police", "Z99HPCA900", "Công an phường Thí Dụ", commune.agency.place_id),
        ("social_insurance", "Z99HPND3", "Bảo hiểm xã hội thành phố", None),
    ):
        agency = people.open_agency(
            code=number, name=name, kind="vertical", place_id=place, valid_from=now.date(), by=SYSTEM, at=now
        )
        people.add_alias(agency_id=agency.pk, scheme=slug, code="31", by=SYSTEM, at=now)

    def listen(slug, secret):
        def tell(body, given=""):
            commune.now += dt.timedelta(minutes=1)
            headers = {PROOF: code(body, given or secret)}
            message = outside.take_message(system=slug, body=body, headers=headers, at=commune.now)
            outside.act_on(message_id=message.pk, at=commune.now)
            run(commune)

        return tell

    for slug, system in sandbox.systems.items():
        system.clock = lambda: commune.now
        monkeypatch.setattr(system, "tell", listen(slug, system.secret))
    yield sandbox.systems
    server.shutdown()


def run(commune):
    """Let what was announced and what waits to be sent go its way."""
    while outbox.deliver_due(limit=20):
        pass
    for case_id in questions.due_parcels(at=commune.now):
        while outside.send_next(case_id=case_id, at=commune.now):
            pass


def registered(commune) -> dict[str, Dossier]:
    """The birth is registered; return the dossiers of the submission by part."""
    first = commune.submit()
    commune.whole_life(first)
    run(commune)
    return {one.part: one for one in Dossier.objects.filter(bundle=first.bundle)}


def test_form_asks_every_field_of_form_01(version):
    groups = {group.code: group for page in version.form.pages for group in page.groups}
    asked = {code: " ".join(field.code for field in group.fields) for code, group in groups.items()}
    assert {name: asked[name] for name in ASKED} == ASKED


def test_sample_is_accepted_and_costs_nothing(version, clean, sample):
    outcome = clean()
    assert [(error.pointer, error.message) for error in outcome.errors] == []
    on = dt.date.fromisoformat(sample["today"])
    assert catalogue.fees_due(version=version, answers=outcome.values, on=on) == []


def test_an_older_child_is_registered_alone(version, clean):
    values = clean(child={"birth_date": "2020-11-01"}, birth_note={"date": "2020-11-02"}).values
    said = catalogue.broken_conditions(version=version, answers=values, on=dt.date(2026, 11, 23))
    assert "dưới 06 tuổi" in " ".join(said)


def test_parts_and_papers_follow_the_answers(version, clean):
    wanted = dossiers.linked.parts_wanted(version=version, answers=clean().values)
    assert [row["code"] for row in wanted] == ["residence", "insurance", "identity"]
    plain = dossiers.linked.parts_wanted(version=version, answers=clean(identity={"wanted": False}).values)
    assert [row["code"] for row in plain] == ["residence", "insurance"]
    elsewhere = clean(residence={"with_parent": False}).values
    asked = catalogue.papers_asked(version=version, answers=elsewhere, on=dt.date(2026, 11, 23))
    assert "housing" in [paper["code"] for paper in asked if paper["required"]]


def test_steps_fill_the_limit(version):
    assert sum(step["limit_minutes"] for step in version.definition.plan) == version.limit.value * 8 * 60


def test_before_the_birth_is_registered_nothing_goes_over(commune, sectors):
    first = commune.submit()
    run(commune)
    assert all(system.cases == {} for system in sectors.values())
    picture = dossiers.linked.picture(dossier=first)
    assert [part.state for part in picture] == ["sent", "waits", "waits", "waits"]
    assert [part.agency for part in picture[1:]] == [
        "Công an phường Thí Dụ", "Bảo hiểm xã hội thành phố", "Công an phường Thí Dụ",
    ]  # fmt: skip


def test_one_submission_comes_to_four_results(commune, sectors):
    parts = registered(commune)
    assert set(parts) == {"", "residence", "insurance", "identity"}
    said = sectors["social_insurance"].cases[parts["insurance"].code].message
    assert said["KetQuaTruoc"] == {"child_identifier": "031326000001"}
    assert [one["MaThanhPhanHoSo"] for one in said["TaiLieuNop"]] == ["linked_result"]
    for part, slug in (("residence", "police"), ("insurance", "social_insurance"), ("identity", "police")):
        for way in ("accept", "work", "solve"):
            sectors[slug].move(parts[part].code, way)
    done = {one.part: one for one in Dossier.objects.filter(bundle=parts[""].bundle)}
    assert {part: one.state for part, one in done.items()} == {
        "": State.RETURNED,
        "residence": State.RETURNED,
        "insurance": State.RETURNED,
        "identity": State.DONE,
    }  # fmt: skip  the card goes by post
    kinds = set(VaultPaper.objects.filter(owner=commune.mother).values_list("kind", flat=True))
    assert kinds == {"birth_certificate", "residence_notice", "health_insurance_card", "identity_card"}
    assert [part.state for part in dossiers.linked.picture(dossier=done["insurance"])] == ["done"] * 4


def test_each_part_has_its_own_limit_and_two_working_hours_to_acknowledge(commune, sectors):
    parts = registered(commune)
    case = OutsideCase.objects.get(dossier=parts["residence"])
    assert case.acknowledge_by == scenes.at("2026-11-20 13:15")  # handed over at 9:45; nobody works at noon
    sectors["police"].move(parts["residence"].code, "accept")
    sectors["police"].move(parts["identity"].code, "accept")
    due = {one.part: one.due_at.date() for one in Dossier.objects.exclude(due_at=None)}
    assert due == {"": dt.date(2026, 11, 23), "residence": dt.date(2026, 11, 25), "identity": dt.date(2026, 11, 30)}


def test_a_ward_that_does_not_take_it_in_stands_among_the_late_ones_and_is_warned(commune):
    commune.now = scenes.at("2026-11-23 09:00")
    first = commune.submit()
    item, mine = WorkItem.objects.get(dossier=first), {"agency_ids": [commune.agency.pk]}
    assert (item.due_at, item.sort_at) == (scenes.at("2026-11-23 11:00"), first.submitted_at)
    assert dossiers.soon_list(**mine, now=scenes.at("2026-11-23 10:30")).rows == []
    assert list(dossiers.soon_list(**mine, now=scenes.at("2026-11-23 10:40")).rows) == [item]
    for clock in ("10:30", "10:40", "10:50"):
        tasks.warn_holders.func(int(scenes.at(f"2026-11-23 {clock}").timestamp()))
    warned = Notice.objects.get(template="acknowledge_soon")
    assert (warned.official_id, warned.subject) == (commune.officials["reception"].id, first.subject)
    assert "11:00 ngày 23/11/2026" in warned.body_vi
    late = scenes.at("2026-11-23 11:01")
    assert list(dossiers.late_list(**mine, now=late).rows) == [item]
    grants = powers.grants(official_id=commune.officials["reception"].id, at=late)
    assert dossiers.counters(grants=grants, now=late).late == 1
    tasks.tell_heads.func(int(late.timestamp()))
    assert Notice.objects.get(template="deadline_head").title_vi.startswith("1 hồ sơ quá hạn, 0 hồ sơ sắp")
    first.refresh_from_db()
    assert (first.due_at, first.late_since, dossiers.is_late(first, at=late)) == (None, None, False)
    [account] = dossiers.date_accounts(dossier=first, at=late)
    assert (account.due_at, account.limit, account.is_past) == (item.due_at, "2 giờ làm việc", False)
    commune.now = scenes.at("2026-11-23 14:00")
    commune.does("reception", "accept", first)
    assert list(dossiers.late_list(**mine, now=commune.now).rows) == []
    told = dossiers.acknowledgement(dossier=Dossier.objects.get(pk=first.pk))
    assert told.done_at > told.by


def test_asking_for_what_lacks_answers_and_what_comes_back_is_counted_anew(commune):
    commune.now = scenes.at("2026-11-23 09:00")
    first = commune.submit()
    items = [{"kind": "field", "pointer": "child.full_name", "label": "Họ tên trẻ", "problem": "Sai dấu"}]
    commune.does("reception", "request_supplement", first, items=items, reason="Sai tên", contact="")
    asked = Dossier.objects.get(pk=first.pk)
    assert dossiers.acknowledgement(dossier=asked).done_at == commune.now
    assert not WorkItem.objects.filter(dossier=first).exists()
    commune.now = scenes.at("2026-11-25 16:00")
    operations.supplement(dossier_id=first.pk, values=asked.values, by=commune.citizen, at=commune.now)
    assert WorkItem.objects.get(dossier=first).due_at == scenes.at("2026-11-26 08:30")


def test_a_silent_part_comes_before_the_ward_that_took_the_submission(commune, sectors):
    parts = registered(commune)
    commune.now += dt.timedelta(hours=4)
    for case_id in questions.unacknowledged(at=commune.now):
        outside.note_silence(case_id=case_id, at=commune.now)
    assert WorkItem.objects.filter(kind="outside", agency=commune.agency).count() == 3
    late = dossiers.late_list(agency_ids=[commune.agency.pk], now=commune.now).rows
    assert {row.dossier_id for row in late} == {one.pk for part, one in parts.items() if part}
    sectors["police"].move(parts["residence"].code, "accept")
    assert not WorkItem.objects.filter(dossier=parts["residence"]).exists()


def test_a_refused_birth_opens_nothing(commune, sectors):
    first = commune.submit()
    commune.does("reception", "accept", first)
    commune.does("case_officer", "take", first)
    commune.does("leader", "refuse", first, reason="Trẻ đã được đăng ký khai sinh ở nơi khác")
    run(commune)
    assert Dossier.objects.filter(bundle=first.bundle).count() == 1
    first.refresh_from_db()
    assert [part.state for part in dossiers.linked.picture(dossier=first)] == ["refused"] * 4


def test_what_one_part_asks_stops_that_part_alone(commune, sectors):
    parts = registered(commune)
    for part, slug in (("residence", "police"), ("insurance", "social_insurance")):
        sectors[slug].move(parts[part].code, "accept")
    sectors["police"].move(parts["residence"].code, "ask")
    request = Dossier.objects.get(pk=parts["residence"].pk).supplement_requests.get()
    assert request.answer_by.date() == dt.date(2026, 12, 2)  # seven working days, the 24th is a holiday
    assert Dossier.objects.get(pk=parts["insurance"].pk).state == State.ACCEPTED
    sectors["police"].move(parts["residence"].code, "stop")
    states = [part.state for part in dossiers.linked.picture(dossier=parts[""])]
    assert states == ["done", "refused", "works", "sent"]


def test_the_time_of_an_outage_does_not_count(commune, sectors):
    parts = registered(commune)
    residence = parts["residence"]
    sectors["police"].move(residence.code, "accept")
    before = Dossier.objects.get(pk=residence.pk).due_at
    began = commune.now
    outage = Outage.objects.create(system="police", began_at=began, ended_at=began + dt.timedelta(days=3))
    assert residence.pk in questions.touched_by(outage_id=outage.pk)
    commune.now += dt.timedelta(days=3)
    assert outside.exclude_outage(outage_id=outage.pk, dossier_id=residence.pk, at=commune.now)
    after = Dossier.objects.get(pk=residence.pk)
    assert (before.date(), after.due_at.date()) == (dt.date(2026, 11, 25), dt.date(2026, 11, 26))
    turn = after.clock_entries.get(kind=ClockEntry.Kind.OUTAGE)
    assert "gián đoạn" in turn.reason
    assert not outside.exclude_outage(outage_id=outage.pk, dossier_id=residence.pk, at=commune.now)
    later = OutsideCase.objects.get(dossier=parts["identity"])
    outside.exclude_outage(outage_id=outage.pk, dossier_id=later.dossier_id, at=commune.now)
    assert OutsideCase.objects.get(pk=later.pk).acknowledge_by > later.acknowledge_by


def test_an_outage_declared_by_hand_does_what_was_shown_before(commune, sectors):
    residence = registered(commune)["residence"]
    sectors["police"].move(residence.code, "accept")
    before, began = Dossier.objects.get(pk=residence.pk).due_at, commune.now
    commune.now += dt.timedelta(days=3)
    said = {"system": "police", "began_at": began, "ended_at": commune.now, "reason": "Công văn 12/CA", "by": SYSTEM}
    effect = outside.effect_of_outage(**said, at=commune.now)
    assert Dossier.objects.get(pk=residence.pk).due_at == before  # nothing was written
    assert not Outage.objects.exists()
    outage = outside.declare_outage(**said, at=commune.now)
    outside.exclude_outage(outage_id=outage.pk, dossier_id=residence.pk, at=commune.now)
    after = Dossier.objects.get(pk=residence.pk).due_at
    assert effect.moved == ((residence.code, before, after),)
    assert after > before
    with pytest.raises(outside.OutageRefused, match="trùng"):
        outside.declare_outage(**said, at=commune.now)
    with pytest.raises(NotAllowed):
        outside.declare_outage(**{**said, "by": commune.citizen}, at=commune.now)


def test_what_a_person_declared_is_ended_by_a_person(commune, sectors):
    began = commune.now - dt.timedelta(hours=2)
    said = {"system": "police", "began_at": began, "ended_at": None, "reason": "Công văn 12/CA", "by": SYSTEM}
    outage = outside.declare_outage(**said, at=commune.now)
    outages.end("police", at=commune.now)
    assert Outage.objects.get().ended_at is None
    outside.end_outage(outage_id=outage.pk, ended_at=commune.now, by=SYSTEM, at=commune.now)
    assert Outage.objects.get().ended_at == commune.now
