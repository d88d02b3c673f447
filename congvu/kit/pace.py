"""How often somebody may knock: counted in the database, so that all processes of the web count together.

One row a name holds the moment up to which its allowance is spent (the generic cell rate algorithm), so that a burst
is let through, then one request each ``60 / per_minute`` seconds.
"""

import math
from datetime import datetime

from django.db import connection

from congvu.kit.models import Pace

_STEP = """
INSERT INTO kit_pace AS p (name, spent_until)
VALUES (%(name)s, clock_timestamp() + %(gap)s * interval '1 second')
ON CONFLICT (name) DO UPDATE
SET spent_until = CASE WHEN p.spent_until > clock_timestamp() + (%(slack)s + 2 * %(gap)s) * interval '1 second'
                       THEN clock_timestamp() ELSE greatest(p.spent_until, clock_timestamp()) END
                  + %(gap)s * interval '1 second'
WHERE p.spent_until <= clock_timestamp() + %(slack)s * interval '1 second'
   OR p.spent_until > clock_timestamp() + (%(slack)s + 2 * %(gap)s) * interval '1 second'
RETURNING 0
"""
"""What is spent further ahead than the allowance reaches was spent before the clock was set back: it counts no more."""
_WAIT = "SELECT extract(epoch FROM spent_until - clock_timestamp()) FROM kit_pace WHERE name = %s"


def step(name: str, *, per_minute: int, burst: int) -> int:
    """Count one request of ``name``; return 0 when it may pass, else after how many seconds the next one may.

    :param burst: how many may come at once after a rest
    """
    gap = 60 / per_minute
    slack = gap * (burst - 1)
    with connection.cursor() as cursor:
        cursor.execute(_STEP, {"name": name[:200], "gap": gap, "slack": slack})
        if cursor.fetchone():
            return 0
        cursor.execute(_WAIT, [name[:200]])
        row = cursor.fetchone()
    return max(1, math.ceil(float(row[0]) - slack)) if row else 1


def forget(*, before: datetime) -> int:
    """Let go of those whose allowance was whole again before ``before``; return how many."""
    return Pace.objects.filter(spent_until__lt=before).delete()[0]
