"""What may be chosen by what the sheet itself holds, or what the province has: questions, papers, steps, events."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from congvu.catalogue.models import LifeEvent
from congvu.catalogue.queries import words
from congvu.dossiers.hooks import outside_systems
from congvu.sites.control.drafting import formulas
from congvu.sites.control.drafting.inputs import Choices

NOTHING: Choices = (("", "–"),)
Sheet = Mapping[str, Any]


def questions(sheet: Sheet) -> Choices:
    """Return the questions asked once, by their pointers."""
    return tuple((one.pointer, one.label) for one in formulas.questions(sheet))


def question(sheet: Sheet) -> Choices:
    """Return the same, and none."""
    return NOTHING + questions(sheet)


def addresses(sheet: Sheet) -> Choices:
    """Return the questions for an address."""
    return tuple((one.pointer, one.label) for one in formulas.questions(sheet) if one.type == "address")


def groups(sheet: Sheet) -> Choices:
    """Return the groups of the form: a process decides by whole groups of answers."""
    found = []
    for page in sheet.get("form", {}).get("pages", []):
        for group in page.get("groups", []):
            code, title = str(group.get("code", "")), words(group.get("title")) or words(page.get("title"))
            found.append((code, f"{title} ({code})"))
    return tuple(found)


def seen(sheet: Sheet) -> Choices:
    """Return what an agency beside may be shown: whole groups, or single answers."""
    return groups(sheet) + questions(sheet)


def papers(sheet: Sheet) -> Choices:
    """Return the papers of the dossier."""
    rows = [row for row in sheet.get("papers", []) if isinstance(row, dict)]
    return tuple((str(row.get("code", "")), words(row.get("name")) or str(row.get("code", ""))) for row in rows)


def paper(sheet: Sheet) -> Choices:
    """Return the same, and none."""
    return NOTHING + papers(sheet)


def step(sheet: Sheet) -> Choices:
    """Return the steps of the table, and none."""
    rows = sheet.get("steps", [])
    named = [
        (str(row.get("id", "")), words(row.get("name")) or str(row.get("id", "")))
        for row in (rows if isinstance(rows, list) else [])
    ]
    return (*NOTHING, *named)


def steps(sheet: Sheet) -> Choices:
    """Return the steps of the table, and the end."""
    return (*step(sheet)[len(NOTHING) :], ("end", _("Kết thúc")))


def places_of_work(sheet: Sheet) -> Choices:
    """Return in which agency a step may be done: the competent one, the one above, one with a duty of its own."""
    duties = sheet.get("agency", {}).get("coordinators", [])
    named = [(str(row.get("code", "")), words(row.get("name"))) for row in duties if isinstance(row, dict)]
    return (("", _("Cơ quan giải quyết")), ("superior", _("Cơ quan cấp trên")), *named)


def life_events(_sheet: Sheet) -> Choices:
    """Return the events of life and business by which people look for procedures."""
    return tuple((event.code, event.name) for event in LifeEvent.objects.all())


def systems(_sheet: Sheet) -> Choices:
    """Return the systems of the sectors that the province is connected with."""
    return (*NOTHING, *((key, system.name) for key, system in outside_systems.items()))
