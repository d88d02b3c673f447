"""In real Chromium: no finding of axe on any page of desk, control and log-in; every page works without scripts.

Phone and desk alike. By axe the portal is tried beside itself (congvu/sites/portal/tests/test_browser.py); here its
pages are opened with scripts switched off.
"""

import datetime as dt
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from congvu.accounts import operations as accounts
from congvu.accounts.queries import invitation_path
from congvu.catalogue import operations as catalogue
from congvu.catalogue import queries as catalogue_queries
from congvu.catalogue.models import LegalAct
from congvu.documents import operations as documents
from congvu.documents.models import Kind
from congvu.dossiers import operations as dossiers
from congvu.dossiers.tests import scenes as dossier_scenes
from congvu.exchange import operations as exchange
from congvu.feedback.tests import scenes as petition_scenes
from congvu.forms.models import Draft
from congvu.indicators import operations as indicators
from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.numbering.models import Book
from congvu.payments import queries as payments
from congvu.people import operations as people
from congvu.queueing import operations as queueing
from congvu.queueing import queries as halls
from congvu.signing import operations as signing
from congvu.sites.portal.tests import scenes
from congvu.staffing import operations as staffing
from congvu.staffing.sheets import BOOKS
from congvu.staffing.writing import workbook
from tests import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]
AXE = (settings.ROOT / "tests" / "assets" / "axe.min.js").read_text()
VIOLATIONS = """() => axe.run(document, {resultTypes: ['violations'], iframes: false}).then(a => a.violations
    .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 140)}`))"""
TABLES = (
    "roles",
    "absences",
    "certificates",
    "certificate_applications",
    "trust",
    "lists",
    "home",
    "agencies",
    "officials",
    "calendar",
    "hours",
    "clock",
    "takeovers",
    "new_days",
    "numbers",
    "petition_limits",
    "document_kinds",
    "surveys",
    "abandoned",
    "coordinators",
    "outages",
    "levels",
    "levels_many",
    "indicator_sets",
    "reminders",
    "papers",
    "audit",
    "readings",
    "procedures",
    "drafts",
    "draft_new",
    "acts",
    "review",
    "rehearsals",
    "partners",
    "mailbox",
    "fees",
    "receipts",
    "payments",
    "reconciliation",
    "collecting_accounts",
    "outside",
)
PARTS = ("sheet", "papers", "papers.1", "form", "form.pages.0.groups.0.fields.1", "steps", "template")
MACHINE = ("verify", "checkup", "connectors", "deliveries", "notice_templates", "corrections", "erasures")


