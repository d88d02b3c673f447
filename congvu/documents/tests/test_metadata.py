"""Metadata of an outgoing document by Annex VI of NĐ 30/2020: each field is there, filled in and long enough."""

import datetime as dt

import pytest

from congvu.documents.models import Delivery, Document, Kind
from congvu.documents.tests.drafts import open_sending

pytestmark = pytest.mark.django_db
LENGTHS = [
    (Kind, "name", 100),
    (Document, "notation", 30),
    (Document, "organ_name", 200),
    (Document, "subject", 500),
    (Document, "language", 30),
    (Document, "description", 500),
    (Document, "signer_position", 100),
    (Document, "signer_name", 50),
    (Delivery, "receiver_name", 200),
]


@pytest.mark.parametrize(("model", "name", "length"), LENGTHS)
def test_text_field_is_as_long_as_annex_vi_wants(model, name, length):
    assert model._meta.get_field(name).max_length == length


def test_every_field_of_an_issued_document_is_filled_in(settings, tmp_path):
    settings.VAR = tmp_path
    sending = open_sending()
    due = sending.office.now + dt.timedelta(days=3)
    document = sending.delivered(copies=3, urgency=2, due_at=due)
    delivery = document.deliveries.get()
    assert (document.kind.name, document.number, document.notation) == ("Quyết định", 1, "QĐ-STD")
    assert (document.issued_on, document.organ_name, document.language) == (
        sending.office.now.date(),
        "Sở Thí Dụ",
        "Tiếng Việt",
    )
    assert (document.pages, document.copies, document.urgency, document.due_at) == (1, 3, 2, due)
    assert (document.signer_position, document.signer_name) == ("Giám đốc", "Đào Văn Giám Đốc")
    assert (delivery.receiver, delivery.receiver_name) == (sending.other.agency, "Sở Nhận Thử")
    for name in ("number", "notation", "subject", "signer_name", "pages", "urgency", "due_at", "issued_on"):
        assert getattr(delivery.arrival, name) == getattr(document, name)
