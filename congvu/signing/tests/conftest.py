"""A small commune: a leader, a colleague, the agency, and a paper to sign."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from congvu.kit.actors import SYSTEM, Actor, ActorKind
from congvu.people.models import Agency, Official, Post, RoleHolding
from congvu.printing.operations import print_paper
from congvu.signing.operations import make_demo_keys

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PAPER = """#import "/nd30.typ": *
#show: paper.with(title: "Trích lục khai sinh")
#national-header(parent: "Ủy ban nhân dân thành phố Hải Phòng", agency: "Ủy ban nhân dân phường Ngô Quyền",
  number: "Số: 15/TLKS", place: "Ngô Quyền", date: "2026-11-20")
#kind-title("Trích lục khai sinh", subject: "Bản chính")
Họ, chữ đệm, tên: *Nguyễn Minh Khôi*
#v(1cm)
#grid(columns: (1fr, 1fr), recipients(("Như trên", "Lưu: VT")),
  signature-block(title: ("KT. Chủ tịch", "Phó Chủ tịch"), name: "Nguyễn Thị Bích Hạnh"))
"""


def actor(official):
    return Actor(kind=ActorKind.OFFICIAL, id=official.id, name=official.full_name)


def make_official(code, name, agency, title, role):
    one = Official.objects.create(staff_code=code, full_name=name, folded=name.lower(), sort_key=name)
    Post.objects.create(official=one, agency=agency, title=title, valid_from=date(2025, 7, 1))
    RoleHolding.objects.create(official=one, role=role, agency=agency, valid_from=date(2025, 7, 1))
    return one


@pytest.fixture
def people(db):
    name = "Ủy ban nhân dân phường Ngô Quyền"
    agency = Agency.objects.create(
        code="H24.113", name=name, kind=Agency.Kind.COMMUNE, valid_from=date(2025, 7, 1), folded=name, sort_key=name
    )
    return SimpleNamespace(
        agency=agency,
        leader=make_official("NQ01", "Nguyễn Thị Bích Hạnh", agency, "Phó Chủ tịch", "leader"),
        clerk=make_official("NQ02", "Trần Văn Đức", agency, "Văn thư", "clerk"),
    )


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR = tmp_path
    settings.DEMO = True


@pytest.fixture
def keys(people):
    return make_demo_keys(by=SYSTEM, at=AT)


@pytest.fixture
def paper():
    return print_paper(source=PAPER, data={}, at=AT)
