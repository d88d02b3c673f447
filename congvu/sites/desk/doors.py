"""Who comes to the desk: officials only, with their powers of this moment."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.accounts import queries as accounts
from congvu.accounts.models import Account
from congvu.dossiers import queries as dossiers
from congvu.kit.actors import Actor
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.kit.paging import COUNTED, BadCursor
from congvu.people import queries as people
from congvu.people.queries import Grant

LEADERS = ("leader", "unit_head", "agency_admin", "auditor", "province_admin")
"""To whom the figures of their agency are open."""
OVERSEERS = ("province_admin", "auditor")
"""To whom figures of every agency of their realm are open."""
SHARERS = ("leader", "unit_head")
"""Who says how work is shared out."""
WRITERS = ("case_officer", "unit_head", "leader", "clerk", "reception")
"""Who draws up documents."""
BOOK_READERS = ("clerk", "leader", "unit_head", "auditor", "agency_admin")
"""To whom the books of documents of their agency are open, and the board beside them."""
RULE_READERS = ("clerk", "leader", "auditor", "agency_admin")
"""To whom it is open how their agency keeps the rules for documents."""
TASK_READERS = ("leader", "unit_head", "clerk", "auditor")
"""To whom the board of assignments of their agency is open."""


@dataclass(frozen=True)
class Desk:
    """The official at the desk now."""

    actor: Actor
    grants: tuple[Grant, ...]
    now: dt.datetime
    waiting: dict[str, int]

    @property
    def today(self) -> dt.date:
        """The day of the moment, here."""
        return timezone.localdate(self.now)

    @property
    def agency_ids(self) -> set[int]:
        """The agencies in which this official holds a role that works with dossiers."""
        return {grant.agency_id for grant in self.grants}

    def has(self, *roles: str) -> bool:
        """Tell whether one of the roles is held anywhere."""
        return any(grant.role in roles for grant in self.grants)

    @property
    def title(self) -> str:
        """The title of the first post whose power is the official's own."""
        return next((grant.title for grant in self.grants if not grant.delegated), "")

    @property
    def place(self) -> str:
        """The agency of the first power, its people's committee written short."""
        name = next((grant.agency_name for grant in self.grants), "")
        return name.replace("Ủy ban nhân dân", "UBND", 1)

    @property
    def all_waiting(self) -> int:
        """How much waits for this official in all, as far as it was counted."""
        return sum(self.waiting.values())

    @property
    def or_more(self) -> str:
        """A «+» behind the numbers of the menu when more waits than was counted."""
        return "+" if self.all_waiting >= COUNTED else ""

    @property
    def receives(self) -> bool:
        """Tell whether a reception desk is held: who does may write down what a citizen brings."""
        return self.has("reception")

    @property
    def registers(self) -> bool:
        """Tell whether this official keeps the books of documents of an agency."""
        return self.has("clerk")

    @property
    def sits(self) -> bool:
        """Tell whether people may be called to a counter of this official."""
        return self.has("reception", "return_desk", "cashier")

    @property
    def collects(self) -> bool:
        """Tell whether fees are taken by this official."""
        return self.has("cashier")

    @property
    def signs(self) -> bool:
        """Tell whether anything may wait for a signature."""
        return self.has("leader")

    @property
    def leads(self) -> bool:
        """Tell whether the figures of an agency are open to this official."""
        return self.has(*LEADERS)

    @property
    def shares(self) -> bool:
        """Tell whether this official says how work is shared out."""
        return self.has(*SHARERS)

    @property
    def writes(self) -> bool:
        """Tell whether this official draws up documents."""
        return self.has(*WRITERS)

    @property
    def reads_books(self) -> bool:
        """Tell whether the books of documents of an agency are open to this official."""
        return self.has(*BOOK_READERS)

    @property
    def reads_rules(self) -> bool:
        """Tell whether it is open to this official how an agency keeps the rules for documents."""
        return self.has(*RULE_READERS, *OVERSEERS)

    @property
    def oversees(self) -> set[str]:
        """The realms (state, Party, mass organisations) of which figures of every agency are open to this official."""
        return {grant.realm for grant in self.grants if grant.role in OVERSEERS}

    @property
    def reads_tasks(self) -> bool:
        """Tell whether the board of assignments of an agency is open to this official."""
        return self.has(*TASK_READERS)

    @property
    def governs(self) -> bool:
        """Tell whether the control site is open to this official."""
        return self.has("agency_admin", "province_admin", "auditor")


class DeskRequest(HttpRequest):
    """A request of an official."""

    desk: Desk


View = Callable[..., HttpResponseBase]


def official_only(view: View) -> View:
    """Let officials in; send others to the log-in, and citizens away with words."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        account = request.user
        if account.kind != Account.Kind.OFFICIAL:
            return render(request, "desk/refused.html", {"reason": ""}, status=403)
        now = timezone.now()
        actor = accounts.actor_of(account, address=request.META.get("REMOTE_ADDR", ""))
        grants = people.grants(official_id=cast(int, actor.id), at=now)
        desk = Desk(actor, grants, now, dossiers.kind_counts(grants=grants))
        cast(DeskRequest, request).desk = desk
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as reason:
            return render(request, "desk/refused.html", {"reason": str(reason)}, status=403)
        except (NotThere, BadCursor) as reason:
            return render(request, "desk/refused.html", {"reason": str(reason)}, status=404)

    return guarded


def asked_again(request: DeskRequest, back: str) -> HttpResponse | None:
    """Lead who wants to sign to prove anew who they are, unless they did so lately; None when they did."""
    if accounts.is_young(request, at=request.desk.now):
        return None
    messages.info(request, _("Trước khi ký, hãy xác nhận lại đây là bạn. Xong, bấm ký lần nữa."))
    return accounts.ask_again(request, back=back)


def say(request: HttpRequest, refusal: Refusal, back: str) -> HttpResponseRedirect:
    """Tell why it was not done, and go back to the page where it can be mended."""
    messages.error(request, str(refusal))
    return HttpResponseRedirect(back)
