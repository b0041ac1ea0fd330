"""Every table, by subject."""

from flows.storage.columns import metadata
from flows.storage.tables.audits import audit_faults, audit_runs
from flows.storage.tables.beside import comments, drafts
from flows.storage.tables.calendars import calendar_changes, calendar_days, site_calendars
from flows.storage.tables.cases import (
    LIVE,
    anchorings,
    cases,
    checkpoints,
    counters,
    deadlines,
    definitions,
    documents,
    entries,
    heads,
    history,
    outbox,
    payments,
    requests,
    tasks,
)
from flows.storage.tables.kept import register_imports, removals, reveals, setting_changes
from flows.storage.tables.limits import sent_forms, tallies
from flows.storage.tables.messages import deliveries, webhooks, wishes
from flows.storage.tables.notices import notices, rungs
from flows.storage.tables.parties import authorisation_letters, authorisations, parties, party_sounds, tenures, units
from flows.storage.tables.personal import phrases, preferences, saved_filters, watches
from flows.storage.tables.second_factors import recovery_codes, second_factor_changes, second_factors
from flows.storage.tables.sessions import sessions
from flows.storage.tables.sites import posts, settings, sites, substitutions, tokens, users

__all__ = [
    "LIVE",
    "anchorings",
    "audit_faults",
    "audit_runs",
    "authorisation_letters",
    "authorisations",
    "calendar_changes",
    "calendar_days",
    "cases",
    "checkpoints",
    "comments",
    "counters",
    "deadlines",
    "definitions",
    "deliveries",
    "documents",
    "drafts",
    "entries",
    "heads",
    "history",
    "metadata",
    "notices",
    "outbox",
    "parties",
    "party_sounds",
    "payments",
    "phrases",
    "posts",
    "preferences",
    "recovery_codes",
    "register_imports",
    "removals",
    "requests",
    "reveals",
    "rungs",
    "saved_filters",
    "second_factor_changes",
    "second_factors",
    "sent_forms",
    "sessions",
    "setting_changes",
    "settings",
    "site_calendars",
    "sites",
    "substitutions",
    "tallies",
    "tasks",
    "tenures",
    "tokens",
    "units",
    "users",
    "watches",
    "webhooks",
    "wishes",
]
