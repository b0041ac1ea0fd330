"""The calendar of a site as the office edits it: days, shifts, years, and what follows from a change."""

from flows.service.calendars.changing import LONGEST_NOTE, MOST_DAYS, enter_year, set_days, set_shifts
from flows.service.calendars.following import follow, follow_at_once
from flows.service.calendars.reading import Change, Day, OwnDay, YearSeen, calendar_changes_of, year_of
from flows.service.calendars.seeding import NATIONAL, Seeded, seed_calendar, seed_missing_years

__all__ = [
    "LONGEST_NOTE",
    "MOST_DAYS",
    "NATIONAL",
    "Change",
    "Day",
    "OwnDay",
    "Seeded",
    "YearSeen",
    "calendar_changes_of",
    "enter_year",
    "follow",
    "follow_at_once",
    "seed_calendar",
    "seed_missing_years",
    "set_days",
    "set_shifts",
    "year_of",
]
