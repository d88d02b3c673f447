"""The clerk's fast entry: a scan or a mail, what it says, and it is in the book. By keyboard, many a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.documents import operations, queries
from congvu.documents.models import Document, Kind, Urgency
from congvu.files import queries as files
from congvu.kit.actors import Actor
from congvu.kit.asking import Unreadable, optional_day, optional_row
from congvu.kit.errors import NotAllowed, NotThere, Refusal
from congvu.people import queries as people
from congvu.people.models import Agency
from congvu.sites.desk.doors import DeskRequest, official_only
from congvu.sites.desk.incoming import scans

FIELDS = ("organ_name", "code", "subject", "came_by", "signer_name", "signer_position", "circulation", "description")
MOST_FILES = 10


@dataclass
class Typed:
    """The form as it stands: what was typed or proposed, and the files kept so far."""

    values: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, str]] = field(default_factory=list)
    """Uses with their names."""
    read: bool = False
    """Whether something was proposed that the clerk has to look at."""
    mail_says: dict[str, str] = field(default_factory=dict)
    """Subject and sender of the message that brought the files: proposed where the paper itself says nothing."""
    upload: operations.Upload | None = None
    """The first file, as far as it was read."""


@official_only
def page(request: DeskRequest) -> HttpResponseBase:
    """Show the form; keep files and read them; register."""
    agency = _agency(request)
    if request.method != "POST":
        return _form(request, agency, Typed({"came_by": "post", "arrived_on": request.desk.today.isoformat()}))
    typed = Typed({name: value for name, value in request.POST.items() if isinstance(value, str)})
    try:
        typed.files = _kept(request)
        if request.POST.get("nut") == "thu":
            _take_letter(request, typed)
        _take_files(request, agency, typed)
        if request.POST.get("nut") in {"doc", "thu"}:
            return _form(request, agency, typed)
        _check_seen(request)
        return _enter(request, agency, typed)
    except operations.Twin as twin:
        return _form(request, agency, typed, refusal=str(twin), twin=True)
    except (Refusal, files.FileMissing) as refusal:
        return _form(request, agency, typed, refusal=str(refusal))


def _agency(request: DeskRequest) -> Agency:
    mine = [grant.agency_id for grant in request.desk.grants if grant.role == "clerk"]
    if not mine:
        raise NotAllowed(_("Chỉ văn thư của cơ quan nhập văn bản đến."))
    asked = optional_row(request.POST or request.GET, "agency")
    return people.agency_of_id(asked if asked in mine else mine[0])


def _kept(request: DeskRequest) -> list[tuple[str, str]]:
    """Return the files that were kept when this form was sent before: ``use|name``."""
    found = []
    for line in request.POST.getlist("kept")[:MOST_FILES]:
        use, _bar, name = line.partition("|")
        found.append((use, name[:150]))
    return found


def _take_letter(request: DeskRequest, typed: Typed) -> None:
    """Begin with a message of the agency's mailbox: its files on the shelf, what it says in the boxes.

    :raises LetterGone: somebody dealt with it meanwhile
    :raises NotThere: there is none
    """
    by, at = request.desk.actor, request.desk.now
    try:
        asked = UUID(request.POST.get("letter", ""))
    except ValueError:
        raise NotThere(_("Không có thư này.")) from None
    letter, mail = operations.open_letter(letter_id=asked, by=by, at=at)
    typed.files = [(str(use.pk), use.name) for use in mail.files]
    came_on = timezone.localdate(letter.arrived_at).isoformat()
    typed.values |= {"came_by": "email", "description": mail.said, "arrived_on": came_on}
    typed.mail_says = {"subject": mail.subject, "organ_name": mail.sender}


def _take_files(request: DeskRequest, agency: Agency, typed: Typed) -> None:
    by, at = request.desk.actor, request.desk.now
    for upload in _uploads(request):
        if (upload.name or "").lower().endswith(".eml"):
            mail = operations.open_mail(stream=upload, agency_id=agency.pk, by=by, at=at)
            typed.files += [(str(use.pk), use.name) for use in mail.files]
            typed.values |= {"came_by": "email", "description": mail.said}
            typed.mail_says = {"subject": mail.subject, "organ_name": mail.sender}
        else:
            use = operations.keep_upload(stream=upload, name=upload.name or "", agency_id=agency.pk, by=by, at=at)
            typed.files.append((str(use.pk), use.name))
    if typed.files and not typed.values.get("waiting"):
        typed.upload = _read(typed, agency, by=by, at=at)
        if not (typed.values.get("code") and typed.values.get("subject")):
            _propose(typed, typed.upload.values)
    _propose(typed, typed.mail_says)


def _read(typed: Typed, agency: Agency, *, by: Actor, at: dt.datetime) -> operations.Upload:
    """Read the first file; one that turned out to be secret is gone, and so is the list of files."""
    use_id = typed.files[0][0]
    try:
        return operations.read_upload(use_id=use_id, by=by, at=at)
    except files.FileMissing:
        reading = operations.follow_upload(use_id=use_id, agency_id=agency.pk, by=by, at=at)
        if reading is None or reading.state != reading.State.SECRET:
            raise
        typed.files = []
        raise files.StateSecret("MẬT") from None


def _check_seen(request: DeskRequest) -> None:
    """Refuse what the machine read and nobody looked at."""
    if names := scans.unseen(request.POST):
        words = _("Máy đọc giúp, người chịu trách nhiệm: hãy xem và đánh dấu “Đúng” ở: %(names)s.")
        raise Unreadable(words % {"names": ", ".join(str(scans.FIELDS[name]) for name in names)})


def _uploads(request: DeskRequest) -> "list[UploadedFile[bytes]]":
    return [one for one in request.FILES.getlist("files") if one][:MOST_FILES]


def _propose(typed: Typed, found: Mapping[str, str]) -> None:
    """Put what was read where nothing is typed."""
    for name, value in found.items():
        if value and not typed.values.get(name):
            typed.values[name], typed.read = value, True


def _enter(request: DeskRequest, agency: Agency, typed: Typed) -> HttpResponseBase:
    desk, data = request.desk, request.POST
    waiting = optional_row(data, "waiting")
    if waiting is None:
        given = _given(request, typed)
        waiting = operations.take_in(agency_id=agency.pk, given=given, by=desk.actor, at=desk.now).pk
        typed.values["waiting"], typed.files = str(waiting), []
    found = operations.register(
        document_id=waiting,
        leader_id=optional_row(data, "leader"),
        is_no_twin="is_no_twin" in data,
        by=desk.actor,
        at=desk.now,
    )
    messages.success(
        request,
        _("Đã vào sổ. Số đến: %(number)s · %(code)s") % {"number": found.arrival_number, "code": found.code or "–"},
    )
    again = reverse("desk:arrival_entry")
    return redirect(f"{again}?vua={found.public_id}&duong={found.came_by}")


def _given(request: DeskRequest, typed: Typed) -> operations.ArrivalIn:
    data, now = request.POST, request.desk.now
    came_on = optional_day(data, "arrived_on", _("Ngày đến"))
    urgency = data.get("urgency", "0")
    pages = data.get("pages", "").strip()
    if pages and not (pages.isascii() and pages.isdigit() and len(pages) < 6):
        raise Unreadable(_("Ô “Số trang”: ghi một số."))
    said: dict[str, Any] = {name: data.get(name, "") for name in FIELDS}
    return operations.ArrivalIn(
        **said,
        kind_id=optional_row(data, "kind"),
        issued_on=optional_day(data, "issued_on", _("Ngày văn bản")),
        arrived_at=_moment(came_on, now),
        urgency=int(urgency) if urgency in {"0", "1", "2", "3", "4"} else 0,
        pages=int(pages) if pages else None,
        files=[use for use, _name in typed.files],
        letter=data.get("letter", "")[:36],
    )


def _moment(day: dt.date | None, now: dt.datetime) -> dt.datetime | None:
    """A day before today means its end of work is unknown: eight o'clock stands for it."""
    if day is None or day == timezone.localdate(now):
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(8)))


