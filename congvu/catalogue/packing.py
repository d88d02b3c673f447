"""A version as one ZIP: readable, the same bytes for the same content, brought in by another province without trust."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from congvu.catalogue.folders import read_text
from congvu.catalogue.sheets import SCHEMA, SheetRefused, problems
from congvu.catalogue.writing import PROCESS_FILE, Content, in_groups
from congvu.kit.errors import Refusal
from congvu.processes import queries as processes

SHEET, TEMPLATE, SAMPLE, MANIFEST = "sheet.yaml", "result.typ", "sample.yaml", "manifest.json"
NAMES = frozenset({SHEET, TEMPLATE, PROCESS_FILE, SAMPLE, MANIFEST})
LARGEST_PACK, LARGEST_FILE = 2_000_000, 1_000_000
"""Bytes: of the ZIP, and of one file in it when unpacked."""
DEEPEST = 40
FORM_KEYS = (
    *("code", "type", "title", "label", "help", "of", "show_if", "show_words", "required", "required_if", "options"),
    *("min", "max", "prefill", "default", "example", "repeat", "checks", "groups", "fields"),
)
STEP_KEYS = ("id", "name", "role", "kind", "hours", "minutes", "when", "next", "beside", "each", "actions", "papers")
FIXED_DAY = (2026, 1, 1, 0, 0, 0)
NESTED = re.compile(r"[+*}]\)[+*{]|\([^()]*[+*][^()]*\)[+*{]")
"""A pattern that repeats what repeats: some texts would keep the machine busy for ever."""


class PackRefused(Refusal):
    """A ZIP that is not taken in; the text says which file and why."""


def pack(content: Content, *, at: datetime) -> bytes:
    """Return a version as a ZIP: ``sheet.yaml``, the files beside it, and a manifest with their digests and source."""
    files = {SHEET: _yaml(_ordered(content.sheet))}
    if content.result_template.strip():
        files[TEMPLATE] = content.result_template.encode()
    if content.bpmn:
        files[PROCESS_FILE] = content.bpmn.encode()
    if content.sample:
        files[SAMPLE] = _yaml(content.sample)
    manifest = {
        "format": 1,
        "code": content.code,
        "name": content.title,
        "province": settings.PROVINCE,
        "exported_on": timezone.localdate(at).isoformat(),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    files[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, FIXED_DAY), data, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


def unpack(data: bytes) -> tuple[Content, dict[str, str]]:
    """Return what a ZIP says and where it comes from.

    :raises PackRefused: too large, not one of the known files, code, wrong digests, or a sheet with faults
    """
    files = _files(data)
    manifest = _manifest(files)
    try:
        sheet = _read(files, SHEET)
        sample = _read(files, SAMPLE) if SAMPLE in files else {}
    except SheetRefused as wrong:
        raise PackRefused(str(wrong)) from wrong
    if not isinstance(sheet, dict) or not isinstance(sample, dict):
        raise PackRefused(_("Tệp sheet.yaml và sample.yaml phải là bảng khóa và giá trị."))
    if found := [*problems(sheet), *_patterns(sheet, [])]:
        raise PackRefused(_("Bản mô tả thủ tục còn lỗi:") + " " + "; ".join(found[:20]))
    content = Content(
        sheet={**sheet, "form": in_groups(sheet["form"])},
        bpmn=_text(files, PROCESS_FILE),
        result_template=_text(files, TEMPLATE),
        sample=json.loads(json.dumps(sample)),
    )
    _check_process(content)
    origin = {"province": str(manifest.get("province", ""))[:200], "digest": hashlib.sha256(data).hexdigest()}
    return content, origin


def _files(data: bytes) -> dict[str, bytes]:
    if len(data) > LARGEST_PACK:
        raise PackRefused(_("Tệp ZIP lớn hơn 2 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _checked(packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as broken:
        raise PackRefused(_("Không đọc được tệp ZIP này.")) from broken


def _checked(packed: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in packed.infolist():
        if entry.filename not in NAMES:
            if entry.filename.endswith((".py", ".pyc", ".so", ".sh")):
                raise PackRefused(
                    _("Tệp “%(name)s” là mã chương trình: không bao giờ nhận.") % {"name": entry.filename}
                )
            raise PackRefused(_("Không nhận tệp “%(name)s” trong ZIP.") % {"name": entry.filename[:100]})
        if entry.filename in found:
            raise PackRefused(_("Tệp “%(name)s” có hai lần trong ZIP.") % {"name": entry.filename})
        with packed.open(entry) as source:
            content = source.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise PackRefused(_("Tệp “%(name)s” lớn hơn 1 MB.") % {"name": entry.filename})
        found[entry.filename] = content
    return found


def _manifest(files: Mapping[str, bytes]) -> dict[str, Any]:
    missing = [name for name in (SHEET, MANIFEST) if name not in files]
    if missing:
        raise PackRefused(_("Trong ZIP thiếu tệp %(names)s.") % {"names": ", ".join(missing)})
    try:
        manifest = json.loads(files[MANIFEST])
        said = dict(manifest["files"])
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise PackRefused(_("Không đọc được tệp manifest.json.")) from broken
    real = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    if said != real:
        raise PackRefused(_("Dấu nội dung trong manifest.json không khớp các tệp: tệp đã bị sửa hoặc hỏng."))
    return dict(manifest)


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files.get(name, b"").decode("utf-8")
    except UnicodeDecodeError as broken:
        raise PackRefused(_("Tệp “%(name)s” không phải chữ UTF-8.") % {"name": name}) from broken


def _read(files: Mapping[str, bytes], name: str) -> Any:
    """Read YAML that may be hostile: no aliases, which grow without end, and no depth without end."""
    text, depth = _text(files, name), 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            depth += isinstance(event, yaml.events.CollectionStartEvent)
            depth -= isinstance(event, yaml.events.CollectionEndEvent)
            if isinstance(event, yaml.events.AliasEvent) or depth > DEEPEST:
                raise PackRefused(_("Tệp “%(name)s” có tham chiếu hoặc lồng quá sâu.") % {"name": name})
    except yaml.YAMLError as broken:
        raise PackRefused(_("Tệp “%(name)s” không phải YAML.") % {"name": name}) from broken
    return read_text(text, name)


def _patterns(part: Any, place: list[str]) -> list[str]:
    """Return the patterns of a form that could be made to run without end."""
    rows = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    found = [problem for key, value in rows for problem in _patterns(value, [*place, str(key)])]
    if place and place[-1] == "pattern" and isinstance(part, str) and NESTED.search(part):
        found.append(f"{'.'.join(place)}: biểu thức lặp trong lặp")
    return found


def _check_process(content: Content) -> None:
    steps = content.sheet["steps"]
    try:
        if isinstance(steps, list):
            processes.drawn(key=content.code, steps=steps)
        else:
            processes.drawn(key=content.code, bpmn=content.bpmn.encode())
    except processes.DefinitionRefused as refusal:
        raise PackRefused(str(refusal)) from refusal


@cache
def _sheet_keys() -> tuple[str, ...]:
    return tuple(json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"])


def _ordered(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet with its keys in the order of the schema, so that two exports can be compared line by line."""
    known = {key: sheet[key] for key in _sheet_keys() if key in sheet}
    rest = {key: sheet[key] for key in sorted(sheet) if key not in known}
    found = {**known, **rest}
    found["form"] = _in_order(found.get("form", {}), FORM_KEYS)
    found["steps"] = _in_order(found.get("steps", []), STEP_KEYS)
    return found


def _in_order(part: Any, keys: tuple[str, ...]) -> Any:
    if isinstance(part, list):
        return [_in_order(one, keys) for one in part]
    if not isinstance(part, Mapping):
        return part
    order = sorted(part, key=lambda key: (keys.index(key) if key in keys else len(keys), key))
    return {key: _in_order(part[key], keys) for key in order}


class _Dumper(yaml.SafeDumper):
    """Readable: Vietnamese as it is, long texts on lines of their own, days as text."""


_Dumper.add_representer(date, lambda dumper, day: dumper.represent_str(day.isoformat()))


def _yaml(part: Any) -> bytes:
    text: str = yaml.dump(part, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()
