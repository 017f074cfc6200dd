"""What has been spent under each quota."""

import sqlalchemy as sa
from alembic import op

revision = "d1_quotas"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of counters."""
    op.create_table(
        "quotas",
        sa.Column("quota", sa.String(60), primary_key=True),
        sa.Column("measure", sa.String(16), primary_key=True),
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("calls", sa.String(16), primary_key=True),
        sa.Column("used", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop it, with all counts."""
    op.drop_table("quotas")
