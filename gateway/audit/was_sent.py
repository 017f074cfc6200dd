"""Was this person's datum ever seen? Found by the DPO's first key, day by day; the datum is stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from sqlalchemy import String, cast, select

from gateway.audit.count import fact, reading
from gateway.audit.prints import fingerprint, keys_from
from gateway.audit.search import JUDGED
from gateway.store import records


@dataclass(frozen=True, slots=True)
class Trace:
    """An exchange in which the datum was recognised."""

    at: str
    exchange: str
    service: str
    provider: str
    decision: str


def was_sent(url: str, first: bytes, value: str, *, since: date, until: date) -> list[Trace]:
    """Return the exchanges of these days, both included, in which a value was recognised. Raises RegisterDown.

    first: EPOCH's key. A value that detection missed, or that was written in part, is not found.
    """
    c = records.c
    shown = (c.ts, c.exchange, c.service, c.provider, c.decision)
    found: list[Trace] = []
    with reading(url) as connection:
        for day, key in takewhile(lambda each: each[0] <= until, keys_from(first, since)):
            next_day = (day + timedelta(days=1)).isoformat()
            within = (c.ts >= day.isoformat(), c.ts < next_day, c.phase.in_(JUDGED))
            has = cast(fact("prints"), String).contains(fingerprint(key, value))
            rows = connection.execute(select(*shown).where(*within, has).order_by(c.ts))
            found += [Trace(*row) for row in rows]
    return found
