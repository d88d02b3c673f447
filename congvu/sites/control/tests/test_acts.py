"""Pages of acts, of the review, of trials and packs: what they show, what they refuse."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from congvu.catalogue import operations
from congvu.catalogue.models import Draft, LegalAct
from congvu.dossiers.tests.scenes import open_places

pytestmark = pytest.mark.django_db
CODE = "1.004873"


@pytest.fixture
def admin(enter):
    call_command("load_procedures", "congvu/procedures/marital_status", verbosity=0)
    return enter("province_admin")


def test_an_act_is_found_by_its_words_and_marked_as_repealed(admin):
    found = admin.get(reverse("control:acts"), {"q": "85/2019 phí"}).context["rows"]
    assert [act.number for act, _uses in found] == ["85/2019/TT-BTC"]
    act = found[0][0]
    page = admin.get(reverse("control:act", args=[act.pk])).content.decode()
    assert "Cấp Giấy xác nhận tình trạng hôn nhân" in page
    admin.post(reverse("control:act_repeal", args=[act.pk]), {"on": "2027-01-01", "repealed_by": "1/2026/TT-BTC"})
    assert "hết hiệu lực từ 01/01/2027" in admin.get(reverse("control:act", args=[act.pk])).content.decode()
    assert LegalAct.objects.get(pk=act.pk).repealed_by == "1/2026/TT-BTC"


def test_the_review_is_shown_and_handed_out_as_excel(admin):
    page = admin.get(reverse("control:review")).content.decode()
    assert "0 trên 1 thủ tục đang áp dụng" in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(admin.get(reverse("control:review_excel")).content))
    assert book.get_sheet_by_index(0).to_python()[1][0] == CODE


def test_a_trial_is_run_from_the_page_and_opens_the_way_to_hand_in(admin):
    open_places()
    admin.post(reverse("control:draft_begin", args=[CODE]), {"ban": "1"})
    draft = Draft.objects.get()
    address = reverse("control:draft_trial", args=[draft.pk])
    page = admin.get(address)
    sent = {"_run": "1", "_channel": "counter", **posted(page.context["values"])}
    answer = admin.post(address, sent)
    trial = answer.context["trial"]
    assert trial.is_whole, [(event.title, event.lines) for event in trial.events if event.wrong]
    draft.refresh_from_db()
    assert draft.is_tried
    assert "Trình duyệt" in admin.get(reverse("control:draft", args=[draft.pk])).content.decode()


def posted(answers, before=""):
    """Return answers as a browser sends them."""
    found = {}
    for key, value in answers.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            found |= posted(value, f"{name}.")
        elif isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
            found |= dict(zip((f"{name}.year", f"{name}.month", f"{name}.day"), value.split("-"), strict=True))
        else:
            found[name] = (
                {True: "yes", False: "no", None: ""}.get(value, value) if not isinstance(value, list) else value
            )
    return found


def test_a_pack_is_taken_out_and_brought_in_as_a_draft(admin):
    packed = admin.get(reverse("control:procedure_export", args=[CODE])).content
    ways = reverse("control:draft_import")
    admin.post(ways, {"tep": SimpleUploadedFile("tinh.zip", packed)})
    draft = Draft.objects.get()
    assert draft.origin["name"] == "tinh.zip"
    assert "Không khác gì" in admin.get(reverse("control:draft_changes", args=[draft.pk])).content.decode()
    refused = admin.post(ways, {"tep": SimpleUploadedFile("x.zip", b"PK")}, follow=True).content.decode()
    assert "Không đọc được tệp ZIP" in refused
    with pytest.raises(operations.PackRefused):
        operations.unpack(b"")
