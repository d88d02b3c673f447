"""Questions about surveys: which run, which may be answered, what was said, in sums."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from congvu.dossiers.models import Dossier
from congvu.feedback.asking import SATISFIED, Kind, Question
from congvu.feedback.models import Invitation, Survey, SurveyAnswer, SurveyPlace, SurveyTurn

SAMPLE = Path(__file__).parent.parent / "survey_questions.yaml"


@dataclass(frozen=True)
class Tally:
    """How one question was answered: each choice with its count. Shares are of those who answered it."""

    question: Question
    rows: tuple[tuple[str, int], ...]
    answered: int
    satisfied: int
    """Of a scale: how many were satisfied or very satisfied."""

    @property
    def shares(self) -> list[tuple[str, int, float | None]]:
        """Each choice: its words, its count, its share of the answers."""
        return [(words, count, count / self.answered if self.answered else None) for words, count in self.rows]

    @property
    def satisfied_share(self) -> float | None:
        """Share of the satisfied, None for other kinds and without an answer."""
        return self.satisfied / self.answered if self.question.kind == Kind.SCALE and self.answered else None


@dataclass(frozen=True)
class Results:
    """What was said of one agency, or of all those asked about."""

    name: str
    answers: int
    tallies: tuple[Tally, ...]
    """Empty when so few answered that one could tell who said what."""


def sample_questions() -> list[Question]:
    """Return the questions a new survey may begin with."""
    rows = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))["questions"]
    return [Question.of(row) for row in rows]


def surveys(*, agency_ids: Collection[int] | None) -> QuerySet[Survey]:
    """Return the surveys of some agencies, or that ask about them, latest first; all when None."""
    rows = Survey.objects.select_related("agency").annotate(places_count=Count("places", distinct=True))
    if agency_ids is None:
        return rows
    return rows.filter(Q(agency_id__in=agency_ids) | Exists(_places(agency_ids)))


def _places(agency_ids: Collection[int]) -> QuerySet[SurveyPlace]:
    return SurveyPlace.objects.filter(survey=OuterRef("pk"), agency_id__in=agency_ids)


def survey(public_id: uuid.UUID) -> Survey:
    """Return one survey. :raises Survey.DoesNotExist: there is none"""
    return Survey.objects.select_related("agency").get(public_id=public_id)


def place_of_code(code: str) -> SurveyPlace | None:
    """Return the agency about which a code asks without log-in."""
    rows = SurveyPlace.objects.select_related("survey", "agency").filter(survey__opened_at__isnull=False)
    return rows.filter(code=code.lower(), survey__by_link=True).first()


def running(*, on: dt.date) -> QuerySet[Survey]:
    """Return the surveys that may be answered on a day."""
    return Survey.objects.filter(opened_at__isnull=False, opens_on__lte=on, closes_on__gte=on)


def places_open(*, on: dt.date) -> list[SurveyPlace]:
    """Return the agencies about which anybody may answer today."""
    rows = SurveyPlace.objects.filter(survey__in=running(on=on), survey__by_link=True)
    return list(rows.select_related("survey", "agency").order_by("survey_id", "agency__sort_key"))


def published_surveys() -> list[Survey]:
    """Return the surveys whose figures anybody may see, latest first."""
    return list(Survey.objects.filter(published_at__isnull=False).select_related("agency"))


def surveys_for(dossier: Dossier, *, on: dt.date) -> list[Survey]:
    """Return the surveys that the owner of a returned dossier may still answer."""
    if not Invitation.objects.filter(dossier=dossier).exists():
        return []
    told = SurveyTurn.objects.filter(survey=OuterRef("pk"), dossier=dossier)
    asked = _places([dossier.competent_agency_id])
    return list(running(on=on).filter(~Exists(told), Exists(asked), by_dossier=True))


def answer_count(of: Survey) -> int:
    """Return how many have answered."""
    return SurveyAnswer.objects.filter(place__survey=of).count()


def results(of: Survey, *, agency_ids: Collection[int] | None = None) -> tuple[Results, list[Results]]:
    """Return what was said: of all agencies together, and of each.

    An agency with fewer answers than the survey shows is counted but not told. All together are told without those
    agencies, unless these have enough answers among themselves: else a subtraction would tell.

    :param agency_ids: those whose results may be seen; all when None
    """
    asked = of.asked
    counted = _counted(of, asked)
    places = list(of.places.select_related("agency"))
    enough = {pk: row for pk, row in counted.items() if row["n"] >= of.least_shown}
    few = [row for pk, row in counted.items() if pk not in enough]
    many_few = sum(row["n"] for row in few) >= of.least_shown
    whole = _sum([*enough.values(), *(few if many_few else [])])
    everybody = sum(row["n"] for row in counted.values())
    all_of_them = Results("", everybody, _tallies(asked, whole) if whole["n"] >= of.least_shown else ())
    seen = [one for one in places if agency_ids is None or one.agency_id in agency_ids]
    each = [
        Results(
            one.agency.name,
            counted.get(one.pk, {"n": 0})["n"],
            _tallies(asked, enough[one.pk]) if one.pk in enough else (),
        )
        for one in seen
    ]
    return all_of_them, each


def _counted(of: Survey, asked: list[Question]) -> dict[int, dict[str, int]]:
    """Count every choice of every question in one query, by the place."""
    sums: dict[str, Any] = {"n": Count("pk")}
    for one in asked:
        key = f"answers__{one.code}"
        sums[f"{one.code}_given"] = Count("pk", filter=Q(answers__has_key=one.code))
        for value, _words in one.choices:
            fits = Q(**{f"{key}__contains": [value]}) if one.kind == Kind.MANY else Q(**{key: value})
            sums[f"{one.code}_{value}"] = Count("pk", filter=fits)
    answers = SurveyAnswer.objects.filter(place__survey=of)
    rows: Iterable[Mapping[str, Any]] = answers.order_by().values("place_id").annotate(**sums)
    return {row["place_id"]: {name: row[name] for name in sums} for row in rows}


def _sum(rows: list[dict[str, int]]) -> dict[str, int]:
    names = {name for row in rows for name in row}
    return {"n": 0} | {name: sum(row[name] for row in rows) for name in names}


def _tallies(asked: list[Question], row: dict[str, int]) -> tuple[Tally, ...]:
    return tuple(
        Tally(
            question=one,
            rows=tuple((words, row[f"{one.code}_{value}"]) for value, words in one.choices),
            answered=row[f"{one.code}_given"],
            satisfied=sum(row[f"{one.code}_{value}"] for value, _words in one.choices if value >= SATISFIED)
            if one.kind == Kind.SCALE
            else 0,
        )
        for one in asked
    )


def said(of: Survey, *, agency_ids: Collection[int] | None = None, most: int = 200) -> list[tuple[str, list[str]]]:
    """Return the words written to each question that asks for words, in no order, for the administrators' eyes alone.

    Words about agencies with too few answers are left out, as their figures are.
    """
    counted = SurveyAnswer.objects.filter(place__survey=of).order_by().values("place_id").annotate(n=Count("pk"))
    enough = [row["place_id"] for row in counted if row["n"] >= of.least_shown]
    rows = SurveyAnswer.objects.filter(place_id__in=enough)
    if agency_ids is not None:
        rows = rows.filter(place__agency_id__in=agency_ids)
    found = []
    for one in of.asked:
        if one.kind == Kind.WORDS:
            texts = rows.filter(answers__has_key=one.code).order_by("id").values_list(f"answers__{one.code}", flat=True)
            found.append((one.text, [str(text) for text in texts[:most]]))
    return found
