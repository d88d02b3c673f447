"""A dossier is filed: somebody invented, with the procedure's example told anew, online or at a desk."""

import datetime as dt
import io
from functools import lru_cache
from typing import Any

from django.utils import timezone

from congvu.catalogue import queries as catalogue
from congvu.catalogue.models import ProcedureVersion
from congvu.dossiers import operations as dossiers
from congvu.dossiers.models import Dossier, Origin, Paper, ReturnBy
from congvu.files import operations as files
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import Refusal
from congvu.people import operations as people
from congvu.people.models import Party
from congvu.printing import operations as printing
from congvu.simulation.dice import Dice
from congvu.simulation.hands import Doer, doer
from congvu.simulation.inventing import STREETS, main_person, retold
from congvu.simulation.models import City, Life

BY_HAND = 0.97
"""Share of certified copies that are made on paper."""
PAGE = """#set page(paper: "a4", margin: 25mm, background: rotate(-35deg, text(size: 90pt, weight: "bold",
fill: luma(232))[MẪU]))
#set text(font: "Tinos", size: 14pt, lang: "vi")
#align(center)[*%s*]
#v(1em)
Giấy tờ mẫu của bản chạy thử, không có giá trị."""


def file(city: City, life: Life, at: dt.datetime) -> Dossier:
    """File the dossier of a life.

    :raises NotNow: at a desk where nobody is free
    :raises Refusal: the procedure cannot be used so
    """
    dice = Dice(city.seed, life.number, "filing")
    version = catalogue.in_force(code=life.what, on=timezone.localdate(at))
    desk = _desk(city, life, at) if life.origin != Origin.PORTAL else None
    answers = _answers(version, life, dice, at)
    address = (
        f"Số {dice.randint(1, 380)} đường {dice.pick(STREETS)}, {life.agency.name.removeprefix('Ủy ban nhân dân ')}"
    )
    owner = _owner(answers, life, address, dice, at)
    by = desk.actor if desk else Actor(kind=ActorKind.CITIZEN, id=owner.pk, name=owner.name, assurance=2)
    dossier = dossiers.submit(
        version_id=version.pk,
        agency_id=life.agency_id,
        owner_id=owner.pk,
        values=answers,
        papers=_papers(version, answers, life, by, at),
        return_by=_return_by(version, answers, life, dice),
        origin=life.origin,
        submission_key=f"mp-{city.pk}-{life.number}",
        by=by,
        at=at,
    )
    if desk:
        desk.busy(dice.around(7, 0.4), at=at)
    return dossier


def _desk(city: City, life: Life, at: dt.datetime) -> Doer:
    return doer(city, role="reception", agency_id=life.agency_id, at=at)


def _answers(version: ProcedureVersion, life: Life, dice: Dice, at: dt.datetime) -> Any:
    """Return answers that the form takes: told anew, or nobody older, or the example as it is."""
    today = timezone.localdate(at)
    example = _example(version, life.what, today)
    if "document" in example and "electronic" in example["document"]:
        by_hand = life.origin != Origin.PORTAL and dice.happens(BY_HAND)
        pages, copies = 1 + int(dice.expovariate(0.5)), dice.choice((1, 1, 2, 2, 3, 5))
        example["document"] |= {"electronic": not by_hand, "pages": pages, "copies": copies}
    place = life.agency.place
    commune = place.code if place else ""
    for years in (None, 0):
        told = retold(example, dice=dice, commune=commune, today=today, years=years)
        if not version.form.clean(told, context={"today": today}).errors:
            return told
    return example


def _example(version: ProcedureVersion, code: str, today: dt.date) -> dict[str, Any]:
    if not catalogue.has_sample(code=code):
        return catalogue.invented_answers(version=version, on=today)
    sample = catalogue.sample(code=code, on=today)
    answers: dict[str, Any] = sample.get("answers", sample)
    return answers


def _owner(answers: Any, life: Life, address: str, dice: Dice, at: dt.datetime) -> Party:
    person = main_person(answers, dice=dice, address=address)
    return people.take_party(
        kind="person",
        identifier_kind="personal",
        identifier=person.identifier,
        name=person.name,
        birth_date=person.birth_date,
        sex=person.sex,
        phone=person.phone,
        address_text=person.address,
        by=SYSTEM,
        at=at,
    )


def _papers(version: ProcedureVersion, answers: Any, life: Life, by: Actor, at: dt.datetime) -> list[dossiers.PaperIn]:
    day = timezone.localdate(at)
    outcome = version.form.clean(answers, context={"today": day})
    if outcome.errors:
        raise Refusal(str(outcome.errors[0]))
    missing = dossiers.missing_papers(version, outcome.values, set(), on=day)
    electronic = life.origin == Origin.PORTAL
    return [_paper(row, life, by, at) if electronic or _is_kept(version, row) else _shown(row) for row in missing]


def _is_kept(version: ProcedureVersion, row: Any) -> bool:
    """Tell whether a paper is needed as a file wherever it is filed: the result is a copy of it, or a stamp on it."""
    result = version.sheet["result"]
    return row["code"] == result.get("copy_of") or row["code"] in result.get("stamps", {}).get("papers", ())


def _paper(row: Any, life: Life, by: Actor, at: dt.datetime) -> dossiers.PaperIn:
    name = catalogue.words(row["name"])
    owner = f"draft:mp-{life.pk}"
    use = files.store(stream=io.BytesIO(sample_page(name)), name=f"{row['code']}.pdf", owner=owner, by=by, at=at)
    return dossiers.PaperIn(code=row["code"], file_use=str(use.pk), file_owner=owner)


def paper_again(dossier: Dossier, code: str, by: Actor, at: dt.datetime) -> dossiers.PaperIn:
    """Return a better copy of a paper that was asked for once more."""
    name, owner = dossier.papers.filter(code=code).values_list("name", flat=True)[0], f"draft:mp-again-{dossier.pk}"
    use = files.store(stream=io.BytesIO(sample_page(name)), name=f"{code}.pdf", owner=owner, by=by, at=at)
    return dossiers.PaperIn(code=code, file_use=str(use.pk), file_owner=owner)


def _shown(row: Any) -> dossiers.PaperIn:
    return dossiers.PaperIn(code=row["code"], kind=Paper.Kind.COPY)


@lru_cache(maxsize=512)
def sample_page(name: str) -> bytes:
    """Return a page that stands for a paper: its name, and that it is an example."""
    quiet = "".join(letter for letter in name if letter.isalnum() or letter in " ,.;:()/-–")
    return printing.print_paper(source=PAGE % quiet, data={}, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def _return_by(version: ProcedureVersion, answers: Any, life: Life, dice: Dice) -> str:
    on_paper = catalogue.is_by_hand(version=version, answers=answers)
    online = not on_paper and dice.happens(0.72 if life.origin == Origin.PORTAL else 0.15)
    return str(ReturnBy.ONLINE if online else ReturnBy.COUNTER)
