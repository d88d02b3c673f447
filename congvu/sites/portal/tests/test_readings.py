"""Who looked at my data."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from congvu.audit import operations as audit
from congvu.audit.models import Reading
from congvu.dossiers import operations as dossiers
from congvu.kit.actors import Actor, ActorKind
from congvu.sites.portal.tests import scenes

PAGE = "/du-lieu-cua-toi/luot-xem/"


def look(party_id, *, at=None, purpose="work", number=7, subject="party:1"):
    by = Actor(kind=ActorKind.OFFICIAL, id=number, name="Lê Văn Ví Dụ", title="Công chức", agency_name="UBND phường")
    more = {"fields": "dossier", "purpose": purpose, "subject": subject}
    return audit.record_reading(party_id=party_id, **more, by=by, at=at or timezone.now())


def test_body_and_title_stand_there_but_not_the_name(as_mother, mother, commune):
    dossier = scenes.dossier_of(mother, commune)
    now = timezone.now()
    dossiers.read(public_id=dossier.public_id, purpose="work", by=commune.staff["reception"], at=now)
    page = as_mother.get(PAGE).content.decode()
    assert "Ủy ban nhân dân phường Thí Dụ" in page
    assert "Công chức tiếp nhận" in page
    assert "Giải quyết hồ sơ" in page
    assert dossier.code in page
    assert "Lê Văn Ví Dụ" not in page
    assert f"lượt số</span> {Reading.objects.get().pk}" in page or str(Reading.objects.get().pk) in page


def test_own_looks_stand_apart_and_once_a_day(as_mother, mother, commune):
    dossier = scenes.dossier_of(mother, commune)
    for _time in range(3):
        as_mother.get(reverse("portal:dossier", args=[dossier.public_id]))
    assert Reading.objects.filter(purpose="own").count() == 1
    assert dossier.code not in as_mother.get(PAGE).content.decode()
    assert dossier.code in as_mother.get(f"{PAGE}?cua=toi").content.decode()


def test_looks_at_others_are_not_shown(as_mother, mother):
    other = scenes.citizen("031190009999", "Trần Thị Khác")
    look(other.party_id)
    assert "UBND phường" not in as_mother.get(PAGE).content.decode()


def test_a_month_is_chosen_and_rubbish_is_forgiven(as_mother, mother):
    now = timezone.now()
    look(mother.party_id, at=now - dt.timedelta(days=40), purpose="search")
    look(mother.party_id, at=now)
    older = timezone.localdate(now - dt.timedelta(days=40))
    page = as_mother.get(f"{PAGE}?thang={older:%Y-%m}").content.decode()
    assert "Tìm hồ sơ" in page
    assert "Giải quyết hồ sơ" not in page
    for rubbish in ("?thang=2026-13", "?thang=%00", "?sau=x", "?cua=ai"):
        assert as_mother.get(PAGE + rubbish).status_code == 200


def test_pages_follow_each_other_at_the_same_cost(as_mother, mother):
    look(mother.party_id)
    with CaptureQueriesContext(connection) as one:
        as_mother.get(PAGE)
    for number in range(35):
        look(mother.party_id, number=number)
    with CaptureQueriesContext(connection) as many:
        page = as_mother.get(PAGE)
    assert len(one) == len(many)
    mark = page.context["page"].next
    assert len(as_mother.get(PAGE, {"sau": mark}).context["page"].rows) == 6