@pytest.fixture
def town(transactional_db, settings, tmp_path):
    """Officials with accounts, a citizen, and a dossier at each desk."""
    settings.VAR = tmp_path
    agency, officials = scenes.open_commune()
    now, mother = timezone.now(), scenes.citizen()
    signing.make_demo_keys(by=SYSTEM, at=now, official_ids=[officials["leader"].id], agency_ids=[agency.pk])
    chief = people.enrol(staff_code="quan-tri", full_name="Trần Thị Quản Trị", by=SYSTEM, at=now)
    for role in ("province_admin", "auditor"):
        people.grant_role(
            official_id=chief.pk, role=role, agency_id=agency.pk, valid_from=scenes.SINCE, by=SYSTEM, at=now
        )
    staff = {role: actor.id for role, actor in officials.items()} | {"admin": chief.pk}
    who = {
        role: accounts.open_account(official_id=pk, username=role, password="mua-xuan-tren-song-cam", by=SYSTEM, at=now)
        for role, pk in staff.items()
    }
    filed = ("new", "working", "signing", "leaving", "asked")
    found = {name: scenes.dossier_of(mother, agency, name) for name in filed}
    for name in ("working", "signing"):
        dossiers.accept(dossier_id=found[name].pk, by=officials["reception"], at=now)
    wrong = [
        {"kind": "field", "pointer": "child.full_name", "label": "Tên trẻ", "problem": "Viết hoa chữ cái đầu"},
        {"kind": "paper", "pointer": "birth_note", "label": "Giấy chứng sinh", "problem": "Ảnh mờ, không đọc được số"},
    ]
    dossiers.request_supplement(
        dossier_id=found["asked"].pk, items=wrong, reason="Cần sửa", contact="Lê Văn Ví Dụ",
        by=officials["reception"], at=now,
    )  # fmt: skip
    step = scenes_step(found["signing"])
    dossiers.register_result(
        dossier_id=found["signing"].pk,
        step_id=step,
        extra={"child_identifier": "031326000001"},
        by=officials["case_officer"],
        at=now,
    )
    by = scenes.actor(mother.party)
    dossiers.request_withdrawal(dossier_id=found["leaving"].pk, reason="Nộp nhầm", by=by, at=now)
    paper = scenes.keep_paper(mother, agency)
    receipt = scenes.take_money(agency, officials["cashier"], paid=found["working"], disputed=found["signing"])
    people.record_absence(
        official_id=officials["clerk"].id,
        delegate_id=officials["reception"].id,
        agency_id=agency.pk,
        starts_at=now,
        ends_at=now + dt.timedelta(days=2),
        reason="Đi công tác",
        by=SYSTEM,
        at=now,
    )
    indicators.measure_now(at=timezone.now())
    newcomer = scenes.citizen("031190009999", "Trần Thị Mức Một")
    newcomer.assurance = 1
    newcomer.save()
    hall = _hall(agency, officials["reception"], officials["return_desk"], mother.party)
    return {
        **who,
        "hall": hall,
        "invitation": _invited(agency),
        "list": _list(agency),
        "citizen": mother,
        "newcomer": newcomer,
        "draft": _draft(mother, agency),
        "nobody": None,
        "agency": agency,
        "chief": chief,
        "dossiers": found,
        "paper": paper,
        "receipt": receipt,
        "block": dossiers.hold_codes(
            agency_id=agency.pk,
            count=3,
            valid_until=timezone.localdate(now),
            reason="Cắt điện",
            by=officials["reception"],
            at=now,
        ),
        "scan": dossiers.keep_scan(
            dossier_id=found["working"].pk,
            stream=BytesIO(dossier_scenes.PDF),
            name="ban-quet.pdf",
            by=officials["reception"],
            at=now,
        ),
        "surveys": petition_scenes.surveys(agency=agency, at=now),
        "document": _document(agency, officials),
        "arrival": _arrival(agency, officials),
        "petitions": petition_scenes.in_every_state(agency=agency, officials=officials, at=now),
        "written": _written(chief),
    }


def _document(agency, officials):
    """Return a draft that deviates from Annex I, of an agency whose leader may sign."""
    now = timezone.now()
    documents.load_kinds(by=SYSTEM, at=now)
    power = documents.give_power(
        agency_id=agency.pk,
        official_id=officials["leader"].id,
        competence="TM.",
        position="Chủ tịch",
        valid_from=dt.date(2026, 1, 1),
        by=SYSTEM,
        at=now,
    )
    draft = documents.Draft(kind=2, subject="Về việc thử.", parts={"body": "Điều 2. Hai."}, power_id=power.pk)
    by = officials["case_officer"]
    found = documents.begin_draft(agency_id=agency.pk, unit_id=None, draft=draft, by=by, at=now)
    documents.remark(document_id=found.pk, text="Thiếu Điều 1", by=by, at=now)
    documents.save_version(document_id=found.pk, draft=draft, by=by, at=now)
    return found


def _arrival(agency, officials):
    """Return a letter that came by post and stands in the book."""
    now, clerk = timezone.now(), officials["clerk"]
    given = documents.ArrivalIn(
        kind_id=Kind.objects.get(realm="state", code=18).pk, organ_name="Sở Thử", code="7/ST-VP",
        subject="Thử nghiệm", came_by="post",
    )  # fmt: skip
    found = documents.take_in(agency_id=agency.pk, given=given, by=clerk, at=now)
    return documents.register(document_id=found.pk, by=clerk, at=now)


