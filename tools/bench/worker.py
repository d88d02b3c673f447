"""One of several processes that work at once: ``python -m tools.bench.worker lives|plain|submits COMMUNE HOW_MANY``.

Says ``READY``, waits for a line, works, and says what it took as JSON: seconds of CPU of itself and of its connection,
and of each operation of a life how long it took.
"""

import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import django


def main() -> None:
    """Work as told by the command line."""
    what, number, many = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from tools.bench import lives, scene  # noqa: PLC0415

    if what == "plain":
        lives.without_print_and_signatures()
    commune = scene.commune(number)
    lives.live(commune, f"{what}-{os.getpid()}-warm")
    papers = [lives.papers(commune) for _ in range(many)] if what == "submits" else []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    print("READY", flush=True)
    sys.stdin.readline()
    mine, theirs = time.process_time(), _cpu_of(backend)
    done: list[int] = []
    times: dict[str, list[float]] = defaultdict(list)
    for one in range(many):
        if what == "submits":
            commune.submit(f"{what}-{os.getpid()}-{one}", papers=papers[one])
        else:
            done.append(lives.live(commune, f"{what}-{os.getpid()}-{one}", times))
    lives.deliver_all()
    spent = {"program": time.process_time() - mine, "database": _cpu_of(backend) - theirs}
    print(json.dumps({**spent, "lives": done, "times": times}), flush=True)


def _cpu_of(pid: int) -> float:
    """Return the seconds of CPU of another process, 0 where it runs on another machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
