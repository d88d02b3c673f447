"""Who may do what, where and for whom, at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.kit.errors import NotAllowed
from congvu.kit.kept import kept
from congvu.people.models import NEVER_DELEGATED, PROVINCE_WIDE, Absence, Agency, Official, Post, Role, RoleHolding
from congvu.places.models import is_valid_on, valid_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """One power: a role in an agency, in one unit or (``unit_id`` None) in all of them."""

    role: Role
    agency_id: int
    unit_id: int | None
    official_id: int
    """Whose power it is: the official's own, or the absent colleague's."""
    official_name: str
    title: str
    """Title of the one whose power it is, in that agency."""
    delegated: bool
    agency_code: str = ""
    agency_name: str = ""
    realm: str = Agency.Realm.STATE
    """Realm of the agency (khối): a power over the whole province ends at its border."""

    def covers(self, *, roles: frozenset[str], agency_id: int | None, unit_id: int | None, realm: str) -> bool:
        """Say whether it is enough for one of ``roles`` there; None asks for no place in particular.

        ``realm`` is that of the place asked about.
        """
        if self.role not in roles:
            return False
        if self.role in PROVINCE_WIDE:
            return self.realm == realm
        in_unit = self.unit_id is None or unit_id is None or self.unit_id == unit_id
        return (agency_id is None or self.agency_id == agency_id) and in_unit


def grants(*, official_id: int, at: datetime) -> tuple[Grant, ...]:
    """Return own powers first, then those of absent colleagues the official stands in for.

    A stand-in has the absent one's powers only in agencies where both hold a post, and never powers over powers
    (administration, audit). Powers do not pass on a second time.
    """
    day = timezone.localdate(at)
    absences, all_posts, all_holdings = _powers(official_id)
    holders = {official_id, *(row.official_id for row in absences if row.starts_at <= at < row.ends_at)}
    posts = [post for post in all_posts if post.official_id in holders and is_valid_on(post, day)]
    own_agencies = {post.agency_id for post in posts if post.official_id == official_id}
    titles = {(post.official_id, post.agency_id): post.title for post in reversed(posts)}
    found = []
    for holding in all_holdings:
        if holding.official_id not in holders or not is_valid_on(holding, day) or not is_valid_on(holding.agency, day):
            continue
        delegated = holding.official_id != official_id
        if delegated and (holding.role in NEVER_DELEGATED or holding.agency_id not in own_agencies):
            continue
        found.append(
            Grant(
                role=Role(holding.role),
                agency_id=holding.agency_id,
                unit_id=holding.unit_id,
                official_id=holding.official_id,
                official_name=holding.official.full_name,
                title=titles.get((holding.official_id, holding.agency_id), ""),
                delegated=delegated,
                agency_code=holding.agency.code,
                agency_name=holding.agency.name,
                realm=holding.agency.realm,
            )
        )
    return tuple(sorted(found, key=lambda grant: grant.delegated))


@kept(Absence, Post, RoleHolding, Official, Agency, size=4096)
def _powers(official_id: int) -> tuple[tuple[Absence, ...], tuple[Post, ...], tuple[RoleHolding, ...]]:
    """Return in whose stead the official ever stands, and all posts and roles of these and of his own."""
    absences = tuple(Absence.objects.filter(delegate_id=official_id))
    holders = {official_id, *(row.official_id for row in absences)}
    posts = Post.objects.filter(official_id__in=holders).order_by("id")
    holdings = RoleHolding.objects.filter(official_id__in=holders).select_related("official", "agency").order_by("id")
    return absences, tuple(posts), tuple(holdings)


@kept(Agency, size=2048)
def _realm_of(agency_id: int) -> str | None:
    return Agency.objects.filter(id=agency_id).values_list("realm", flat=True).first()


_STATE = str(Agency.Realm.STATE)


def fitting_grant(
    held: Iterable[Grant],
    *,
    roles: Iterable[str],
    agency_id: int | None,
    unit_id: int | None = None,
    holder_id: int | None = None,
    realm: str = _STATE,
) -> Grant | None:
    """Return the power among ``held`` that lets somebody act there, own ones before stand-ins'.

    The one answer behind every button that is shown and every operation that checks. See :func:`require`.
    """
    wanted = frozenset(roles)
    fitting = (
        grant
        for grant in held
        if holder_id in (None, grant.official_id)
        and grant.covers(roles=wanted, agency_id=agency_id, unit_id=unit_id, realm=realm)
    )
    return min(fitting, key=lambda grant: grant.delegated, default=None)


def _matching(
    *,
    by: Actor,
    roles: Iterable[str],
    agency_id: int | None,
    unit_id: int | None,
    holder_id: int | None = None,
    realm: str | None = None,
    at: datetime,
) -> Grant | None:
    if by.kind != ActorKind.OFFICIAL or by.id is None:
        return None
    wanted = frozenset(roles)
    held = [grant for grant in grants(official_id=by.id, at=at) if grant.role in wanted]
    if agency_id is not None and any(grant.role in PROVINCE_WIDE for grant in held):
        realm = _realm_of(agency_id)
    return fitting_grant(
        held, roles=wanted, agency_id=agency_id, unit_id=unit_id, holder_id=holder_id, realm=realm or _STATE
    )


def holds(
    *,
    by: Actor,
    roles: Iterable[str],
    agency_id: int | None = None,
    unit_id: int | None = None,
    realm: str | None = None,
    at: datetime,
) -> bool:
    """Say whether the actor has one of the roles there, own or delegated. The system may do everything.

    Without an agency, a power over the whole province is asked for in ``realm``: the state's, if none is named.
    """
    if by == SYSTEM:
        return True
    return _matching(by=by, roles=roles, agency_id=agency_id, unit_id=unit_id, realm=realm, at=at) is not None


def require(
    *,
    by: Actor,
    roles: Iterable[str],
    agency_id: int | None = None,
    unit_id: int | None = None,
    holder_id: int | None = None,
    realm: str | None = None,
    at: datetime,
) -> Actor:
    """Return the actor as the trace should name them: title, agency, and for whom a stand-in acts.

    :param holder_id: whose power it must be: the official to whom the work was given
    :param realm: whose, when the power is over the whole province and no agency is named; the state's without it
    :raises NotAllowed: none of the roles is held there at that moment.
    """
    if by == SYSTEM:
        return by
    roles = tuple(roles)
    grant = _matching(by=by, roles=roles, agency_id=agency_id, unit_id=unit_id, holder_id=holder_id, realm=realm, at=at)
    if grant is None or by.id is None:
        names = ", ".join(str(Role(role).label) for role in roles)
        raise NotAllowed(
            _("Bạn chưa được giao vai trò cần thiết ({roles}). Hãy liên hệ người quản trị của cơ quan.").format(
                roles=names
            )
        )
    if not grant.delegated:
        return replace(by, title=grant.title, agency_code=grant.agency_code, agency_name=grant.agency_name)
    return replace(
        by,
        title=title_of(official_id=by.id, agency_id=grant.agency_id, on=timezone.localdate(at)),
        agency_code=grant.agency_code,
        agency_name=grant.agency_name,
        acts_for=grant.official_name,
        acts_for_id=grant.official_id,
    )


def require_governor(*, by: Actor, official_id: int, at: datetime) -> Actor:
    """Let through who may change how an official is reached and gets in: mail address, password, factors, lock.

    Whoever holds the log-in holds its powers: an agency's administrator may only where the official works in their
    agency and has no power outside it; else the administrator of the province, for each realm where powers are held.

    :raises NotAllowed: not the administrator of all of it
    """
    if by == SYSTEM:
        return by
    today = timezone.localdate(at)
    lasting = Q(valid_to=None) | Q(valid_to__gt=today)
    held = set(RoleHolding.objects.filter(lasting, official_id=official_id).values_list("agency_id", "role"))
    worked = set(Post.objects.filter(lasting, official_id=official_id).values_list("agency_id", flat=True))
    agencies = {agency_id for agency_id, _role in held} | worked
    if agencies and not any(role in PROVINCE_WIDE for _agency, role in held):
        own = [one for one in agencies if holds(by=by, roles=(Role.AGENCY_ADMIN,), agency_id=one, at=at)]
        if own and {agency_id for agency_id, _role in held} <= set(own):
            return require(by=by, roles=(Role.AGENCY_ADMIN, Role.PROVINCE_ADMIN), agency_id=own[0], at=at)
    realms = set(Agency.objects.filter(id__in=agencies).values_list("realm", flat=True)) or {str(Agency.Realm.STATE)}
    try:
        return [require(by=by, roles=(Role.PROVINCE_ADMIN,), realm=realm, at=at) for realm in sorted(realms)][-1]
    except NotAllowed:
        raise NotAllowed(
            _(
                "Cán bộ này không làm việc ở cơ quan bạn quản trị, hoặc còn giữ vai trò ở nơi khác. "
                "Hãy nhờ người quản trị toàn tỉnh."
            )
        ) from None


def title_of(*, official_id: int, agency_id: int, on: date) -> str:
    """Return the title of the official's oldest valid post there, empty when there is none."""
    post = (
        Post.objects.filter(valid_on(on), official_id=official_id, agency_id=agency_id)
        .order_by("valid_from", "id")
        .first()
    )
    return post.title if post else ""


def unit_of_role(*, official_id: int, role: str, agency_id: int, at: datetime) -> int | None:
    """Return the unit in which an official holds a role there; None: in the whole agency, or not at all."""
    held = RoleHolding.objects.filter(
        valid_on(timezone.localdate(at)), official_id=official_id, role=role, agency_id=agency_id
    )
    return held.order_by("unit_id").values_list("unit_id", flat=True).first()


def officials_with(*, role: str, agency_id: int, unit_id: int | None = None, at: datetime) -> QuerySet[Official]:
    """Return who holds the role there themselves (not as stand-ins), in Vietnamese order."""
    holdings = RoleHolding.objects.filter(valid_on(timezone.localdate(at)), role=role, agency_id=agency_id)
    if unit_id is not None:
        holdings = holdings.filter(Q(unit=None) | Q(unit_id=unit_id))
    return Official.objects.filter(id__in=holdings.values("official_id")).order_by("sort_key")
