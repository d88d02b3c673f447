"""Files that answer questions of a form go with the dossier; the level of the log-in is asked before."""

import io
from dataclasses import replace

import pytest

from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier
from congvu.dossiers.tests import scenes
from congvu.files import operations as files
from congvu.files.queries import FileMissing
from congvu.files.queries import use as file_of

FIELD = {"code": "photo", "type": "file", "label": "Ảnh của trẻ", "kinds": ["pdf"], "required": False}


@pytest.fixture
def asking(commune):
    """The form asks for a file on its first page."""
    version = ProcedureVersion.objects.get(procedure__code="1.001193")
    form = version.form_definition
    form["pages"][0]["groups"][0]["fields"].append(FIELD)
    ProcedureVersion.objects.filter(pk=version.pk).update(form_definition=form)
    commune.__dict__.pop("version", None)
    commune.group = form["pages"][0]["groups"][0]["code"]
    return commune


def _answers(commune, owner):
    use = files.store(stream=io.BytesIO(scenes.PDF), name="anh.pdf", owner=owner, by=commune.citizen, at=commune.now)
    answers = commune.answers()
    answers[commune.group]["photo"] = [{"id": str(use.pk), "name": use.name, "size": use.blob.size}]
    return answers, use


def test_a_file_that_answers_a_question_passes_to_the_dossier(asking):
    answers, use = _answers(asking, "draft:q")
    dossier = asking.submit(values=answers, values_owner="draft:q")
    kept = Dossier.objects.get(pk=dossier.pk).values[asking.group]["photo"][0]["id"]
    paper = dossier.papers.get(code=f"form:{asking.group}.photo")
    assert kept == str(paper.file_use) != str(use.pk)
    files.release(use_id=use.pk, by=asking.citizen, at=asking.now)
    assert file_of(kept).owner == dossier.subject
    read = operations.read_file(
        public_id=dossier.public_id, use_id=paper.file_use, by=asking.officials["reception"], at=asking.now
    )
    assert read.blob.sha256 == use.blob.sha256


def test_a_file_of_somebody_else_is_not_taken(asking):
    answers, _use = _answers(asking, "draft:another")
    with pytest.raises(FileMissing):
        asking.submit(values=answers, values_owner="draft:q")
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(("level", "files_it"), [(0, False), (1, False), (2, True)])
def test_the_level_of_the_login_is_asked_of_citizens(commune, level, files_it):
    by = replace(commune.citizen, assurance=level)
    if files_it:
        assert commune.submit(by=by).pk
        return
    with pytest.raises(operations.LoginTooWeak, match="mức 2"):
        commune.submit(by=by)
