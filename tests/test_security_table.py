"""docs/security.md: every requirement of ASVS 5.0.0 up to level 2 stands there once, and what is named exists."""

import re
from pathlib import Path

from django.conf import settings

TEXT = Path(settings.ROOT, "docs", "security.md").read_text()
COUNTS = """
    1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6
    3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12
    6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2
    8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
    11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2
    13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3
    17.1:1 17.2:4 17.3:2
"""
SECTIONS = {section: int(count) for section, count in re.findall(r"([\d.]+):(\d+)", COUNTS)}
"""Sections with how many requirements of levels 1 and 2 they begin with; those of level 3 come after them."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \| (met|n/a|open) \| (.+) \|$", re.M)


def _numbers():
    for first, last, _state, _by in ROW.findall(TEXT):
        section, start = first.rsplit(".", 1)
        until_section, end = (last or first).rsplit(".", 1)
        assert section == until_section, first
        yield from (f"{section}.{number}" for number in range(int(start), int(end) + 1))


def test_every_requirement_stands_there_once():
    wanted = [f"{section}.{number}" for section, count in SECTIONS.items() for number in range(1, count + 1)]
    assert len(wanted) == 253
    found = list(_numbers())
    assert sorted(found) == sorted(wanted)


def test_what_is_named_exists():
    named = set(re.findall(r"`((?:congvu|config|tests|tools|docs|deploy|frontend)/[\w./-]+)`", TEXT))
    assert len(named) > 60
    assert [path for path in sorted(named) if not Path(settings.ROOT, path).exists()] == []