def _hall(agency, official, colleague, party):
    """Return the key of a kiosk and a ticket, in a hall where somebody is called, waits and is to come."""
    now = timezone.now()
    line = queueing.set_line(agency_id=agency.pk, letter="A", name="Hộ tịch", places=2, by=SYSTEM, at=now)
    seats = [queueing.set_counter(agency_id=agency.pk, number=n, line_ids=[line.pk], by=SYSTEM, at=now) for n in (1, 2)]
    queueing.sit(counter_id=seats[0].pk, by=official, at=now)
    for _n in range(3):
        ticket = queueing.take_ticket(line_id=line.pk, party_id=party.pk, name=party.name, by=colleague, at=now)
    queueing.call_next(by=official, at=now)
    queueing.hold(by=official, at=now)
    queueing.call_next(by=official, at=now)
    day, slots = halls.days_with_slots(line=line, at=now)[0]
    queueing.book(
        line_id=line.pk,
        starts_at=slots[0].starts_at,
        party_id=party.pk,
        procedure_code=scenes.CODE,
        procedure_name=f"Đăng ký khai sinh, {day:%d/%m}",
        by=SYSTEM,
        at=now,
    )
    return halls.hall_of(agency.pk).kiosk_key, ticket.public_id


def _written(chief):
    """Return the number of a version that is being written, changed and with a fault."""
    by = Actor(kind=ActorKind.OFFICIAL, id=chief.pk, name=chief.full_name)
    version = catalogue_queries.versions(code="1.001193")[0]
    draft = catalogue.begin_draft(version_id=version.pk, by=by, at=timezone.now())
    sheet = catalogue_queries.put_at(draft.sheet, "papers.1.max_mb", "nhiều")
    sheet = catalogue_queries.put_at(sheet, "steps.1.hours", 2)
    catalogue.save_draft(draft_id=draft.pk, revision=1, sheet=sheet, by=by, at=timezone.now())
    return draft.pk


def _draft(account, agency):
    """Return a filing that was begun and filled in."""
    client = Client()
    client.force_login(account)
    client.post(reverse("portal:file", args=[scenes.CODE]), {"agency": agency.pk})
    draft = Draft.objects.get()
    draft.answers = {**scenes.answers(), "_filing": draft.answers["_filing"]}
    draft.save()
    return draft


def scenes_step(dossier):
    """Return the open step of a dossier."""
    from congvu.processes import queries as processes

    dossier.refresh_from_db()
    return processes.open_steps(dossier.run_id).first().pk


def _invited(agency):
    """Return the address at which somebody new sets a password."""
    now = timezone.now()
    known = {"staff_code": "moi", "full_name": "Nguyễn Văn Mới", "email": "moi@vi-du.vn"}
    new = people.enrol(**known, by=SYSTEM, at=now)
    people.appoint(
        official_id=new.pk, agency_id=agency.pk, title="Công chức", valid_from=scenes.SINCE, by=SYSTEM, at=now
    )
    return invitation_path(accounts.invite(official_id=new.pk, by=SYSTEM, at=now))


def _list(agency):
    """Return the number of a list with rows that are right and rows that are wrong."""
    row = {"full_name": "Phạm Thị Danh Sách", "title": "Công chức", "valid_from": "2026-01-01"}
    rows = [{**row, "staff_code": f"cb-{code}", "agency": code} for code in (agency.code, "H24.999")]
    stream = BytesIO(workbook(BOOKS["officials"], {"officials": rows}))
    made = staffing.bring_in(stream=stream, name="can-bo.xlsx", kind="officials", by=SYSTEM, at=timezone.now())
    staffing.check(import_id=made.pk, at=timezone.now())
    return made.pk


SPENT = "/staff/loi-moi/1:da-dung/"


