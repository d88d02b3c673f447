"""The only code that writes what is exchanged with partners."""

from congvu.exchange.operations.answers import Answer, KeyReused, forget_answers, once, question_digest
from congvu.exchange.operations.sending import TYPE, WAITS, hand_over, send_next
from congvu.exchange.operations.subscribing import end, renew_secret, replay, resume, subscribe

__all__ = [
    "TYPE",
    "WAITS",
    "Answer",
    "KeyReused",
    "end",
    "forget_answers",
    "hand_over",
    "once",
    "question_digest",
    "renew_secret",
    "replay",
    "resume",
    "send_next",
    "subscribe",
]
