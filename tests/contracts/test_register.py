"""What the register promises on every store."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from gateway.audit import FieldError, Register, record
from gateway.audit.chain import Draft, digest
from gateway.audit.merkle import leaf, root_of
from gateway.audit.own_chain import OwnChain
from gateway.audit.source import open_store
from gateway.audit.verify import verify
from gateway.domain import Action
from gateway.store import connect, records
from tests.support.exchanges import CALLER, exchange, opened, outcome, verdict


def stored(url: str) -> list[dict[str, Any]]:
    with connect(url, readonly=True).connect() as connection:
        query = select(records.c.raw).where(records.c.phase != "closed")
        raws = connection.execute(query.order_by(records.c.ts, records.c.chain, records.c.seq)).scalars()
        return [json.loads(bytes(raw)) for raw in raws]


def test_a_request_leaves_a_pair_of_records(store_url: str) -> None:
    """A request that was sent has one record of the decision and one of its end, under the same id."""
    mine = exchange()

    async def one(register: Register) -> None:
        await register.decided(mine, verdict(), counts={"PERSON": 2}, facts={"request_bytes": 1842})
        await register.ended(mine, outcome())

    with opened(store_url) as register:
        asyncio.run(one(register))
    _, decided, ended = stored(store_url)
    assert (decided["phase"], decided["exchange"], decided["decision"]) == ("decided", mine.id, "pseudonymisee")
    assert decided["facts"]["counts"] == {"PERSON": 2}
    assert decided["facts"]["hits"] == [{"rule": "identite", "kind": "PERSON", "count": 2, "action": "pseudonymise"}]
    assert (ended["phase"], ended["exchange"], ended["facts"]["end"]) == ("ended", mine.id, "complete")
    assert {decided["caller"], ended["caller"]} == {CALLER.ref}


@pytest.mark.parametrize(
    ("code", "status", "judged", "decision"),
    [
        ("donnees_protegees", 400, verdict(Action.BLOCK), "bloquee"),
        ("donnees_protegees", 400, verdict(), "bloquee"),  # it stood where it cannot be replaced
        ("reste_detecte", 400, verdict(), "bloquee"),
        ("requete_invalide", 400, None, "refusee"),
        ("cle_invalide", 401, None, "refusee"),
        ("quota_atteint", 429, verdict(), "refusee"),
        ("detecteur_indisponible", 503, None, "erreur"),
        ("registre_indisponible", 503, verdict(), "erreur"),
    ],
)
def test_a_refused_request_leaves_one_record(
    store_url: str, code: str, status: int, judged: Any, decision: str
) -> None:
    """A request not sent has one record: blocked for what it holds, refused for its form or right, or a failure."""
    with opened(store_url) as register:
        asyncio.run(register.refused(exchange(), code=code, status=status, verdict=judged))
    record = stored(store_url)[-1]
    assert (record["phase"], record["decision"]) == ("refused", decision)
    assert (record["facts"]["code"], record["facts"]["status"]) == (code, status)


def test_concurrent_requests_share_commits_and_one_chain(store_url: str) -> None:
    """Two hundred requests at once are all written, in one unbroken chain."""

    async def many(register: Register) -> None:
        await asyncio.gather(*(register.decided(exchange(), verdict()) for _ in range(200)))

    with opened(store_url) as register:
        asyncio.run(many(register))
        assert register.head.seq == 200
    report = verify(store_url)
    assert (report.whole, report.records, len(report.heads)) == (True, 202, 1)


def test_each_opening_cites_the_chains_before_it(store_url: str) -> None:
    """A chain's first record names the heads of all chains that nobody has cited yet."""
    heads = []
    for _ in range(3):
        with opened(store_url) as register:
            asyncio.run(register.event("essai"))
        heads.append(register.head)
    cites = [record["facts"]["cites"] for record in stored(store_url) if record["phase"] == "opened"]
    assert [[cite["hash"] for cite in each] for each in cites] == [[], [heads[0].hash], [heads[1].hash]]
    assert verify(store_url).witnesses == 2


def test_registers_open_at_once_do_not_disturb_each_other(store_url: str) -> None:
    """Several writers on an empty store each get the tables, a chain of their own and all their records."""

    async def fill(register: Register) -> None:
        for _ in range(20):
            await register.decided(exchange(), verdict())

    async def all_at_once() -> None:
        registers = await asyncio.gather(
            *(asyncio.to_thread(Register.open, store_url, software="passerelle 0.1.0", patience=10) for _ in range(4))
        )
        await asyncio.gather(*map(fill, registers))
        for register in registers:
            register.close()

    asyncio.run(all_at_once())
    report = verify(store_url)
    assert (report.faults, report.records, len(report.heads)) == ([], 88, 4)


def test_what_is_not_on_the_list_is_not_written(store_url: str) -> None:
    """A field that is not on the list is an error before anything is written."""
    with opened(store_url) as register, pytest.raises(FieldError, match="not on the list"):
        asyncio.run(register.decided(exchange(), verdict(), facts={"prompt": "x"}))
    assert [record["phase"] for record in stored(store_url)] == ["opened"]


def test_a_cancelled_caller_leaves_its_record(store_url: str) -> None:
    """A client that hangs up while the end is being written does not stop it from being written."""

    async def hang_up(register: Register) -> None:
        task = asyncio.create_task(register.ended(exchange(exchange_id="raccroche"), outcome("client_gone")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with opened(store_url) as register:
        asyncio.run(hang_up(register))
    assert stored(store_url)[-1]["exchange"] == "raccroche"


def test_search_columns_hold_what_the_record_says(store_url: str) -> None:
    """The columns kept for searching are the record's own first fields."""
    with opened(store_url) as register:
        asyncio.run(register.decided(exchange(), verdict()))
    with connect(store_url, readonly=True).connect() as connection:
        for row in connection.execute(select(records)).mappings():
            said = json.loads(bytes(row["raw"]))
            assert {name: row[name] for name in said if name not in ("prev", "facts")} == {
                name: value for name, value in said.items() if name not in ("prev", "facts")
            }


def test_each_day_is_sealed_by_the_root_over_its_records(store_url: str) -> None:
    """When a new day begins, and at the end, a record seals the day with the Merkle root over its records."""
    days = ["2026-11-22", "2026-11-22", "2026-11-23", "2026-11-22", "2026-11-24"]
    with opened(store_url):  # makes the tables
        pass
    chain = OwnChain(store_url, software="passerelle 0.1.0", patience=2.0)
    chain._today.day = days[0]
    for day in days:
        made = record.event("essai", {})
        chain.write([Draft({**made.columns, "ts": f"{day}T12:00:00.000Z"}, made.facts)])
    chain.seal()
    chain.close()
    with open_store(store_url) as store:
        raws = [row.raw for row in store.rows() if row.chain == chain.head.chain]
    seals = [json.loads(raw)["facts"] for raw in raws if b'"day":' in raw]
    assert [(seal["day"], seal["first"], seal["last"]) for seal in seals] == [
        ("2026-11-22", 0, 2),
        ("2026-11-23", 3, 5),
        ("2026-11-24", 6, 7),
    ]
    for seal in seals:
        segment = raws[seal["first"] : seal["last"] + 1]
        assert seal["root"] == root_of([leaf(raw) for raw in segment])
        assert seal["hash"] == digest(segment[-1])
    assert verify(store_url).whole
