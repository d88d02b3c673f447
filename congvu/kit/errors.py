"""What may go wrong, in the user's words."""


class Refusal(Exception):
    """An expected failure; its text is Vietnamese, for the user: what happened, to which thing, what to do next."""


class NotAllowed(Refusal):
    """The one who asks holds no power to do this here and now."""


class Stale(Refusal):
    """Somebody else was faster; the text says who did what and when."""