def _pages(town):
    """Return (visitor, address) of every page."""
    pages = [("nobody", reverse("account_login")), ("nobody", reverse("demo_codes"))]
    pages += [("clerk", reverse(name)) for name in ("mfa_index", "mfa_activate_totp", "account_change_password")]
    pages += [("reception", reverse(f"desk:{name}")) for name in ("home", "reception", "returns", "late", "entry")]
    pages += [("reception", reverse("desk:search") + "?q=khai"), ("clerk", reverse("desk:entry"))]
    pages += [("reception", reverse("desk:entry_fill", args=["1.001193"])), ("leader", reverse("desk:sign"))]
    pages += _desk_beside(town)
    key, ticket = town["hall"]
    pages += [(role, reverse("desk:hall")) for role in ("reception", "return_desk")]
    pages += [("nobody", reverse("portal:kiosk", args=[key])), ("nobody", reverse("portal:ticket", args=[ticket]))]
    pages += [("nobody", reverse("portal:hall_board", args=[town["agency"].code]))]
    pages += [("citizen", reverse("portal:book", args=[scenes.CODE])), ("citizen", reverse("portal:appointments"))]
    pages += [("citizen", reverse("desk:home")), ("clerk", reverse("desk:books"))]
    pages += [("clerk", reverse("desk:book", args=[book.pk])) for book in Book.objects.all()]
    pages += [("nobody", town["invitation"]), ("nobody", SPENT)]
    pages += [(role, reverse(f"desk:{name}")) for role in ("leader", "clerk") for name in ("absences", "certificates")]
    at = {name: found.public_id for name, found in town["dossiers"].items()}
    pages += [("reception", reverse("desk:dossier", args=[at[name]])) for name in ("new", "leaving", "asked")]
    pages += [("reception", reverse("desk:take_supplement", args=[at["asked"]]))]
    pages += [("case_officer", reverse("desk:dossier", args=[at["working"]]))]
    pages += [("case_officer", reverse("desk:control_sheet", args=[at["working"]]))]
    pages += [("leader", reverse("desk:board")), ("leader", reverse("desk:board_dossiers", args=["open"]))]
    pages += [("leader", reverse("desk:course"))]
    pages += [("admin", reverse("desk:board")), ("nobody", reverse("portal:statistics"))]
    pages += [("leader", reverse("desk:scores")), ("admin", reverse("desk:scores") + "?bo=qd766")]
    pages += [("leader", reverse("desk:stated_figures"))]
    pages += [("nobody", reverse("portal:scores")), ("leader", reverse("desk:board") + "?theo=linh-vuc")]
    pages += [("clerk", reverse("desk:vault")), ("clerk", reverse("desk:vault_paper", args=[town["paper"].public_id]))]
    charges = [payments.charges(subject=town["dossiers"][name].subject)[0] for name in ("new", "working")]
    pages += [("cashier", reverse(f"desk:{name}")) for name in ("cashier", "cashbook")]
    pages += [("return_desk", reverse("desk:posts"))]
    pages += [("cashier", reverse("desk:charge", args=[charge.public_id])) for charge in charges]
    acts = [
        ("reception", "new", "request_supplement"),
        ("reception", "new", "refuse_reception"),
        ("reception", "leaving", "decide_withdrawal"),
        ("case_officer", "working", "register_result"),
        ("leader", "working", "assign"),
        ("leader", "signing", "send_back"),
    ]
    pages += [(role, reverse("desk:act", args=[at[name], action])) for role, name, action in acts]
    pages += [("newcomer", reverse("portal:file", args=[scenes.CODE]))]
    pages += [*_petitions(town), *_surveys(town), *_documents(town)]
    return pages + [("admin", address) for address in _control(town)]


def _desk_beside(town):
    """Return codes held in advance with the entry of one, and the scans of a dossier with the pages to be cut."""
    code = town["block"].codes.first().pk
    pages = [
        ("reception", reverse("desk:held_blocks")),
        ("reception", reverse("desk:handover")),
        ("reception", reverse("desk:rating_slips")),
        ("reception", reverse("desk:held_block", args=[town["block"].pk])),
    ]
    pages += [("reception", reverse("desk:entry_fill", args=["1.001193"]) + f"?ma={code}")]
    number = town["dossiers"]["working"].public_id
    return [
        *pages,
        ("reception", reverse("desk:scans", args=[number])),
        ("reception", reverse("desk:scan", args=[number, town["scan"]])),
    ]


