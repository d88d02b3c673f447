"""The way of a filing: which steps it has, where one is, what is already there. Nothing is written here."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers.models import Dossier, Mandate, ReturnBy
from congvu.files import queries as files
from congvu.files.models import FileUse
from congvu.forms import queries as forms
from congvu.forms.models import Draft
from congvu.people.models import Agency, Party
from congvu.sites.portal.doors import CitizenRequest
from congvu.vault import queries as vault
from congvu.vault.models import Paper as VaultPaper

FILING = "_filing"
"""Name under which a draft keeps what is not an answer: the agency, how to receive."""
SUBJECT = catalogue.DRAFT_SUBJECT


@dataclass(frozen=True)
class Step:
    """One page of the way."""

    code: str
    title: str
    address: str


@dataclass(frozen=True)
class PaperAsked:
    """A paper of the sheet, as these answers ask for it, with the files already given."""

    code: str
    name: str
    note: str
    required: bool
    kinds: tuple[str, ...]
    max_mb: int
    held: tuple[FileUse, ...]
    offered: tuple[VaultPaper, ...] = ()
    """Papers of one's vault that would serve, those already chosen left out."""
    chosen: tuple[VaultPaper, ...] = ()
    """Papers of one's vault to be used instead of an upload."""
    lapsed: bool = False
    """A paper was chosen that holds no longer."""

    @property
    def is_given(self) -> bool:
        """Tell whether there is something to file."""
        return bool(self.held or self.chosen)


