"""What officials do with a dossier: the next thing on a work list, as the desk would offer it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier, WorkItem
from congvu.dossiers.models import State as DossierState
from congvu.kit.actors import Actor, ActorKind
from congvu.payments import operations as payments
from congvu.payments import queries as payment_queries
from congvu.payments.models import Charge
from congvu.people.models import Agency, Coordinator
from congvu.processes import queries as processes
from congvu.processes.models import Step
from congvu.simulation.dice import Dice
from congvu.simulation.hands import Doer, doer
from congvu.simulation.lives.fate import Fate
from congvu.simulation.models import City

Kind = WorkItem.Kind
MINUTES = {Kind.RECEIVE: 9, Kind.SIGN: 4, Kind.SEAL: 5, Kind.RETURN: 6, Kind.PAYMENT: 4}
"""How long a work keeps its official busy."""
REFUSALS = (
    "Không thuộc thẩm quyền giải quyết của Ủy ban nhân dân cấp xã này.",
    "Giấy tờ nộp kèm không đúng đối tượng của thủ tục.",
    "Trùng với hồ sơ đã được giải quyết trước đó.",
)
PROBLEMS = (
    "Ghi thông tin chưa khớp với giấy tờ kèm theo, đề nghị kiểm tra và ghi lại.",
    "Địa chỉ ghi chưa đủ số nhà, tổ dân phố.",
)
UNREADABLE = "Bản chụp mờ, không đọc được số và ngày cấp."
BACK = ("Sai họ tên so với tờ khai.", "Ngày cấp ghi chưa đúng.", "Bổ sung căn cứ pháp lý.")
DUTIES = (0, 0, 1_250_000, 3_600_000, 12_400_000)


@dataclass(frozen=True)
class Work:
    """One work on one dossier, at the moment when somebody does it."""

    city: City
    dossier: Dossier
    item: WorkItem
    fate: Fate
    who: Doer
    dice: Dice
    at: dt.datetime

    @property
    def common(self) -> dict[str, Any]:
        """What every operation on a dossier is told."""
        return {"dossier_id": self.dossier.pk, "by": self.who.actor, "at": self.at}

    @property
    def at_step(self) -> dict[str, Any]:
        """What every operation on a step is told."""
        return {**self.common, "step_id": self.item.step_id or 0}


def work(city: City, dossier: Dossier, item: WorkItem, fate: Fate, *, dice: Dice, at: dt.datetime) -> None:
    """Let whoever has this work do it, or something else that befalls the dossier there.

    :raises NotNow: when nobody can at this moment
    :raises Refusal: when the rules speak against it
    """
    who = doer(
        city,
        role=item.role,
        agency_id=item.agency_id,
        unit_id=item.unit_id,
        assignee_id=item.assignee_id,
        in_person=item.kind in {Kind.SIGN, Kind.APOLOGY},
        at=at,
    )
    DOINGS.get(Kind(item.kind), _finish)(Work(city, dossier, item, fate, who, dice, at))
    who.busy(dice.around(MINUTES.get(Kind(item.kind), 14) * who.hand.pace, 0.5), at=at)


def _receive(now: Work) -> None:
    if now.fate.asked == "desk" and not now.dossier.supplement_requests.exists():
        _ask(now)
    elif now.fate.not_accepted:
        dossiers.refuse_reception(reason=now.dice.pick(REFUSALS), **now.common)
    else:
        dossiers.accept(**now.common)


def _ask(now: Work) -> None:
    """Ask the owner to mend an answer, or a paper where there is one."""
    paper = now.dossier.papers.order_by("id").first()
    if paper is not None and now.dice.happens(0.6):
        item = {"kind": "paper", "pointer": paper.code, "label": paper.name, "problem": UNREADABLE}
    else:
        group = next(iter(now.dossier.values))
        item = {"kind": "field", "pointer": group, "label": "Thông tin tờ khai", "problem": now.dice.pick(PROBLEMS)}
    reason, contact = "Hồ sơ chưa đầy đủ, hợp lệ", now.who.actor.name
    dossiers.request_supplement(items=[item], reason=reason, contact=contact, **now.common)


def _register(now: Work) -> None:
    dossier, dice = now.dossier, now.dice
    if dossier.state == DossierState.PROCESSING and _something_befalls(now):
        return
    fields = dossier.version.sheet["result"].get("officer_fields", [])
    extra = {field["code"]: _written_down(field, dice, now.at) for field in fields}
    dossiers.register_result(extra=extra, **now.at_step)


def _something_befalls(now: Work) -> bool:
    """Let the officer ask for a supplement, or the owner take the dossier back, if that is its fate."""
    if now.fate.asked == "officer" and not now.dossier.supplement_requests.exists():
        try:
            _ask(now)
        except dossiers.TooLateToAsk:
            return False
        return True
    withdrawn = now.dossier.moves.filter(after=DossierState.WITHDRAW_REQUESTED)
    if now.fate.withdrawn and not withdrawn.exists():
        reason = "Có thay đổi, sẽ nộp lại sau"
        dossiers.request_withdrawal(dossier_id=now.dossier.pk, reason=reason, by=owner_of(now.dossier), at=now.at)
        return True
    return False


def _written_down(field: dict[str, Any], dice: Dice, at: dt.datetime) -> str:
    """Return what an officer writes down beside the answers."""
    match field.get("kind", "text"):
        case "personal_number":
            return f"031{dice.choice('23')}{at.year % 100:02}{dice.randrange(10**6):06}"
        case "tax_code":
            return f"031{dice.choice('01')}{dice.randint(70, 99)}{dice.randrange(10**6):06}"
        case "confirm":
            return "1"
    return f"{dice.randrange(1, 400)}/{at.year}" if "number" in field["code"] else f"{at:%d/%m/%Y}"


def _sign(now: Work) -> None:
    registered = list(Step.objects.filter(run_id=now.dossier.run_id or 0, kind="register"))
    if now.fate.refused:
        law = "Căn cứ Điều 9 Nghị định 118/2025/NĐ-CP."
        dossiers.refuse(reason=f"{now.dice.pick(REFUSALS)} {law}", **now.common)
    elif len(registered) == 1 and now.dice.happens(_error_of(now.city, registered[0])):
        dossiers.send_back(target=registered[0].bpmn_id, reason=now.dice.pick(BACK), **now.at_step)
    else:
        dossiers.sign_result(**now.at_step)


def _error_of(city: City, step: Step) -> float:
    hand = city.hands.filter(official_id=step.receiver.get("id") or 0).first()
    return hand.error if hand else 0.01


def _return(now: Work) -> None:
    pay(now.city, now.dossier, dice=now.dice, at=now.at)
    dossiers.return_result(**now.common)


def _pay(now: Work) -> None:
    if not pay(now.city, now.dossier, dice=now.dice, at=now.at):
        dossiers.record_payment(receipt=f"{now.dice.randrange(10**7):07}", **now.common)


def pay(city: City, dossier: Dossier, *, dice: Dice, at: dt.datetime) -> bool:
    """Let the owner pay the fees that are due: cash at the desk, a transfer who filed online; tell whether some were.

    What another agency collects, it receipts itself: that is only written down.
    """
    due = [one for one in payment_queries.charges(subject=dossier.subject) if one.state == Charge.State.DUE]
    fees = [charge for charge in due if charge.key == "fees"]
    for charge in fees:
        cashier = doer(city, role="cashier", agency_id=charge.agency_id, at=at).actor
        if dossier.origin == "counter":
            payments.take_cash(charge_id=charge.pk, by=cashier, at=at)
        else:
            number = f"FT{at:%y%j}{dice.randrange(10**6):06}"
            payments.confirm_transfer(charge_id=charge.pk, number=number, by=cashier, at=at)
    return bool(fees)


def _finish(now: Work) -> None:
    """Do a step of plain work; where it may ask other agencies, it mostly does."""
    step = processes.step(now.item.step_id or 0)
    planned = processes.planned_step(now.dossier.version.definition_id, step.bpmn_id)
    beside = _agencies_beside(now.dossier) if planned.asks else []
    if beside and now.dice.happens(0.7):
        asked = now.dice.sample(beside, k=min(len(beside), 2))
        question = "Đề nghị cho ý kiến về hồ sơ theo chức năng quản lý."
        dossiers.consult(agency_ids=[one.pk for one in asked], question=question, **now.at_step)
    else:
        dossiers.finish_step(**now.at_step)


def _agencies_beside(dossier: Dossier) -> list[Agency]:
    """Return the agencies that can be asked: those that do a duty beside the communes."""
    ids = Coordinator.objects.filter(valid_to=None).exclude(agency_id=dossier.competent_agency_id)
    return list(Agency.objects.filter(pk__in=ids.values("agency_id")).order_by("code"))


def _answer(now: Work) -> None:
    dossiers.answer(conclusion="agreed", content="Thống nhất với nội dung hồ sơ.", **now.at_step)


def _minutes(now: Work) -> None:
    dossiers.keep_minutes(
        happened_at=max(now.at - dt.timedelta(minutes=50), now.item.ready_at),
        place="Tại nơi có đối tượng của hồ sơ",
        participants=[f"{now.who.actor.name}, công chức", "Đại diện tổ dân phố", "Chủ hồ sơ"],
        content="Hiện trạng đúng như hồ sơ đã nộp.",
        conclusion="met" if now.item.kind == Kind.VERIFY else "passed",
        **now.at_step,
    )


def _notice(now: Work) -> None:
    if now.dossier.public_notices.filter(step_id=now.item.step_id or 0).exists():
        dossiers.take_down(conclusion="no_objection", content="", **now.at_step)
    else:
        places = "Trụ sở Ủy ban nhân dân, nhà văn hóa tổ dân phố"
        dossiers.put_up(places=places, contact=now.who.actor.name, **now.at_step)


def _duty(now: Work) -> None:
    dossiers.tell_duty(
        amount=now.dice.pick(DUTIES),
        reason="Tiền sử dụng đất, lệ phí trước bạ",
        number=f"{now.dice.randrange(1, 9000)}/TB-TCS ngày {now.at:%d/%m/%Y}",
        **now.at_step,
    )


def _go_without(now: Work) -> None:
    dossiers.go_without(reason="Đã quá thời hạn cho ý kiến.", **now.at_step)


def _withdrawal(now: Work) -> None:
    dossiers.decide_withdrawal(granted=True, reason="Theo đề nghị của người nộp", **now.common)


DOINGS: dict[WorkItem.Kind, Callable[[Work], None]] = {
    Kind.RECEIVE: _receive,
    Kind.TAKE_IN: lambda now: _nothing(dossiers.take_in(**now.common)),
    Kind.APOLOGY: lambda now: _nothing(dossiers.sign_apology(**now.common)),
    Kind.WITHDRAWAL: _withdrawal,
    Kind.UNANSWERED: lambda now: _nothing(dossiers.close_unanswered(**now.common)),
    Kind.PAYMENT: _pay,
    Kind.REGISTER: _register,
    Kind.CONSULT: _answer,
    Kind.CONSULT_LATE: _go_without,
    Kind.VERIFY: _minutes,
    Kind.COUNCIL: _minutes,
    Kind.NOTICE: _notice,
    Kind.DUTY: _duty,
    Kind.SIGN: _sign,
    Kind.SEAL: lambda now: _nothing(dossiers.seal_result(**now.at_step)),
    Kind.RETURN: _return,
}
"""How each kind of work is done; any other is a step of plain work."""


def _nothing(_done: object) -> None:
    """Let a doing return nothing."""


def owner_of(dossier: Dossier) -> Actor:
    """Return the owner as who acts."""
    return Actor(kind=ActorKind.CITIZEN, id=dossier.owner_id, name=str(dossier.owner_snapshot["name"]), assurance=2)
