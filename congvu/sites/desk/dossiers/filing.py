"""What a walk-in entry does with what was typed: papers of the vault, answers, and the dossier itself."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue.models import ProcedureVersion
from congvu.delivery import operations as delivery
from congvu.dossiers import operations
from congvu.dossiers.models import Dossier, Mandate, Origin, Paper, ReturnBy
from congvu.files import operations as files
from congvu.forms import operations as form_operations
from congvu.forms import queries as forms
from congvu.forms.queries import Form
from congvu.kit.actors import Actor
from congvu.kit.asking import moment_in, optional_day
from congvu.kit.errors import Refusal
from congvu.kit.text import fold
from congvu.people import operations as people_operations
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.desk.doors import DeskRequest
from congvu.vault import operations as vault


def offer(request: DeskRequest, agency: Agency, context: dict[str, Any]) -> None:
    """Put beside each paper what the vault of the person at the counter has for it; looking is logged.

    :raises Refusal: when nobody is known by that number and name: the vault opens to who has the paper in hand
    """
    chosen = {name.removeprefix("kho."): value for name, value in request.POST.items() if name.startswith("kho.")}
    context["from_vault"] = {code: value for code, value in chosen.items() if value}
    if "tra_kho" not in request.POST and not context["from_vault"]:
        return
    person = context["person"]
    party = people.find_party(identifier_kind="personal", identifier=person["identifier"].replace(" ", ""))
    if party is None or fold(party.name) != fold(person["name"]):
        raise Refusal(_("Không có ai trong kho với số định danh và họ tên này. Ghi đúng như trên giấy tờ tùy thân."))
    kinds = {kind for paper in context["papers"] for kind in paper["paper_kinds"]}
    found = vault.offered_at_counter(
        party_id=party.pk, agency_id=agency.pk, kinds=kinds, by=request.desk.actor, at=request.desk.now
    )
    context["looked"] = True
    for paper in context["papers"]:
        paper["offered"] = [one for one in found if one.kind in paper["paper_kinds"]]
        paper["chosen"] = context["from_vault"].get(paper["code"], "")


def typed_answers(form: Form, request: DeskRequest, *, owner: str) -> tuple[dict[str, Any], list[forms.FieldError]]:
    """Return what was typed with the files that answer questions, kept for ``owner``, and what could not be taken."""
    answers: dict[str, Any] = {}
    errors: list[forms.FieldError] = []
    for page in form.pages:
        answers |= forms.read_post(form, page, request.POST)
        answers, wrong = form_operations.keep_uploads(
            form=form,
            page=page,
            answers=answers,
            uploads=request.FILES,
            owner=owner,
            by=request.desk.actor,
            at=request.desk.now,
        )
        errors += wrong
    return answers, errors


@transaction.atomic
def take_in(request: DeskRequest, version: ProcedureVersion, agency: Agency, context: dict[str, Any]) -> Dossier:
    """File the dossier of the person at the counter and take it in; a scan of all papers waits then to be cut.

    :raises FormIncomplete: with every answer that does not hold
    """
    actor = people.require(by=request.desk.actor, roles=["reception"], agency_id=agency.pk, at=request.desk.now)
    person = context["person"]
    if context["competent"] is None:
        raise Refusal(_("Chọn cơ quan có thẩm quyền giải quyết: cơ quan của bạn không giải quyết thủ tục này."))
    held, by_hand = context["held"], None
    if held is not None:
        moment = moment_in(request.POST, "nhan_luc", _("Nhận bằng tay lúc"))
        by_hand = operations.ByHand(happened_at=moment, code_id=held.pk)
    outcome = version.form.clean(context["values"])
    if outcome.errors:
        raise operations.FormIncomplete(outcome.errors)
    card = people.read_card(person["qr"])
    card = card if card and card.number == person["identifier"].replace(" ", "") else None
    owner = people_operations.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=person["identifier"],
        name=person["name"],
        birth_date=card.birth_date if card else None,
        sex=card.sex if card else "",
        phone=person["phone"],
        email=person["email"],
        address_text=person["address"],
        by=actor,
        at=request.desk.now,
    )
    shown_at = timezone.localtime(by_hand.happened_at if by_hand else request.desk.now)
    seen = _("đã xem bản chính lúc %(at)s, trả lại ngay") % {"at": f"{shown_at:%H:%M}"}
    papers = []
    for paper in context["papers"]:
        note = seen if request.POST.get(f"da_xem.{paper['code']}") == "1" else ""
        if number := context["from_vault"].get(paper["code"]):
            papers.append(operations.PaperIn(code=paper["code"], vault_id=number))
        elif upload := request.FILES.get(f"giay.{paper['code']}"):
            use = files.store(
                stream=upload,
                name=upload.name or paper["name"],
                owner=f"counter:{context['key']}",
                label=paper["name"],
                by=actor,
                at=request.desk.now,
            )
            papers.append(
                operations.PaperIn(
                    code=paper["code"], file_use=str(use.pk), file_owner=use.owner, kind=Paper.Kind.COPY, note=note
                )
            )
        elif request.POST.get(f"ban_chinh.{paper['code']}") == "1" or note:
            papers.append(operations.PaperIn(code=paper["code"], kind=Paper.Kind.ORIGINAL, note=note))
    mandate = _mandate(request, version, agency, owner.pk, context["key"], actor)
    dossier = operations.submit(
        version_id=version.pk,
        agency_id=agency.pk,
        competent_agency_id=context["competent"] if context["competent"] != agency.pk else None,
        owner_id=owner.pk,
        values=context["values"],
        values_owner=f"counter:{context['key']}",
        papers=papers,
        return_by=context["return_by"] if context["return_by"] in ReturnBy.values else ReturnBy.COUNTER,
        origin=Origin.POST if context["by_post"] else Origin.COUNTER,
        mandate_id=mandate.pk if mandate else None,
        submitter_id=mandate.agent_id if mandate else None,
        submission_key=f"visit:{context['visit']}:{context['key']}",
        by_hand=by_hand,
        by=actor,
        at=request.desk.now,
    )
    if dossier.received_at is None:
        when = by_hand.happened_at if by_hand else None
        dossier = operations.accept(dossier_id=dossier.pk, happened_at=when, by=actor, at=request.desk.now)
    if context["by_post"]:
        delivery.note_arrival(
            subject=dossier.subject,
            code=dossier.code,
            agency_id=agency.pk,
            party_id=owner.pk,
            name=owner.name,
            phone=owner.phone,
            address=owner.address_text,
            tracking=context["tracking"],
            by=actor,
            at=request.desk.now,
        )
    if pile := request.FILES.get("ban_quet"):
        context["scan"] = operations.keep_scan(
            dossier_id=dossier.pk, stream=pile, name=pile.name or "", by=actor, at=request.desk.now
        )
    return dossier


def _mandate(
    request: DeskRequest, version: ProcedureVersion, agency: Agency, owner_id: int, key: str, actor: Actor
) -> Mandate | None:
    """Record by which consent another files for the owner; None when the owner stands at the counter.

    :raises ConsentMissing: what is asked of it was not written down
    """
    said = {name[5:]: str(value) for name, value in request.POST.items() if name.startswith("thay.")}
    relation, at = said.get("tu_cach", ""), request.desk.now
    if not relation:
        return None
    agent_id = None
    if relation != Mandate.Relation.HELPER:
        agent = people_operations.take_party(
            kind="person",
            identifier_kind="personal",
            identifier=said.get("identifier", ""),
            name=said.get("name", ""),
            phone=said.get("phone", ""),
            by=actor,
            at=at,
        )
        agent_id = agent.pk
    scan = None
    if upload := request.FILES.get("thay.ban_quet"):
        use = files.store(
            stream=upload,
            name=upload.name or "",
            owner=f"counter:{key}",
            label=_("Giấy ủy quyền"),
            kinds=("pdf", "jpeg", "png"),
            by=actor,
            at=at,
        )
        scan = (use.pk, use.owner)
    return operations.record_mandate(
        owner_id=owner_id,
        agent_id=agent_id,
        relation=relation,
        consent=said.get("dong_y", ""),
        paper=said.get("giay", ""),
        procedure_id=None if said.get("moi_viec") == "1" else version.procedure_id,
        valid_until=optional_day(request.POST, "thay.den_ngay", _("Đến hết ngày")),
        agency_id=agency.pk,
        scan=scan,
        by=actor,
        at=at,
    )
