"""Make a copy of this installation to train on, in ``var/training``: backed up, restored aside, disguised."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("CONGVU_VAR", ROOT / "var"))
PLACE = VAR / "training"


def main() -> int:
    """Do it; return the exit code. What was real in between is deleted, also when something fails."""
    home, between = PLACE / "var", PLACE / "backup"
    if home.exists():
        print(f"✗ Đã có một bản tập huấn ở {home}. Xóa thư mục ấy rồi làm lại.", file=sys.stderr)
        return 1
    aside = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "CONGVU_SECRET_KEY"}}
    aside |= {"CONGVU_VAR": str(home), "CONGVU_TRAINING": "1"}
    try:
        _manage("backup", str(between), environment=dict(os.environ))
        folder = next(one for one in sorted(between.iterdir()) if (one / "manifest.json").exists())
        _manage("make_training", str(folder), environment=aside)
    except (subprocess.CalledProcessError, StopIteration):
        shutil.rmtree(home, ignore_errors=True)  # half a copy may hold somebody real
        return 1
    finally:
        shutil.rmtree(between, ignore_errors=True)
    print(f"✓ Bản tập huấn ở {home}. Mở: CONGVU_TRAINING=1 CONGVU_VAR={home} make up PORT=8100")
    return 0


def _manage(*words: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
