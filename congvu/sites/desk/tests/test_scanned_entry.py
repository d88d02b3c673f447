"""One scan of all papers dropped at walk-in entry: taken in with the dossier, cut over its papers, signed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from congvu.dossiers.models import DigitisedCopy, Dossier
from congvu.dossiers.tests.test_scans import scanned
from congvu.sites.desk.tests.test_competence import ADDRESS, typed

pytestmark = pytest.mark.django_db


def test_a_pile_dropped_at_the_entry_is_cut_over_the_papers(commune_with_keys, sit, monkeypatch):
    commune = commune_with_keys
    monkeypatch.setattr("django.utils.timezone.now", lambda: commune.now)
    client = sit(commune, "reception")
    wrong = client.post(ADDRESS, typed(commune, ban_quet=SimpleUploadedFile("la.exe", b"MZ" + b"0" * 64)))
    assert wrong.status_code == 422
    assert not Dossier.objects.exists(), "what cannot be read takes nothing in"
    count = len(commune.version.papers)
    pile = SimpleUploadedFile("tap.pdf", scanned(*[100] * count))
    answer = client.post(ADDRESS, typed(commune, ban_quet=pile))
    dossier = Dossier.objects.get()
    assert dossier.received_at is not None
    assert answer.status_code == 302
    assert answer.url.endswith("?sau=nhap")
    page = client.get(answer.url)
    papers = {str(paper.pk) for paper in dossier.papers.filter(file_use=None)}
    assert len(papers) == count
    assert {row["paper"] for row in page.context["rows"]} == papers, "as many pages as papers: one each"
    assert "Để sau, in giấy hẹn" in page.content.decode()
    cut = {f"giay.{row['page'].number}": row["paper"] for row in page.context["rows"]}
    done = client.post(answer.url.removesuffix("?sau=nhap"), {**cut, "xoay.1": "90", "sau": "nhap"})
    assert done.url == reverse("desk:entered", args=[dossier.public_id])
    assert DigitisedCopy.objects.filter(paper__dossier=dossier).count() == count
    assert not dossier.papers.filter(file_use=None).exists()
