"""A stamp that no machine could read: the officer who sees it removes the file everywhere, at once."""

import pytest

from congvu.audit import queries as audit
from congvu.dossiers import operations
from congvu.dossiers.models import Paper
from congvu.files import operations as contents
from congvu.files import queries as files
from congvu.files.models import Blob
from congvu.kit import outbox
from congvu.kit.errors import NotAllowed

pytestmark = pytest.mark.django_db


def remove(commune, dossier, role="reception"):
    paper = dossier.papers.filter(file_use__isnull=False).first()
    return operations.remove_secret(
        dossier_id=dossier.pk, paper_id=paper.pk, by=commune.officials[role], at=commune.now
    )


def test_the_content_is_deleted_wherever_it_lies_and_never_taken_in_again(commune):
    dossier, other = commune.submit("first"), commune.submit("second")
    paper = dossier.papers.get(file_use__isnull=False)
    use = files.use(paper.file_use)
    removed = remove(commune, dossier)
    assert Paper.objects.filter(file_use__isnull=False, dossier__in=[dossier, other]).count() == 0
    assert {row.check_state for row in Paper.objects.filter(code=removed.code)} == {"secret"}
    with pytest.raises(files.FileMissing):
        files.open_use(use)
    assert Blob.objects.get(pk=use.blob_id).secret_at == commune.now
    with pytest.raises(files.StateSecret):
        commune.paper(removed.code)


def test_owner_is_told_and_the_trace_names_neither_file_nor_digest(commune):
    dossier = commune.submit()
    remove(commune, dossier)
    assert "bản giấy" in dossier.messages.get().text
    lines = [row for row in audit.entries(subject=dossier.subject) if row.action == "files.remove_secret"]
    assert [(row.label, set(row.data)) for row in lines] == [("", {"use"})]


def test_dossier_goes_on_and_what_is_missing_may_be_asked_for(commune):
    dossier = commune.submit()
    remove(commune, dossier)
    commune.does("reception", "accept", dossier)
    dossier.refresh_from_db()
    assert dossier.state == 2


@pytest.mark.parametrize("role", ["leader", "return_desk"])
def test_only_who_works_on_the_dossier_may(commune, role):
    dossier = commune.submit()
    with pytest.raises(NotAllowed):
        remove(commune, dossier, role)


def test_a_paper_of_another_dossier_is_not_there(commune):
    dossier, other = commune.submit("first"), commune.submit("second")
    with pytest.raises(NotAllowed):
        operations.remove_secret(
            dossier_id=dossier.pk,
            paper_id=other.papers.filter(file_use__isnull=False).first().pk,
            by=commune.officials["reception"],
            at=commune.now,
        )


def test_a_content_found_secret_elsewhere_leaves_the_papers_too(commune):
    dossier = commune.submit()
    paper = dossier.papers.get(file_use__isnull=False)
    contents.remove_secret(use_id=paper.file_use, by=commune.officials["reception"], at=commune.now)
    while outbox.deliver_due(limit=50):
        pass
    paper.refresh_from_db()
    assert (paper.file_use, paper.check_state) == (None, "secret")
