"""People outside the staff are found by how their names are read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from flows.storage.sounds import sounds

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BATCH = 500  # people read at a time
PEOPLE = "SELECT id, site_id, name FROM parties WHERE id > :behind ORDER BY id LIMIT :batch"
WRITTEN = "INSERT INTO party_sounds (site_id, sound, party_id) VALUES (:site_id, :sound, :party_id)"
TOLD = "current_setting('office.sites', true)"
HERE = f"{TOLD} = '*' OR strpos({TOLD}, ',' || site_id || ',') > 0"


def upgrade() -> None:
    order = None if op.get_bind().dialect.name == "sqlite" else "C"
    op.create_table(
        "party_sounds",
        sa.Column("site_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sound", sa.String(length=40, collation=order), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_party_sounds_party_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_party_sounds_site_id")),
        sa.PrimaryKeyConstraint("site_id", "sound", "party_id", name=op.f("pk_party_sounds")),
    )
    fill(op.get_bind())
    op.create_index("ix_party_sounds_party_id", "party_sounds", ["party_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE POLICY sites ON party_sounds USING ({HERE}) WITH CHECK ({HERE})")
        op.execute("ALTER TABLE party_sounds ENABLE ROW LEVEL SECURITY")
        op.execute("ALTER TABLE party_sounds FORCE ROW LEVEL SECURITY")


def fill(connection: sa.Connection) -> None:
    """Everybody who is on a register already."""
    behind = 0
    while people := connection.execute(sa.text(PEOPLE), {"behind": behind, "batch": BATCH}).all():
        rows = [
            {"site_id": one.site_id, "sound": sound, "party_id": one.id} for one in people for sound in sounds(one.name)
        ]
        if rows:
            connection.execute(sa.text(WRITTEN), rows)
        behind = people[-1].id
