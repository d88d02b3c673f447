"""Service levels on the control site, and on the procedure's page."""

import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from congvu.catalogue.models import ServiceLevel
from congvu.dossiers.tests.scenes import FOLDER

pytestmark = pytest.mark.django_db


def test_a_level_is_set_shown_to_everybody_and_counted(enter):
    call_command("load_procedures", str(FOLDER), verbosity=0)
    admin, today = enter("province_admin"), timezone.localdate()
    address = reverse("control:levels_of", args=["1.001193"])
    asked = {"level": "nd224.partial", "act": "100/QĐ-UBND", "act_title": "Danh mục", "valid_from": today.isoformat()}
    refused = admin.post(address, asked)
    assert (refused.status_code, "lý do" in refused.content.decode()) == (422, True)
    admin.post(address, {**asked, "why": "presence", "why_words": "Hai bên ký sổ hộ tịch"})
    assert "Khác mức đã công bố" in admin.get(address).content.decode()
    public = Client().get(reverse("portal:procedure", args=["1.001193"])).content.decode()
    assert "Hai bên ký sổ hộ tịch" in public
    assert "100/QĐ-UBND" in public
    assert "100,00" in admin.get(reverse("control:levels")).content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(admin.get(reverse("control:levels_excel")).content))
    shares, services = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert ["Một phần", 1.0, "thủ tục đang áp dụng", 1.0, 1.0] in shares
    assert services[3][2:5] == ["Một phần", "Pháp luật đòi người dân có mặt", "100/QĐ-UBND"]


def test_one_level_is_set_for_many_at_once_all_or_none(enter):
    call_command("load_procedures", str(FOLDER), "congvu/procedures/marital_status", verbosity=0)
    admin, today = enter("province_admin"), timezone.localdate()
    address = reverse("control:levels_many")
    typed = {"level": "nd224.full", "act": "7/QĐ-UBND", "act_title": "Danh mục", "valid_from": today.isoformat()}
    assert "Chọn ít nhất một thủ tục" in admin.post(address, typed).content.decode()
    wrong = admin.post(address, {**typed, "code": ["1.001193", "9.999999"]})
    assert (wrong.status_code, ServiceLevel.objects.count()) == (422, 0)
    assert "9.999999" in wrong.content.decode()
    assert "checked" in wrong.content.decode()
    admin.post(address, {**typed, "code": ["1.001193", "1.004873"]})
    assert set(ServiceLevel.objects.values_list("level", "valid_from")) == {("full", today)}
    assert ServiceLevel.objects.count() == 2
    assert [one for one, _level in admin.get(address, {"muc": "chua"}).context["rows"]] == []
    assert len(admin.get(address, {"muc": "nd224.full"}).context["rows"]) == 2


def test_a_service_tells_how_long_its_steps_take(enter):
    call_command("load_procedures", str(FOLDER), verbosity=0)
    page = enter("agency_admin").get(reverse("control:levels_of", args=["1.001193"])).content.decode()
    assert "Chưa bước nào xong trong kỳ này" in page