def _documents(town):
    """Return the pages of documents, assignments and work files."""
    names = ("documents", "documents_own", "documents_issued", "document_search", "document_new")
    pages = [("case_officer", reverse(f"desk:{name}")) for name in names]
    pages += [("case_officer", reverse("desk:document_new") + f"?loai={code}") for code in (2, 23)]
    pages += [
        ("case_officer", reverse(f"desk:{name}", args=[town["document"].public_id]))
        for name in ("document", "document_edit", "document_signatures")
    ]
    keeping = (
        "arrivals",
        "arrivals_all",
        "arrival_entry",
        "mailbox",
        "arrival_book",
        "arrival_follow_up",
        "documents_compliance",
        "documents_board",
    )
    leading = ("arrival_notes", "assignments", "assignment_give", "assignments_board", "workfiles", "handovers", "todo")
    return [
        *pages,
        *(
            ("leader", reverse(f"desk:{name}"))
            for name in ("signing_powers", "letterhead", "document_books", "document_posted_book", "document_kept_book")
        ),
        *(("clerk", reverse(f"desk:{name}")) for name in keeping),
        ("clerk", reverse("desk:documents_compliance_behind", args=[town["agency"].pk, "overdue"])),
        ("admin", reverse("desk:documents_compliance")),
        *(("clerk", reverse(f"desk:document_{name}", args=[town["arrival"].public_id])) for name in ("copy", "access")),
        *(("leader", reverse(f"desk:{name}")) for name in leading),
    ]


def _petitions(town):
    """Return the pages of petitions, each state of them."""
    found = town["petitions"]
    pages = [("leader", f"{reverse('desk:petitions')}?muc={tab}") for tab in ("waiting", "to_publish")]
    pages += [("reception", reverse("desk:petition_record"))]
    pages += [("leader", reverse("desk:petition", args=[one.public_id])) for one in found.values()]
    pages += [("nobody", reverse(f"portal:petition{name}")) for name in ("s", "_send", "_ask")]
    pages += [("nobody", reverse("portal:petition_follow", args=[one.follow_code])) for one in found.values()]
    pages += [("nobody", reverse("portal:petition_public", args=[found["published"].public_id]))]
    return [*pages, ("citizen", reverse("portal:petitions_mine"))]


def _surveys(town):
    """Return the pages of surveys: written, answered, told."""
    found = town["surveys"]
    place = found["running"].places.get()
    pages = [("admin", reverse("control:survey", args=[one.public_id])) for one in found.values()]
    pages += [("admin", reverse("control:survey_poster", args=[place.survey.public_id, place.pk]))]
    pages += [("nobody", reverse("portal:surveys")), ("nobody", reverse("portal:survey_answer", args=[place.code]))]
    return [*pages, ("nobody", reverse("portal:survey_results", args=[found["published"].public_id]))]


def _control(town):
    try:
        found = [reverse(f"control:{name}") for name in (*TABLES, *MACHINE)]
        found += [reverse("control:halls"), reverse("control:hall", args=[town["agency"].pk])]
        found += [reverse("control:agency", args=[town["agency"].pk])]
        found += [reverse("control:official", args=[pk]) for pk in (town["chief"].pk, town["clerk"].official_id)]
        found += [reverse("control:role", args=["leader"]), reverse("control:list", args=[town["list"]])]
        found += [reverse("control:list", args=[town["list"]]) + "?xem=ready"]
        found += [reverse("control:partner", args=[_partner()])]
        found += [reverse("control:fee_table", args=["1.001193"]), reverse("control:payments") + "?loai=tin"]
        found += [reverse("control:receipt", args=[town["receipt"].public_id])]
        found += [reverse(f"control:{name}", args=["m01"]) for name in ("paper", "paper_words")]
        found += [
            reverse(f"control:{name}", args=[town["written"]])
            for name in ("draft", "draft_changes", "draft_trial", "draft_drawing")
        ]
        found += [reverse("control:act", args=[LegalAct.objects.get(number="85/2019/TT-BTC").pk])]
        found += [reverse("control:draft_part", args=[town["written"], place]) for place in PARTS]
        found += [reverse("control:indicator_set", args=["qd766"])]
        found += [reverse("control:levels_of", args=["1.001193"])]
        found += [reverse("control:abandoned") + "?thu-tuc=1.001193"]
        return [*found, reverse("control:procedure", args=["1.001193"])]
    except NoReverseMatch:  # the control site has no addresses yet
        return []


