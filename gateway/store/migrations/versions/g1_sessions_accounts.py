"""Sessions of the pages, and local accounts."""

import sqlalchemy as sa
from alembic import op

revision = "g1_sessions_accounts"
down_revision = "e1_roles"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("key_id", sa.String(8), nullable=True),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created", sa.String(24), nullable=False),
        sa.Column("seen", sa.String(24), nullable=False),
        sa.Column("flow", sa.String(1024), nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("password", sa.String(256), nullable=False),
        sa.Column("totp", sa.LargeBinary, nullable=False),
        sa.Column("created", sa.String(24), nullable=False),
        sa.Column("disabled", sa.String(24), nullable=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("closed_until", sa.String(24), nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop both tables: everyone is signed out, and local accounts are gone."""
    op.drop_table("accounts")
    op.drop_table("sessions")
