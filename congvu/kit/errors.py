"""What may go wrong, in the user's words.

A page shows a :class:`Refusal` beside what was typed; :class:`NotAllowed` and :class:`NotThere` go to the door of the
site, which answers 403 and 404. Who does many things one by one, or has no door, catches :class:`Declined`.
"""


class Declined(Exception):
    """Not done; the text is Vietnamese, for the user: what happened, to which thing, what to do next."""


class Refusal(Declined):
    """Something in what was asked for must be mended by the one who asks."""


class NotAllowed(Declined):
    """The one who asks holds no power to do this here and now."""


class NotThere(Declined):
    """There is no such thing, or it is not theirs to see: nobody is told which."""


class Stale(Refusal):
    """Somebody else was faster; the text says who did what and when."""
