"""Procedures and histories in the formats of other programs, and what those can't carry said inside each."""
