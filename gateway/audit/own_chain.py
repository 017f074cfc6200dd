"""One writer's own chain in the store, from its "opened" record on. Used by one thread."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit import record
from gateway.audit.chain import Draft, Head, Link, link, start
from gateway.audit.merkle import Tree
from gateway.errors import RegisterDown
from gateway.store import connect, is_sqlite, records, sqlite_path
from gateway.store.engine import assert_durable
from gateway.store.same_file import SameFile

HEADS = text("""
WITH RECURSIVE chains(c) AS (
  SELECT min(chain) FROM records
  UNION ALL SELECT (SELECT min(chain) FROM records WHERE chain > c) FROM chains WHERE c IS NOT NULL
)
SELECT last.chain, last.seq, last.hash, first.raw FROM chains
JOIN records last ON last.chain = c AND last.seq = (SELECT max(seq) FROM records WHERE chain = c)
LEFT JOIN records first ON first.chain = c AND first.seq = 0
WHERE c IS NOT NULL
""")
"""Each chain's last record, and its first, by stepping through the index instead of reading the table."""


def uncited(connection: Connection) -> list[Head]:
    """Return the head of every chain, but those that an "opened" record already names: these cannot be cut unseen."""
    rows = connection.execute(HEADS).all()
    cited = {Head(**cite) for *_, raw in rows if raw for cite in json.loads(bytes(raw))["facts"]["cites"]}
    return [head for head in (Head(*row[:3]) for row in rows) if head not in cited]


def heads(url: str) -> list[Head]:
    """Return the last record of each chain, by chain. Raises RegisterDown."""
    try:
        with connect(url, readonly=True).connect() as connection:
            return sorted((Head(*row[:3]) for row in connection.execute(HEADS)), key=lambda head: head.chain)
    except SQLAlchemyError as error:
        raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error


def heads_line(url: str) -> str:
    """Return the youngest chain's head in one line, to bind a printed page to the register. Raises RegisterDown."""
    query = select(records.c.chain, records.c.seq, records.c.hash).order_by(records.c.ts.desc()).limit(1)
    try:
        with connect(url, readonly=True).connect() as connection:
            row = connection.execute(query).first()
    except SQLAlchemyError as error:
        raise RegisterDown(f"Le registre ne peut pas être lu ({type(error).__name__}).") from error
    return f"{row[0]}/{row[1]} {row[2]}" if row else ""


_APPEND = insert(records)


class Day:
    """The segment of a chain that one day (UTC) fills, with the Merkle tree over its records.

    A segment begins with the chain's first record, or with the seal of the segment before it.
    """

    def __init__(self) -> None:
        self.day, self.first, self.tree = "", 0, Tree()

    def copy(self) -> Day:
        """Return a day that goes on by itself from here."""
        twin = Day()
        twin.day, twin.first, twin.tree = self.day, self.first, self.tree.copy()
        return twin

    def over(self, draft: Draft) -> bool:
        """Tell whether a record belongs to a later day. A clock that is set back starts none.

        The chain's last record seals the day by itself, whenever it is written.
        """
        return self.day != "" and draft.columns["ts"][:10] > self.day and draft.columns["phase"] != "closed"

    def begin(self, made: Link) -> None:
        """Begin a new segment with this record."""
        self.day, self.first, self.tree = "", made.head.seq, Tree()
        self.add(made)

    def add(self, made: Link) -> None:
        """Count a record in."""
        self.day = self.day or made.columns["ts"][:10]
        self.tree.add(made.raw)

    def seal(self, phase: str, last: Head, *, at: str = "") -> Draft:
        """Return the record that seals this segment. phase: sealed, or closed for the chain's last."""
        return record.sealed(phase, self.day, self.first, last, self.tree.root(), at=at)


class OwnChain:
    """Appends records to a chain of its own, each batch durable when ``write`` returns.

    It opens by citing every chain it finds, so that whoever later shortens or drops one of them is found out.
    Each day's segment is sealed by a record with its Merkle root when the next day begins, the last one at the end.
    """

    def __init__(self, url: str, *, software: str, patience: float, before: OwnChain | None = None) -> None:
        """Open the store. ``before``: the closed chain of this process that this one follows.

        Raises RegisterDown where the last record of ``before`` is gone or the file is not the same, the store's own
        exceptions where the store fails.
        """
        if before and before._file and not before._file.safe_to_open():
            raise RegisterDown("Un autre fichier est à la place du registre.")
        self._file: SameFile | None = None
        self._connection = connect(url, patience=patience).connect()
        try:
            with self._connection.begin():
                assert_durable(self._connection)
                self._follow(before)
                opened = record.opened(software, uncited(self._connection))
                self._today = Day()
                links = self._insert(start(secrets.token_hex(8)), self._today, [opened])
            if before and before.shrunk:  # checked and whole: a checkpoint broke off, as where a process was killed
                self._connection.connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")  # in no transaction
            self._file = SameFile(sqlite_path(url)) if is_sqlite(url) else None
            self.head = links[-1].head
        except BaseException:
            self.close()
            raise

    def _follow(self, before: OwnChain | None) -> None:
        if before is None:
            return
        if before.shrunk and self._connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise RegisterDown("Le fichier du registre est abîmé.")
        place = (records.c.chain == before.head.chain) & (records.c.seq == before.head.seq)
        if self._connection.execute(select(records.c.hash).where(place)).scalar() != before.head.hash:
            raise RegisterDown("Le registre n'est plus le même : le dernier enregistrement acquis y manque.")

    def same(self) -> bool:
        """Tell whether the open file is still the one that its path names, and not cut."""
        return self._file is None or self._file.still()

    @property
    def shrunk(self) -> bool:
        """Whether the file has been found cut."""
        return self._file is not None and self._file.shrunk

    def write(self, drafts: Sequence[Draft], also: Callable[[Connection], None] | None = None) -> list[Link]:
        """Append the records in one transaction; on return they are durable, in the file that the path names.

        also: what else belongs to the transaction.
        """
        today = self._today.copy()
        with self._connection.begin():
            if also:
                also(self._connection)
            links = self._insert(self.head, today, drafts)
        if not self.same():
            raise RegisterDown("Le fichier du registre a été remplacé, tronqué ou retiré.")
        self.head, self._today = links[-1].head, today
        return links

    def seal(self) -> None:
        """Append the record that ends the chain and seals its last day."""
        self.write([self._today.seal("closed", self.head)])

    def _insert(self, head: Head, today: Day, drafts: Sequence[Draft]) -> list[Link]:
        links: list[Link] = []
        for draft in drafts:
            if today.over(draft):
                links.append(link(head, today.seal("sealed", head, at=draft.columns["ts"])))
                head = links[-1].head
                today.begin(links[-1])
            links.append(link(head, draft))
            head = links[-1].head
            today.add(links[-1])
        rows = [
            {"chain": one.head.chain, "seq": one.head.seq, **one.columns, "raw": one.raw, "hash": one.head.hash}
            for one in links
        ]
        self._connection.execute(_APPEND, rows)
        return links

    def close(self) -> None:
        """Give the connection back; the chain ends here."""
        self._connection.close()
