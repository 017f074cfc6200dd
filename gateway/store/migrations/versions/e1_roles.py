"""Keys have a role, and may have a holder's name that only the DPO's key file opens."""

import sqlalchemy as sa
from alembic import op

revision = "e1_roles"
down_revision = "d1_quotas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns; every key there is so far is an agent's."""
    op.add_column("keys", sa.Column("role", sa.String(8), nullable=False, server_default="agent"))
    op.add_column("keys", sa.Column("holder", sa.String(1024), nullable=True))


def downgrade() -> None:
    """Drop both columns: the DPO's keys become agents' keys, and must be revoked before."""
    op.drop_column("keys", "holder")
    op.drop_column("keys", "role")
