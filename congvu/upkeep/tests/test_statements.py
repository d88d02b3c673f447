"""The files that a province hands in say what runs here, and leave to people only what people know."""

import re
import zipfile

import pytest
from django.core.management import call_command
from lxml import etree

from congvu.files.kinds import recognise
from congvu.kit import selfcheck
from congvu.upkeep.statements import docx, writing

pytestmark = pytest.mark.django_db


def words_of(path):
    with path.open("rb") as stream:
        assert recognise(stream, name=path.name, allowed=["docx"])[0].key == "docx"
    with zipfile.ZipFile(path) as folder:
        tree = etree.fromstring(folder.read("word/document.xml"))
    return "\n".join("".join(line.itertext()) for line in tree.iter(f"{{{docx.SPACE}}}p"))


def test_both_files_are_filled_from_the_installation(filed, tmp_path, capsys, settings):
    settings.PUBLIC_URL = "https://dichvucong.vi-du.gov.vn"
    call_command("write_statements", str(tmp_path))
    told = capsys.readouterr().out
    assert len(writing.kinds()) == 2
    for kind in writing.kinds():
        said = words_of(tmp_path / f"{kind}.docx")
        assert "dichvucong.vi-du.gov.vn" in said
        assert "{{" not in said
        assert "{%" not in said
        for _key, one in selfcheck.connectors.items():
            assert str(one.name) in said
        assert "Chưa sao lưu lần nào." in said, "what the doctor finds stands in it"
        gaps = len(re.findall(r"\[điền: ", said))
        assert gaps >= 5
        assert f"{kind}.docx: còn {gaps} chỗ phải điền" in told
    level = words_of(tmp_path / "ho-so-cap-do-3.docx")
    counted = re.search(r"mức 2: (\d+) yêu cầu đạt, (\d+) không áp dụng, (\d+) còn mở", level)
    assert sum(map(int, counted.groups())) == 253
    assert "1 cơ quan, 7 cán bộ" in level
    assert "; 1 hồ sơ," in level
