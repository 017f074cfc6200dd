"""Register and keys."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCHED = ("ts", "phase", "service", "decision", "provider", "usage", "caller", "kinds")


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "records",
        sa.Column("chain", sa.String(16), primary_key=True),
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("ts", sa.String(24), nullable=False),
        *(
            sa.Column(name, sa.String(length), nullable=False, server_default="")
            for name, length in {
                "phase": 16,
                "exchange": 64,
                "caller": 40,
                "service": 64,
                "usage": 64,
                "provider": 64,
                "model": 128,
                "decision": 16,
                "kinds": 2048,
            }.items()
        ),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("records_by_time", "records", [*SEARCHED])
    op.create_index("records_by_exchange", "records", ["exchange"])
    op.create_table(
        "keys",
        sa.Column("id", sa.String(8), primary_key=True),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("label", sa.String(128), nullable=False),
        sa.Column("usage", sa.String(64), nullable=True),
        sa.Column("refuse_as_message", sa.Boolean, nullable=False),
        sa.Column("created", sa.String(24), nullable=False),
        sa.Column("expires", sa.String(24), nullable=False),
        sa.Column("revoked", sa.String(24), nullable=True),
    )


def downgrade() -> None:
    """Drop both tables, with all that they hold."""
    op.drop_table("keys")
    op.drop_table("records")
