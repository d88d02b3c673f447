"""A result goes by post: ordered, carried, delivered, brought back; told by signed messages, as the post does."""

import threading

import pytest
from django.urls import reverse

from congvu.connectors.post import protocol, sandbox
from congvu.connectors.post.connector import SLUG, Post
from congvu.delivery import operations as delivery
from congvu.delivery.hooks import CarrierDown, carriers
from congvu.delivery.models import Handing, Parcel
from congvu.dossiers import operations
from congvu.dossiers.lifecycle import State
from congvu.dossiers.models import Dossier
from congvu.kit import outbox
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed, Stale
from congvu.payments.models import Charge, Discrepancy, Method
from congvu.people import operations as people

pytestmark = pytest.mark.django_db
WORDS = {"name": "Nguyễn Thị Hồng Ánh", "phone": "0912345678", "address": "Số 5 đường Thí Dụ", "carrier": SLUG}


@pytest.fixture
def office(settings):
    """The post, playing on a free port; what it tells is handed to the test's client."""
    if carriers.find(SLUG) is None:
        carriers.register(SLUG, Post())
    settings.POST_SECRET = "sandbox"
    played = sandbox.Office(callback="")
    server = sandbox.serve(0, played)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.POST_URL = f"http://127.0.0.1:{server.server_port}"
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture
def done(commune_with_keys):
    commune = commune_with_keys
    dossier = commune.submit(return_by="post")
    return commune, commune.whole_life(dossier)


def send(commune, dossier):
    by, at = commune.officials["return_desk"], commune.now
    parcel = operations.post_result(dossier_id=dossier.pk, **WORDS, by=by, at=at)
    return delivery.order_parcel(parcel_id=parcel.pk, by=by, at=at)


def tell(client, parcel, state, number="m1", secret="sandbox", **more):
    body = protocol.packed(
        {
            "ma_tin": number,
            "so_hieu": parcel.tracking,
            "trang_thai": state,
            "luc": "2026-11-21T10:00:00+07:00",
            "nguoi_nhan": "Nguyễn Văn Nhận",
            "da_thu": parcel.cash,
            **more,
        }
    )
    headers = {"HTTP_X_CONGVU_SIGNATURE": protocol.code(body, secret)}
    return client.post(reverse("post_told"), body, content_type="application/json", **headers)


def test_delivered_by_post_is_returned_with_the_receivers_name(done, office, client):
    commune, dossier = done
    parcel = send(commune, dossier)
    assert (parcel.state, parcel.tracking in office.parcels) == ("ordered", True)
    assert office.parcels[parcel.tracking]["thu_ho"] == parcel.cash == 16000, "what is owed is collected"
    for number, state in (("m1", "LAY"), ("m2", "PHAT_HONG"), ("m3", "PHAT"), ("m3", "PHAT")):
        assert tell(client, parcel, state, number).status_code == 200
    while outbox.deliver_due(limit=20):
        pass
    parcel.refresh_from_db()
    assert (parcel.state, parcel.collected, parcel.events.count()) == ("delivered", 16000, 3)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.state == State.RETURNED
    charge = Charge.objects.get()
    assert (charge.state, charge.method, charge.receipts.get().amount) == ("paid", Method.CARRIED, 16000)
    assert tell(client, parcel, "HOAN", "m4").status_code == 200
    parcel.refresh_from_db()
    assert parcel.state == "delivered", "what came late changes no end"


def test_money_short_at_the_door_pays_nothing_and_is_shown_as_a_difference(done, office, client):
    commune, dossier = done
    parcel = send(commune, dossier)
    tell(client, parcel, "PHAT", da_thu=10000)
    while outbox.deliver_due(limit=20):
        pass
    charge, found = Charge.objects.get(), Discrepancy.objects.get()
    assert (charge.state, charge.receipts.count()) == ("due", 0)
    assert (found.kind, found.expected, found.received, found.number) == (
        "wrong_amount", 16000, 10000, parcel.tracking,
    )  # fmt: skip
    assert Dossier.objects.get(pk=dossier.pk).state == State.RETURNED


def test_brought_back_waits_at_the_desk_and_may_be_sent_again(done, office, client):
    commune, dossier = done
    parcel = send(commune, dossier)
    with pytest.raises(delivery.ParcelRefused, match="đang có"):
        operations.post_result(dossier_id=dossier.pk, **WORDS, by=commune.officials["return_desk"], at=commune.now)
    tell(client, parcel, "HOAN")
    while outbox.deliver_due(limit=20):
        pass
    assert Dossier.objects.get(pk=dossier.pk).state == State.DONE
    assert send(commune, dossier).tracking != parcel.tracking


def test_forged_unknown_and_unreadable_messages_take_no_effect(done, office, client):
    commune, dossier = done
    parcel = send(commune, dossier)
    assert tell(client, parcel, "PHAT", secret="đoán").status_code == 403
    assert tell(client, parcel, "BAY").status_code == 400
    assert tell(client, parcel, "PHAT", so_hieu="CE000000000VN").status_code == 400
    assert Parcel.objects.get().events.count() == 0


