"""Who may open a page of the portal, and who acts there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from congvu.accounts import queries as accounts
from congvu.accounts.models import Account
from congvu.kit.actors import Actor, ActorKind
from congvu.people.models import Party

View = Callable[..., HttpResponseBase]


class CitizenRequest(HttpRequest):
    """A request of a logged-in citizen: ``party`` is theirs, ``actor`` acts in operations."""

    party: Party
    actor: Actor


def address_of(request: HttpRequest) -> str:
    """Return the network address of the request."""
    return str(request.META.get("REMOTE_ADDR", ""))


def visitor(request: HttpRequest) -> Actor:
    """Return the actor of somebody who has not logged in."""
    return Actor(kind=ActorKind.VISITOR, name="Khách", address=address_of(request))


def to_login(request: HttpRequest) -> HttpResponse:
    """Send to VNeID and back to the page asked for (after a form was sent: to the page the form stands on)."""
    back = request.get_full_path() if request.method == "GET" else request.path
    return HttpResponseRedirect(f"{reverse('vneid_login')}?{urlencode({'next': back})}")


def citizen_only(view: View) -> View:
    """Let in whoever has logged in with VNeID; send everybody else there first."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account = request.user
        if not isinstance(account, Account) or account.party is None:
            return to_login(request)
        citizen = cast(CitizenRequest, request)
        citizen.party = account.party
        citizen.actor = accounts.actor_of(account, address=address_of(request))
        return view(citizen, *args, **kwargs)

    return door
