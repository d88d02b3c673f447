"""What may go wrong, in the user's words."""


class Refusal(Exception):
    """An expected failure; its text is Vietnamese, for the user: what happened, to which thing, what to do next."""


class NotAllowed(Refusal):
    """The one who asks holds no power to do this here and now."""


class NotThere(Refusal):
    """There is no such thing, or it is not theirs to see: nobody is told which."""


class Stale(Refusal):
    """Somebody else was faster; the text says who did what and when."""
