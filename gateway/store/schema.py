"""The tables. ``records.raw`` is the record; the columns beside it are for searching and are checked against it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    literal_column,
)

metadata = MetaData()


def _code(name: str, length: int = 128) -> Column[str]:
    return Column(name, String(length), nullable=False, server_default="")


records = Table(
    "records",
    metadata,
    Column("chain", String(16), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("ts", String(24), nullable=False),
    _code("phase", 16),
    _code("exchange", 64),
    _code("caller", 40),
    _code("service", 64),
    _code("usage", 64),
    _code("provider", 64),
    _code("model", 128),
    _code("decision", 16),
    _code("kinds", 2048),
    Column("raw", LargeBinary, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("records_by_time", *("ts", "phase", "service", "decision", "provider", "usage", "caller", "kinds")),
    Index("records_by_exchange", "exchange"),
)

Index("records_by_kind", func.string_to_array(records.c.kinds, literal_column("','")), postgresql_using="gin").ddl_if(
    dialect="postgresql"
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(8), primary_key=True),
    Column("mac", String(64), nullable=False),
    Column("service", String(64), nullable=False),
    Column("label", String(128), nullable=False),
    Column("usage", String(64), nullable=True),
    Column("refuse_as_message", Boolean, nullable=False),
    Column("created", String(24), nullable=False),
    Column("expires", String(24), nullable=False),
    Column("revoked", String(24), nullable=True),
    Column("role", String(8), nullable=False, server_default="agent"),
    Column("holder", String(1024), nullable=True),
)

quotas = Table(
    "quotas",
    metadata,
    Column("quota", String(60), primary_key=True),
    Column("measure", String(16), primary_key=True),
    Column("subject", String(64), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("calls", String(16), primary_key=True),
    Column("used", BigInteger, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("role", String(8), nullable=False),
    Column("name", String(128), nullable=False),
    Column("key_id", String(8), nullable=True),
    Column("csrf", String(64), nullable=False),
    Column("created", String(24), nullable=False),
    Column("seen", String(24), nullable=False),
    Column("flow", String(1024), nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(8), nullable=False),
    Column("password", String(256), nullable=False),
    Column("totp", LargeBinary, nullable=False),
    Column("created", String(24), nullable=False),
    Column("disabled", String(24), nullable=True),
    Column("failures", Integer, nullable=False),
    Column("closed_until", String(24), nullable=False),
    Column("step", BigInteger, nullable=False),
)
