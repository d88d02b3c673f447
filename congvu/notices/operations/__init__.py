"""The only code that gives notice, sends it, and keeps how people want to be told."""

from congvu.notices.operations.giving import notify
from congvu.notices.operations.hours import HoursUnfit, change_quiet_hours
from congvu.notices.operations.proving import CodeWrong, TooManyCodes, ask_code, confirm_code, forget_codes, send_code
from congvu.notices.operations.reach import NotProved, choose, forget_contact
from congvu.notices.operations.sending import MOST_TRIES, AlreadySent, keep_letter, mark_read, requeue, send, send_again
from congvu.notices.operations.words import TemplateMissing, WordsUnfit, change_template, load_templates, words_of

__all__ = [
    "MOST_TRIES",
    "AlreadySent",
    "CodeWrong",
    "HoursUnfit",
    "NotProved",
    "TemplateMissing",
    "TooManyCodes",
    "WordsUnfit",
    "ask_code",
    "change_quiet_hours",
    "change_template",
    "choose",
    "confirm_code",
    "forget_codes",
    "forget_contact",
    "keep_letter",
    "load_templates",
    "mark_read",
    "notify",
    "requeue",
    "send",
    "send_again",
    "send_code",
    "words_of",
]
