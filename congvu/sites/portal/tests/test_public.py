"""Pages that anybody may open."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from congvu.sites.portal.tests import scenes

PAGES = ["home", "procedures", "help", "accessibility", "privacy", "lookup", "verify"]


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_login_and_without_inline_style_or_script(commune, client, name):
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 200
    page = answer.content.decode()
    for forbidden in (" style=", "<style", "<script>", " onclick", "javascript:"):
        assert forbidden not in page


@pytest.mark.parametrize("name", PAGES)
def test_page_speaks_english(commune, client, name):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert 'lang="en"' in client.get(reverse(f"portal:{name}")).content.decode()


def test_search_finds_without_accents(commune, client):
    page = client.get(reverse("portal:procedures"), {"q": "khai sinh"}).content.decode()
    assert f"/thu-tuc/{scenes.CODE}/" in page


def test_search_says_when_nothing_fits(commune, client):
    page = client.get(reverse("portal:procedures"), {"q": "xyzzyxyzzy"}).content.decode()
    assert "Không có thủ tục nào" in page


def test_procedure_page_has_every_legal_part(commune, client):
    page = client.get(reverse("portal:procedure", args=[scenes.CODE])).content.decode()
    parts = ["Giấy tờ cần có", "Trình tự thực hiện", "Thời hạn", "Phí, lệ phí", "Nộp ở đâu", "Đối tượng thực hiện"]
    for part in [*parts, "Cơ quan giải quyết", "Kết quả", "Yêu cầu, điều kiện", "Căn cứ pháp lý", "Số lượng"]:
        assert part in page


def test_unknown_procedure_is_said_in_words(commune, client):
    answer = client.get(reverse("portal:procedure", args=["9.999999"]))
    assert answer.status_code == 404
    assert "danh sách thủ tục" in answer.content.decode()


def test_lookup_tells_code_and_degree_and_nothing_else(commune, mother, client):
    dossier = scenes.dossier_of(mother, commune)
    page = client.get(reverse("portal:tracked", args=[dossier.code.lower()])).content.decode()
    assert dossier.code in page
    for private in (mother.party.name, mother.party.phone, mother.party.identifier, dossier.title, commune.name):
        assert private not in page


def test_lookup_of_unknown_code_says_what_to_do(commune, client):
    answer = client.get(reverse("portal:lookup"), {"ma": "h24.1/2"}, follow=True)
    assert answer.status_code == 404
    assert "xem lại mã" in answer.content.decode()


def test_verify_takes_only_a_pdf(db, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(reverse("portal:verify"), {"van_ban": SimpleUploadedFile("a.pdf", b"hello")})
    assert answer.status_code == 422
    assert "không phải PDF" in answer.content.decode()


def test_verify_says_that_a_paper_bears_no_signature(db, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client.post(reverse("portal:verify"), {"van_ban": SimpleUploadedFile("a.pdf", scenes.PDF)})
    assert answer.status_code == 200
    assert "cv-verdict" in answer.content.decode()


@pytest.mark.parametrize("name", ["dossiers", "inbox"])
def test_citizen_pages_send_visitors_to_vneid_and_back(db, client, name):
    answer = client.get(reverse(f"portal:{name}"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("vneid_login"))


@pytest.fixture
def kept(settings):
    settings.PUBLIC_PAGE_SECONDS = 60
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def test_visitors_share_a_page_in_their_language(commune, kept, django_assert_num_queries):
    address = reverse("portal:procedure", args=[scenes.CODE])
    first = Client().get(address)
    assert not first.cookies
    with django_assert_num_queries(0):
        assert Client().get(address).content == first.content
    english = Client(headers={"cookie": "congvu_language=en"}).get(address)
    assert 'lang="en"' in english.content.decode()
    assert english["Vary"] == first["Vary"] == "Cookie"
    other = Client().get(reverse("portal:procedures"), {"q": "khai sinh"}).content
    assert Client().get(reverse("portal:procedures"), {"q": "xyzzyxyzzy"}).content != other


def test_who_has_logged_in_gets_a_page_of_his_own(commune, kept, as_mother):
    assert "Đăng xuất" not in Client().get("/").content.decode()
    assert "Đăng xuất" in as_mother.get("/").content.decode()
    assert "Đăng xuất" not in Client().get("/").content.decode()
