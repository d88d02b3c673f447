"""What a mail server's answer means: surely not sent, not sent for good, or nobody knows. Pure."""

from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

FOR_GOOD = 500
"""Answers from here on say no for good, those below say later (RFC 5321, 4.2.1)."""


def is_doubtful(problem: Exception) -> bool:
    """Say whether the connection broke in the middle, so that the other side may have the message."""
    return isinstance(problem, SMTPServerDisconnected | TimeoutError | ConnectionResetError)


def is_final(problem: Exception) -> bool:
    """Say whether another try is useless: the server refuses for good, or the address or the content is none."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _text in problem.recipients.values())
    if isinstance(problem, SMTPAuthenticationError | SMTPConnectError | SMTPHeloError):
        return False  # the door is shut to all of ours: a password to be mended, not a message that is refused
    if isinstance(problem, SMTPResponseException):
        return problem.smtp_code >= FOR_GOOD
    return isinstance(problem, ValueError)
