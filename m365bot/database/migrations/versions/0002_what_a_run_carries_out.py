"""Which run's plan a run carries out; what storing rows came to; the key of persons' ids."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Until now only its name told what an approved run carries out.
APPLIES = r"""
    UPDATE runs SET applies = substr(id, 1, length(id) - length('\:apply'))
    WHERE "trigger" = 'approval' AND id LIKE '%\:apply'
"""


def upgrade() -> None:
    op.add_column("runs", sa.Column("applies", sa.String))
    op.add_column("results", sa.Column("stored", sa.Integer))
    op.add_column("results", sa.Column("quarantined", sa.Integer))
    op.add_column("instances", sa.Column("person_key", sa.String))
    op.execute(sa.text(APPLIES))


def downgrade() -> None:
    op.drop_column("instances", "person_key")
    op.drop_column("results", "quarantined")
    op.drop_column("results", "stored")
    op.drop_column("runs", "applies")
