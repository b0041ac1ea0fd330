"""Units, the people outside the staff, their ties to units, and what owners have authorised."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, UniqueConstraint, text

from flows.storage.columns import Id, Moment, metadata

units = Table(
    "units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("code", String(40), nullable=False),
    Column("building", String(40), nullable=False),
    Column("floor", Integer),
    # Counts every change of tenures, authorisations and register entries entered by hand for this unit.
    Column("revision", Integer, nullable=False),
    UniqueConstraint("site_id", "code"),
)

parties = Table(
    "parties",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("phone", String(40)),
    Column("id_kind", String(40)),
    Column("id_number", String(40)),
    Column("verified_at", Moment),  # when the desk saw the identity document
    Column("verified_by", ForeignKey("users.id")),
    Column("created_by", ForeignKey("users.id")),
    Column("created_at", Moment, nullable=False),
    Index("ix_parties_by_name", "site_id", "name", "id"),
)

# What each name may be typed as, in letters: see `storage/sounds.py`. Every search of them is one run along the key.
party_sounds = Table(
    "party_sounds",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    # By its bytes, whatever the database's own order of letters is: all that begin alike must lie together.
    Column("sound", String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True),
    Column("party_id", ForeignKey("parties.id"), primary_key=True, autoincrement=False, index=True),
)

tenures = Table(
    "tenures",
    metadata,
    Column("id", Id, primary_key=True),
    Column("party_id", ForeignKey("parties.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),  # owner, tenant, occupant
    Column("since", Date, nullable=False),
    Column("until", Date),
)

authorisations = Table(
    "authorisations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("units.id"), nullable=False, index=True),
    Column("owner_id", ForeignKey("parties.id"), nullable=False, index=True),
    Column("party_id", ForeignKey("parties.id"), nullable=False, index=True),
    Column("scope", String(40), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("created_by", ForeignKey("users.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_by", ForeignKey("users.id")),
)

# The owner's letter, as it was brought when the authorisation was entered; its bytes lie with the papers of cases.
authorisation_letters = Table(
    "authorisation_letters",
    metadata,
    Column("authorisation_id", ForeignKey("authorisations.id"), primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("media_type", String(60), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("sha256", String(64), nullable=False, index=True),
    # As of a paper: when its time was over and why, and when its file was gone.
    Column("removed_at", Moment),
    Column("removed_why", String(40)),
    Column("erased_at", Moment),
)
DOOMED = text("removed_at IS NOT NULL AND erased_at IS NULL")
Index(
    "ix_authorisation_letters_doomed",
    authorisation_letters.c.sha256,
    postgresql_where=DOOMED,
    sqlite_where=DOOMED,
)
