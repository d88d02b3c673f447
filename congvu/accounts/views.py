"""Pages of log-in that django-allauth has not."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from congvu.accounts import browsers, operations, sessions
from congvu.accounts.models import Account
from congvu.accounts.queries import actor_in, demo_board, home_of, invitation_by, invitation_state
from congvu.kit.errors import Declined, Refusal

JUST = timedelta(minutes=5)
"""Who ends sessions has shown so lately who they are."""


@require_GET
@never_cache
def demo_codes(request: HttpRequest) -> HttpResponse:
    """Show the demo officials' present second-factor codes, so that a newcomer gets in without a phone."""
    if not settings.DEMO:
        raise Http404
    rows = [{"account": account, "codes": codes} for account, codes in demo_board(at=timezone.now())]
    return render(request, "accounts/demo_codes.html", {"rows": rows, "password": settings.DEMO_PASSWORD})


@require_GET
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead whoever is logged in to where they work, and everybody else to the log-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(home_of(request.user))


@require_GET
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Lead whoever looks for a sign-up to the log-in: accounts come from VNeID."""
    return redirect("vneid_login")


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the link set the password of the account that it belongs to, once."""
    now, found = timezone.now(), invitation_by(token)
    if spent := invitation_state(found, at=now):
        return _unlisted(render(request, "accounts/invitation_spent.html", {"reason": spent}, status=410))
    password, reason = request.POST.get("password1", ""), ""
    if request.method == "POST":
        try:
            if password != request.POST.get("password2", ""):
                raise Refusal(_("Hai lần nhập mật khẩu không giống nhau."))
            operations.accept_invitation(token=token, password=password, at=now)
        except Declined as refusal:
            reason = str(refusal)
        else:
            messages.success(request, _("Đã đặt mật khẩu. Hãy đăng nhập bằng mật khẩu mới."))
            return redirect("account_login")
    context = {"invitation": found, "reason": reason}
    return _unlisted(render(request, "accounts/invitation.html", context, status=422 if reason else 200))


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep the address, which is a secret, from being told to the next page."""
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def citizen_logout(request: HttpRequest) -> HttpResponse:
    """End the citizen's session and go back to the portal."""
    operations.note_leaving(by=actor_in(request), at=timezone.now())
    logout(request)
    return redirect("/")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required(login_url="account_login")
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is logged in; end one of these sessions, or all but this one, after showing again who one is."""
    account: Any = request.user
    found, here = sessions.own(request), request.session.session_key
    if request.method == "POST":
        chosen = request.POST.get("phien", "")
        ended = [row for row in found if row.session_key != here and chosen in {"khac", str(row.pk)}]
        if not sessions.has_proved(request, since=timezone.now() - JUST):
            return _proved_again(request, account)
        operations.end_sessions(account_id=account.pk, rows=ended, by=actor_in(request), at=timezone.now())
        messages.success(request, _("Đã kết thúc %(n)s phiên đăng nhập.") % {"n": len(ended)})
        return redirect("own_sessions")
    rows = [{"row": row, "browser": browsers.named(row.user_agent), "here": row.session_key == here} for row in found]
    return render(request, "accounts/sessions.html", {"rows": rows, "others": sum(not row["here"] for row in rows)})


def _proved_again(request: HttpRequest, account: Account) -> HttpResponse:
    """Lead to where one shows again who one is, and back to the page; citizens do so at VNeID."""
    messages.info(request, _("Hãy xác nhận lại đây là bạn, rồi bấm kết thúc lần nữa."))
    back = reverse("own_sessions")
    if account.kind == Account.Kind.CITIZEN:
        return redirect(f"{reverse('vneid_login')}?next={back}")
    return sessions.ask_again(request, back=back)
