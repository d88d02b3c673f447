"""Dossiers run by another system: handing over, mirroring what it tells, watching that it answers."""

from congvu.dossiers.operations.outside.choosing import RunnerNotKnown, choose_runner
from congvu.dossiers.operations.outside.linking import open_linked
from congvu.dossiers.operations.outside.outages import (
    Effect,
    OutageRefused,
    declare_outage,
    effect_of_outage,
    end_outage,
)
from congvu.dossiers.operations.outside.sending import NotHandedOver, follow, send_again, send_next
from congvu.dossiers.operations.outside.standing import findings_of
from congvu.dossiers.operations.outside.taking import MessageNotTaken, act_on, take_message
from congvu.dossiers.operations.outside.watching import exclude_outage, note_silence

__all__ = [
    "Effect",
    "MessageNotTaken",
    "NotHandedOver",
    "OutageRefused",
    "RunnerNotKnown",
    "act_on",
    "choose_runner",
    "declare_outage",
    "effect_of_outage",
    "end_outage",
    "exclude_outage",
    "findings_of",
    "follow",
    "note_silence",
    "open_linked",
    "send_again",
    "send_next",
    "take_message",
]