def _partner():
    """Return the id of a partner with a key, an address and a message that waits."""
    now = timezone.now()
    partner = accounts.open_partner(code="thi-du", name="Công ty Thí Dụ", by=SYSTEM, at=now)
    accounts.issue_key(partner_id=partner.pk, label="Máy chủ", scopes=["dossiers:read"], by=SYSTEM, at=now)
    exchange.subscribe(partner_id=partner.pk, url="http://127.0.0.1:9/hook", by=SYSTEM, at=now)
    told = {"code": "H24.1", "status_code": 2, "previous_status_code": 1, "at": now.isoformat()}
    exchange.hand_over(
        kind="dossier.state_changed", partner_ids=[partner.pk], subject="dossier:1", label="H24.1", data=told, at=now
    )
    return partner.pk


def _windows(browser, live_server, town, size, **more):
    """Return a function that gives each visitor one window."""
    kept = {}

    def of(visitor):
        if visitor not in kept:
            kept[visitor] = browsing.window(browser, live_server, size, town[visitor], **more)
        return kept[visitor]

    return of


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing(live_server, town, half):
    found = []
    with browsing.chromium() as browser:
        of = _windows(browser, live_server, town, browsing.PHONE)
        for visitor, address in _pages(town)[half::2]:
            page = of(visitor)
            page.set_viewport_size(browsing.PHONE)
            page.goto(address, wait_until="domcontentloaded")
            page.evaluate(AXE)
            for size in (browsing.PHONE, browsing.DESK):
                page.set_viewport_size(size)
                place = f"{address} as {visitor} at {size['width']} px"
                found += [f"{place}: {line}" for line in page.evaluate(VIOLATIONS)]
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found += [f"{place}: {wide} px wider than the screen"] if wide > 0 else []
    assert not found, "\n".join(found)


def test_every_page_works_without_scripts(live_server, town):
    wrong = []
    with browsing.chromium() as browser:
        of = _windows(browser, live_server, town, browsing.PHONE, java_script_enabled=False)
        for visitor, address in [*_pages(town), *_portal(town)]:
            page = of(visitor)
            answer = page.goto(address, wait_until="domcontentloaded")
            expected = _refused().get((visitor, address), 200)
            if answer.status != expected:
                wrong.append(f"{address} as {visitor}: {answer.status}")
            elif not page.locator("main h1").count():
                wrong.append(f"{address} as {visitor}: no heading")
            elif _asks(address) and not page.locator("main form button:visible").count():
                wrong.append(f"{address} as {visitor}: no button to press")
    assert not wrong, "\n".join(wrong)


def _portal(town):
    at = {name: found.public_id for name, found in town["dossiers"].items()}
    names = ("home", "procedures", "help", "accessibility", "privacy", "lookup", "verify", "check_code")
    pages = [("nobody", reverse(f"portal:{name}")) for name in names]
    pages += [("nobody", reverse("portal:procedure", args=["1.001193"]))]
    pages += [
        ("citizen", reverse(f"portal:{name}"))
        for name in ("dossiers", "inbox", "reach", "readings", "papers", "mandates", "own_data")
    ]
    pages += [("citizen", reverse("portal:paper", args=[town["paper"].public_id]))]
    pages += [("citizen", reverse("portal:reach_prove", args=[what])) for what in ("thu", "dien-thoai")]
    pages += [("citizen", reverse("portal:file", args=["1.001193"]))]
    draft = town["draft"]
    forms = [page.code for page in town["dossiers"]["new"].version.form.open_pages(draft.answers)]
    pages += [("citizen", reverse("portal:filing_page", args=[draft.pk, code])) for code in forms]
    pages += [("citizen", reverse(f"portal:filing_{name}", args=[draft.pk])) for name in ("agency", "papers", "review")]
    pages += [("citizen", reverse(f"portal:{name}", args=[at["working"]])) for name in ("dossier", "answers", "filed")]
    pages += [("citizen", reverse("portal:pay", args=[at[name]])) for name in ("new", "working", "signing")]
    pages += [("citizen", reverse("portal:send_papers", args=[at["new"]]))]
    return [*pages, ("citizen", reverse("portal:withdraw", args=[at["new"]]))]


def _refused():
    return {("citizen", reverse("desk:home")): 403, ("clerk", reverse("desk:entry")): 403, ("nobody", SPENT): 410}


def _asks(address):
    """Tell whether the page at the address asks for something."""
    return any(
        part in address
        for part in ("/viec/", "/nhap-ho-so/1", "/xac-minh/", "/nop-ho-so/", "/login/", "/desk/vang-mat/")
    )