def test_silent_post_leaves_the_parcel_prepared_and_it_is_ordered_once(done, office, settings):
    commune, dossier = done
    address, settings.POST_URL = settings.POST_URL, "http://127.0.0.1:9"
    with pytest.raises(CarrierDown):
        send(commune, dossier)
    parcel = Parcel.objects.get()
    assert parcel.state == "prepared"
    settings.POST_URL = address
    by, at = commune.officials["return_desk"], commune.now
    first = delivery.order_parcel(parcel_id=parcel.pk, by=by, at=at)
    assert delivery.order_parcel(parcel_id=parcel.pk, by=by, at=at).tracking == first.tracking
    delivery.cancel_parcel(parcel_id=parcel.pk, reason="Người dân đến lấy", by=by, at=at)
    assert office.parcels == {}
    with pytest.raises(delivery.ParcelRefused):
        delivery.cancel_parcel(parcel_id=parcel.pk, reason="Lần nữa", by=by, at=at)


def test_who_takes_it_for_another_shows_a_paper(done):
    commune, dossier = done
    with pytest.raises(delivery.AuthorityMissing):
        commune.does("return_desk", "return_result", dossier, receiver="Trần Văn Hộ", relation="authorised")
    commune.does(
        "return_desk",
        "return_result",
        dossier,
        receiver="Trần Văn Hộ",
        relation="authorised",
        identifier="031088001234",
        authority="Giấy ủy quyền 15/2026, UBND phường Thí Dụ",
    )
    handing = Handing.objects.get()
    assert (handing.receiver, handing.relation, handing.by["name"]) == ("Trần Văn Hộ", "authorised", "Bùi Thị Trao")


def test_only_the_desk_of_the_dossier_sends_it(done, office):
    commune, dossier = done
    with pytest.raises(NotAllowed):
        operations.post_result(dossier_id=dossier.pk, **WORDS, by=commune.officials["clerk"], at=commune.now)


def test_desk_orders_on_its_page_and_sees_each_stage(done, office, client, sit):
    commune, dossier = done
    desk = sit(commune, "return_desk")
    address = reverse("desk:post", args=[dossier.public_id])
    assert "Đặt bưu chính đến lấy" in desk.get(address).content.decode()
    typed = {"viec": "gui", "ten": "A", "dien_thoai": "", "dia_chi": "B", "buu_chinh": SLUG}
    assert desk.post(address, typed).status_code == 422
    page = desk.post(address, {**typed, "dien_thoai": "0912"}, follow=True).content.decode()
    parcel = Parcel.objects.get()
    assert parcel.tracking in page
    assert parcel.tracking in desk.get(reverse("desk:posts")).content.decode()
    assert "Ghi lý do" in desk.post(address, {"viec": "huy", "buu_gui": parcel.pk, "ly_do": " "}).content.decode()


def test_the_postman_fetches_the_owners_papers_and_the_desk_sees_them_come(commune_with_keys, office, client, sit):
    commune = commune_with_keys
    dossier = commune.submit()
    party = people.take_party(
        kind="person", identifier_kind="personal", identifier="031192001234", name="Ai Đó", by=SYSTEM, at=commune.now
    )
    stranger = Actor(kind=ActorKind.CITIZEN, id=party.pk, name=party.name)
    with pytest.raises(NotAllowed):
        operations.post_papers(dossier_id=dossier.pk, **WORDS, by=stranger, at=commune.now)
    with pytest.raises(delivery.ParcelRefused, match="địa chỉ"):
        operations.post_papers(dossier_id=dossier.pk, **{**WORDS, "address": ""}, by=commune.citizen, at=commune.now)
    parcel = operations.post_papers(dossier_id=dossier.pk, **WORDS, by=commune.citizen, at=commune.now)
    with pytest.raises(NotAllowed):
        delivery.order_parcel(parcel_id=parcel.pk, by=stranger, at=commune.now)
    parcel = delivery.order_parcel(parcel_id=parcel.pk, by=commune.citizen, at=commune.now)
    told = office.parcels[parcel.tracking]
    assert (told["chieu"], told["nguoi_gui"], told["nguoi_nhan"]) == ("den", WORDS["name"], commune.agency.name)
    assert (told["dia_chi_gui"], told["dien_thoai"], told["thu_ho"]) == (WORDS["address"], WORDS["phone"], 0)
    before = Dossier.objects.get(pk=dossier.pk).state
    for number, state in (("m1", "LAY"), ("m2", "PHAT")):
        assert tell(client, parcel, state, number).status_code == 200
    while outbox.deliver_due(limit=20):
        pass
    assert Dossier.objects.get(pk=dossier.pk).state == before, "an envelope moves no state"
    assert not Handing.objects.exists()
    desk = sit(commune, "reception")
    assert parcel.tracking in desk.get(reverse("desk:posts")).content.decode()
    assert parcel.tracking in desk.get(reverse("desk:dossier", args=[dossier.public_id])).content.decode()
    commune.does("reception", "refuse_reception", dossier, reason="Không thuộc thẩm quyền")
    with pytest.raises(Stale):
        operations.post_papers(dossier_id=dossier.pk, **WORDS, by=commune.citizen, at=commune.now)