@dataclass(frozen=True)
class Journey:
    """A draft on its way, opened by its owner."""

    draft: Draft
    version: ProcedureVersion
    party: Party

    @property
    def form(self) -> forms.Form:
        """Return the form of the version the draft was begun with."""
        return self.version.form

    @property
    def answers(self) -> dict[str, Any]:
        """Return the answers alone."""
        return {name: value for name, value in self.draft.answers.items() if name != FILING}

    @property
    def filing(self) -> dict[str, Any]:
        """Return what is not an answer: ``agency_id return_by return_address``."""
        return dict(self.draft.answers.get(FILING) or {})

    @cached_property
    def context(self) -> dict[str, Any]:
        """Return what the form may know besides the answers."""
        return context_of(self.party, self.version)

    @cached_property
    def agency(self) -> Agency | None:
        """Return the agency chosen."""
        return Agency.objects.filter(pk=self.filing.get("agency_id") or 0).first()

    @cached_property
    def mandate(self) -> Mandate | None:
        """Return by whose consent this is filed for another; None when one files for oneself."""
        return Mandate.objects.select_related("owner").filter(pk=self.filing.get("mandate_id") or 0).first()

    @cached_property
    def owner(self) -> str:
        """Return the name under which files that answer questions are kept."""
        return f"draft:{self.draft.pk}"

    @cached_property
    def papers_owner(self) -> str:
        """Return the name under which the papers are kept, apart from files that answer a question."""
        return f"papers:{self.draft.pk}"

    @cached_property
    def steps(self) -> list[Step]:
        """Return the steps that these answers lead through."""
        pages = [
            Step(page.code, str(page.title), self.to("filing_page", page=page.code))
            for page in self.form.open_pages(self.answers, context=self.context)
        ]
        papers = [Step("papers", _("Giấy tờ"), self.to("filing_papers"))] if self.asks_papers else []
        return [
            Step("agency", _("Nơi giải quyết"), self.to("filing_agency")),
            *pages,
            *papers,
            *([] if self.form_asks_how else [Step("receive", _("Nhận kết quả"), self.to("filing_receive"))]),
            Step("review", _("Xem lại"), self.to("filing_review")),
        ]

    @property
    def asks_papers(self) -> bool:
        """Tell whether the sheet names any paper to upload."""
        return any(
            not (paper["shown_only"] or paper["e_source"] or paper.get("is_form")) for paper in self.version.papers
        )

    @property
    def form_asks_how(self) -> bool:
        """Tell whether the form itself asks how the result shall come (``request.delivery``)."""
        return self._has("delivery", kind="choice")

    @property
    def form_declares(self) -> bool:
        """Tell whether the form itself has the solemn declaration."""
        return self._has(kind="declaration")

    def _has(self, code: str = "", *, kind: str) -> bool:
        fields = (one for page in self.form.pages for group in page.groups for one in group.fields)
        return any(one.kind.name == kind and code in ("", one.code) for one in fields)

    @property
    def return_by(self) -> str:
        """Return how the result shall come."""
        asked = self.answers.get("request") or {}
        return str((asked.get("delivery") if self.form_asks_how else self.filing.get("return_by")) or ReturnBy.ONLINE)

    @property
    def return_address(self) -> str:
        """Return the address for the post, in words."""
        if not self.form_asks_how:
            return str(self.filing.get("return_address", ""))
        rows = [
            row
            for section in self.form.summary(self.form.clean(self.answers, context=self.context).values)
            for row in section.rows
        ]
        return next((str(row.value) for row in rows if row.pointer.endswith(".post_address")), "")

    def to(self, name: str, **more: str) -> str:
        """Return the address of a page of this draft."""
        return reverse(f"portal:{name}", kwargs={"draft_id": self.draft.pk, **more})

    def at(self, code: str) -> dict[str, Any]:
        """Return what the frame of a step shows: number, total, title, the way back."""
        codes = [step.code for step in self.steps]
        if code not in codes:
            raise Http404
        number = codes.index(code)
        return {
            "journey": self,
            "draft": self.draft,
            "procedure": self.version.procedure,
            "number": number + 1,
            "total": len(codes),
            "step": self.steps[number],
            "before": self.steps[number - 1] if number else None,
            "here": "procedures",
        }

    def after(self, code: str) -> str:
        """Return the address of the step after ``code``."""
        codes = [step.code for step in self.steps]
        return (
            self.steps[min(codes.index(code) + 1, len(codes) - 1)].address if code in codes else self.steps[-1].address
        )

    def asked_papers(self) -> list[PaperAsked]:
        """Return the papers to upload, those that must be filed first."""
        values = self.form.clean(self.answers, context=self.context).values
        held = list(files.uses(self.papers_owner))
        today = timezone.localdate()
        rows = [
            paper
            for paper in catalogue.papers_asked(version=self.version, answers=values, on=today)
            if not paper["shown_only"] or paper["paper_kinds"]
        ]
        kinds = {kind for paper in rows for kind in paper["paper_kinds"]}
        own = kinds and not self.mandate  # one's own papers are no other's
        mine = vault.papers_of(party_id=self.party.pk, kinds=kinds, on=today) if own else []
        here = {one.kind for one in mine}  # what is only to be shown is asked when the vault can show it
        rows = [paper for paper in rows if not paper["shown_only"] or here.intersection(paper["paper_kinds"])]
        asked = [
            PaperAsked(
                code=paper["code"],
                name=paper["name"],
                note=paper["help"],
                required=paper["required"],
                kinds=tuple(paper["kinds"]),
                max_mb=paper["max_mb"],
                held=tuple(use for use in held if use.label == paper["code"]),
                **self._from_vault(paper, mine),
            )
            for paper in rows
        ]
        return sorted(asked, key=lambda paper: not paper.required)

    def chosen_ids(self, code: str) -> list[str]:
        """Return the numbers of the vault papers chosen for a paper of the sheet."""
        return list((self.filing.get("vault") or {}).get(code, []))

    def _from_vault(self, paper: dict[str, Any], mine: list[VaultPaper]) -> dict[str, Any]:
        fitting = [one for one in mine if one.kind in paper["paper_kinds"]]
        ids = self.chosen_ids(paper["code"])
        chosen = tuple(one for one in fitting if str(one.public_id) in ids)
        return {
            "chosen": chosen,
            "offered": tuple(one for one in fitting if one not in chosen),
            "lapsed": len(chosen) < len(ids),
        }


def open_journey(request: CitizenRequest, draft_id: UUID) -> Journey:
    """Return the citizen's own draft on its way; there is none of anybody else's."""
    draft = forms.draft(id=draft_id, owner=request.actor.key)
    if draft is None or not draft.subject.startswith(SUBJECT):
        raise Http404(_("Không tìm thấy bản nháp này: đã nộp hoặc đã bỏ. Xem mục Hồ sơ của tôi."))
    version_id = int(draft.subject.removeprefix(SUBJECT))
    version = catalogue.version(id=version_id)
    return Journey(draft, version, request.party)


def context_of(party: Party, version: ProcedureVersion) -> dict[str, Any]:
    """Return what a form may know: the log-in, and the answers of the last dossier of the same procedure."""

    def earlier() -> dict[str, Any]:
        last = (
            Dossier.objects.filter(owner=party, version__procedure=version.procedure_id)
            .order_by("-submitted_at")
            .first()
        )
        return last.values if last else {}

    return {"login": forms.login_answers(party), "earlier": SimpleLazyObject(earlier)}


def with_filing(answers: dict[str, Any], filing: dict[str, Any]) -> dict[str, Any]:
    """Return the answers as a draft keeps them."""
    return {**answers, FILING: filing}
