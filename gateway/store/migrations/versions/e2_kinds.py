"""An index over the kinds of a record, one by one, where the store can have one: PostgreSQL."""

from alembic import op

revision = "e2_kinds"
down_revision = "g1_sessions_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create it; on a long register it takes a few seconds."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX records_by_kind ON records USING gin (string_to_array(kinds, ','))")


def downgrade() -> None:
    """Drop it: a search for a rare kind reads the whole period again."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("records_by_kind", "records")
