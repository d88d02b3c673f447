"""Kinds of documents on the control site: changed from a day on, ended, taken back; documents keep theirs."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from congvu.documents import queries
from congvu.documents.models import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(enter):
    call_command("load_document_kinds", verbosity=0)
    return enter("province_admin")


def typed(row, **changes):
    day = timezone.localdate() + timedelta(days=3)
    return {
        **{name: getattr(row, name) for name in ("name", "abbreviation", "layout", "number_comes")},
        "years_kept": "",
        "english": "",
        "legal_basis": "12/QĐ-UBND",
        "valid_from": day.isoformat(),
        **changes,
    }


def test_a_kind_says_otherwise_from_a_day_on_and_the_old_row_stays(admin):
    today, day = timezone.localdate(), timezone.localdate() + timedelta(days=3)
    row = queries.kind(realm="state", code=2, on=today)
    address = reverse("control:document_kind", args=["state", 2])
    assert admin.post(address, typed(row, legal_basis="")).status_code == 422
    wrong = admin.post(address, typed(row, years_kept="lâu", name="Quyết định mới"))
    assert (wrong.status_code, 'value="Quyết định mới"' in wrong.content.decode()) == (422, True)
    assert admin.post(address, typed(row, number_comes="before", years_kept="20")).status_code == 302
    assert queries.kind(realm="state", code=2, on=today).pk == row.pk
    new = queries.kind(realm="state", code=2, on=day)
    assert (new.number_comes, new.years_kept, new.legal_basis) == ("before", 20, "12/QĐ-UBND")
    assert "Rút thay đổi ấy trước" in admin.post(address, typed(row)).content.decode()
    page = admin.get(reverse("control:document_kinds")).content.decode()
    assert "12/QĐ-UBND" in page
    admin.post(reverse("control:document_kind_withdraw", args=[new.pk]))
    assert queries.kind(realm="state", code=2, on=day).pk == row.pk
    assert Kind.objects.get(pk=row.pk).valid_to is None


def test_an_organisation_gets_a_kind_of_its_own_and_no_symbol_twice(admin):
    address, today = reverse("control:document_kind", args=["front", 0]), timezone.localdate()
    row = queries.kinds(realm="front", on=today)[0]
    taken = next(one for one in queries.kinds(realm="front", on=today) if one.abbreviation)
    again = admin.post(address, typed(row, name="Lời kêu gọi", abbreviation=taken.abbreviation))
    assert f"đã dùng cho {taken.name}" in again.content.decode()
    told = typed(row, name="Lời kêu gọi riêng", abbreviation="LKGR", valid_from=today.isoformat())
    assert admin.post(address, told).status_code == 302
    made = Kind.objects.get(abbreviation="LKGR")
    assert made.code >= 101
    assert made in queries.kinds(realm="front", on=today)
    later = today + timedelta(days=1)
    admin.post(reverse("control:document_kind", args=["front", made.code]), {"deed": "end", "on": later.isoformat()})
    assert queries.kind(realm="front", code=made.code, on=later) is None
    assert queries.kind(realm="front", code=made.code, on=today) == made


def test_only_the_province_changes_kinds(enter):
    call_command("load_document_kinds", verbosity=0)
    assert enter("agency_admin").get(reverse("control:document_kinds")).status_code == 403
