"""What is sent or brought to answer a supplement request, read from a page: asked answers, asked papers."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from congvu.dossiers.models import Dossier, Paper, SupplementRequest
from congvu.dossiers.operations.intake import PaperIn
from congvu.files import operations as files
from congvu.forms import operations as form_operations
from congvu.forms.queries import FieldError, Form
from congvu.kit.actors import Actor
from congvu.kit.errors import Declined


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open request as a page shows it: its part of the form, its papers with what may be sent for each."""

    request: SupplementRequest
    form: Form
    papers: list[dict[str, Any]]

    @property
    def owner(self) -> str:
        """Under whose name files that answer questions are kept."""
        return f"supplement:{self.request.pk}"

    def shown(self, values: dict[str, Any], errors: list[Any]) -> dict[str, Any]:
        """Return what its page shows: questions with answers, papers, and beside each what does not hold."""
        wrong = {error["code"]: error["message"] for error in errors if isinstance(error, dict) and "code" in error}
        return {
            "asked": self.request,
            "papers": [{**paper, "error": wrong.get(paper["pointer"], "")} for paper in self.papers],
            "form": self.form,
            "values": values,
            "errors": errors,
            "field_errors": [error for error in errors if isinstance(error, FieldError)],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came: all answers, the papers, and what does not hold (``FieldError``, or anchor, message and code)."""

    values: dict[str, Any]
    papers: list[PaperIn]
    errors: list[Any]


def open_request(dossier: Dossier) -> SupplementRequest | None:
    """Return the supplement request that waits for its answer."""
    return next((one for one in dossier.supplement_requests.all() if one.answered_at is None), None)


def asked_of(dossier: Dossier) -> Asked | None:
    """Return what a dossier waits for, None when nothing is asked."""
    request = open_request(dossier)
    if request is None:
        return None
    sheet = {paper["code"]: paper for paper in dossier.version.papers}
    papers = [{**item, **_limits(sheet.get(item["pointer"], {}))} for item in request.items if item["kind"] == "paper"]
    fields = [item["pointer"] for item in request.items if item["kind"] == "field"]
    return Asked(request=request, form=dossier.version.form.only(fields), papers=papers)


def _limits(paper: dict[str, Any]) -> dict[str, Any]:
    return {"kinds": tuple(paper.get("kinds") or ("pdf", "jpeg", "png")), "max_mb": int(paper.get("max_mb") or 10)}


def bring(
    asked: Asked,
    *,
    dossier: Dossier,
    post: QueryDict,
    uploads: MultiValueDict[str, Any],
    with_papers: bool = True,
    by: Actor,
    at: dt.datetime,
) -> Brought:
    """Read the answers and keep the files; nothing of the dossier changes yet.

    A paper comes as files ``p-<code>``, or on paper at a counter: ``ban_chinh.<code>`` is 1.
    """
    values: dict[str, Any] = dossier.values
    errors: list[Any] = []
    for shown in asked.form.pages:
        values, wrong = form_operations.keep_uploads(
            form=asked.form,
            page=shown,
            answers=asked.form.laid_over(values, shown, post),
            uploads=uploads,
            owner=asked.owner,
            earlier_owners={dossier.subject},
            by=by,
            at=at,
        )
        errors += wrong
    papers: list[PaperIn] = []
    errors += dossier.version.form.clean(values).errors
    for paper in asked.papers if with_papers else []:
        _bring_paper(asked, paper, post, uploads, papers, errors, by=by, at=at)
    return Brought(values=values, papers=papers, errors=errors)


def _bring_paper(
    asked: Asked,
    paper: dict[str, Any],
    post: QueryDict,
    uploads: MultiValueDict[str, Any],
    papers: list[PaperIn],
    errors: list[Any],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    code, sent = paper["pointer"], uploads.getlist(f"p-{paper['pointer']}")
    if not sent and post.get(f"ban_chinh.{code}") == "1":
        papers.append(PaperIn(code=code, kind=Paper.Kind.ORIGINAL))
    elif not sent:
        message = _("Tải lên %(name)s") % {"name": paper["label"]}
        errors.append({"anchor": f"p-{code}", "message": message, "code": code})
    for upload in sent:
        try:
            use = files.store(
                stream=upload,
                name=upload.name or paper["label"],
                owner=f"supplement-papers:{asked.request.pk}",
                label=code,
                max_bytes=paper["max_mb"] * 1024 * 1024,
                kinds=paper["kinds"],
                by=by,
                at=at,
            )
            papers.append(PaperIn(code=code, file_use=str(use.pk), file_owner=use.owner))
        except Declined as refusal:
            errors.append({"anchor": f"p-{code}", "message": str(refusal), "code": code})
