"""What a mail server's answers mean."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

import pytest

from congvu.kit import smtp


@pytest.mark.parametrize(
    ("problem", "final", "doubtful"),
    [
        (SMTPRecipientsRefused({"a": (550, b"unknown")}), True, False),
        (SMTPRecipientsRefused({"a": (550, b"unknown"), "b": (450, b"later")}), False, False),
        (SMTPDataError(554, b"spam"), True, False),
        (SMTPDataError(451, b"later"), False, False),
        (SMTPConnectError(554, b"no"), False, False),
        (SMTPServerDisconnected("in the middle"), False, True),
        (ConnectionRefusedError("down"), False, False),
        (TimeoutError("slow"), False, True),
        (ValueError("no address"), True, False),
        (SMTPAuthenticationError(535, b"bad password"), False, False),
    ],
)
def test_answer_is_final_doubtful_or_to_be_tried_again(problem, final, doubtful):
    assert (smtp.is_final(problem), smtp.is_doubtful(problem)) == (final, doubtful)
