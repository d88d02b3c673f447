"""The manual: every page is read, every picture is there and light, no HTML of its own comes through."""

import re

import pytest
from django.conf import settings

from congvu.kit import manual

SLUGS = sorted(path.stem for path in settings.MANUAL.glob("*.md") if path.stem != "README")
MOST = 150 * 1024
"""Bytes of a picture."""


def test_there_is_a_page_for_each_role():
    assert SLUGS == ["lanh-dao", "nguoi-dan", "quan-tri", "thu-ly", "tiep-nhan", "van-ban-den", "van-ban-di", "van-thu"]
    index = (settings.MANUAL / "README.md").read_text()
    assert all(f"({slug}.md)" in index for slug in SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_has_a_title_steps_and_pictures_that_are_there(slug):
    page = manual.page(slug)
    assert page.title
    assert '<ol class="govuk-list govuk-list--number">' in page.html
    names = re.findall(r'src="/static/huong-dan/([a-z0-9-]+\.png)"', page.html)
    assert names
    for name in names:
        size = (settings.ROOT / "docs" / "pictures" / name).stat().st_size
        assert size <= MOST, f"{name}: {size // 1024} KB"
    assert 'alt=""' not in page.html


@pytest.mark.parametrize("slug", ["khong-co", "../house", "README", ""])
def test_nothing_else_is_read(slug):
    assert manual.page(slug) is None


def test_html_in_a_page_is_shown_and_not_run(tmp_path, settings):
    settings.MANUAL = tmp_path
    (tmp_path / "thu.md").write_text("# Thử\n\n<script>alert(1)</script>\n")
    manual.page.cache_clear()
    assert "<script" not in manual.page("thu").html
    manual.page.cache_clear()


def test_a_picture_from_elsewhere_is_refused(tmp_path, settings):
    settings.MANUAL = tmp_path
    (tmp_path / "thu.md").write_text("# Thử\n\n![x](https://vi-du.vn/x.png)\n")
    manual.page.cache_clear()
    with pytest.raises(ValueError, match="no picture"):
        manual.page("thu")
    manual.page.cache_clear()
