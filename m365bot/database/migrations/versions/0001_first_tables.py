"""The first tables of journal and records."""

from alembic import op

from m365bot.database.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    # The first version takes the tables as they are declared; later ones write their differences out.
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    metadata.drop_all(op.get_bind())
