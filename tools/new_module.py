"""``make new-module NAME``: a module that passes every check, on a floor of its own choosing."""

import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "__init__.py": '"""{title}: what it is for, its word in Vietnamese, what it owns."""\n',
    "apps.py": '''"""Django application of {name}."""

from django.apps import AppConfig


class {title}Config(AppConfig):
    """Registers {name}."""

    name = "congvu.{name}"
    label = "{name}"
    default_auto_field = "django.db.models.BigAutoField"
''',
    "models.py": '"""{title}: what is kept."""\n',
    "queries.py": '"""{title}: questions."""\n',
    "operations.py": '"""{title}: the only code that writes."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_{name}.py": """from django.apps import apps


def test_{name}_is_installed():
    assert apps.is_installed("congvu.{name}")
""",
}


def make(name: str) -> list[str]:
    """Make the module and wire it; return what was done.

    :raises ValueError: the name is taken or no good name of a module
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise ValueError(f"“{name}” không phải tên mô-đun: dùng chữ thường không dấu, ví dụ: make new-module meetings")
    folder = ROOT / "congvu" / name
    if folder.exists():
        raise ValueError(f"congvu/{name} đã có.")
    done = []
    for path, text in FILES.items():
        target = folder / path.format(name=name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.format(name=name, title=name.replace("_", " ").title().replace(" ", "")))
        done.append(str(target.relative_to(ROOT)))
    _insert("config/settings.py", '    "congvu.sites.portal",\n', f'    "congvu.{name}",\n')
    _insert(".importlinter", "    feedback\n", f"    {name}\n")
    return [*done, "config/settings.py", ".importlinter (ngay trên feedback: dời dòng đến đúng tầng của nó)"]


def _insert(path: str, before: str, line: str) -> None:
    """Put ``line`` before the first ``before``."""
    file = ROOT / path
    text = file.read_text()
    if before not in text:
        raise ValueError(f"{path} không còn dòng “{before.strip()}”")
    file.write_text(text.replace(before, line + before, 1))


if __name__ == "__main__":
    try:
        print("\n".join(make(sys.argv[1].strip() if len(sys.argv) > 1 else "")))
    except ValueError as refused:
        sys.exit(f"✗ {refused}")