def _form(request: DeskRequest, agency: Agency, typed: Typed, **more: Any) -> HttpResponse:
    desk = request.desk
    if request.method != "POST" and request.GET.get("duong") in operations.WAYS:
        typed.values["came_by"] = request.GET["duong"]
    kinds = list(queries.kinds(realm=agency.realm, on=desk.today))
    proposed = typed.values.pop("kind_name", "")
    if proposed and not typed.values.get("kind"):
        typed.values["kind"] = next((str(one.pk) for one in kinds if one.name == proposed), "")
    others: list[Kind] = [
        one
        for realm in Agency.Realm.values
        if realm != agency.realm
        for one in queries.kinds(realm=realm, on=desk.today)
    ]
    upload = typed.upload
    shown = {
        "agency": agency,
        "typed": typed,
        "seen": scans.seen_of(upload, typed.values) if upload else {},
        "looked": {name for name in scans.FIELDS if f"thay.{name}" in request.POST},
        "reading": upload.reading if upload else None,
        "lacks": upload.lacks if upload else (),
        "first_use": upload.use_id if upload else "",
        "agency_id": agency.pk,
        "kinds": kinds,
        "other_kinds": others,
        "ways": operations.WAYS.items(),
        "urgencies": Urgency.choices,
        "circulations": Document.Circulation.choices,
        "leaders": people.officials_with(role="leader", agency_id=agency.pk, at=desk.now),
        "senders": queries.frequent_senders(agency_id=agency.pk),
        "just": queries.just_registered(agency_id=agency.pk, public_id=request.GET.get("vua", "")),
        "today": queries.registered_on(agency_id=agency.pk, day=desk.today),
        **more,
    }
    return render(request, "desk/incoming/entry.html", shown, status=422 if "refusal" in more else 200)
