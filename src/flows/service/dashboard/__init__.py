"""What whoever answers for a site wants to see at a glance, counted in the database, each figure with its cases."""

from flows.service.dashboard.behind import Asked, Behind, behind
from flows.service.dashboard.looking import READERS
from flows.service.dashboard.overseeing import AtPost, Late, Overview, overview
from flows.service.dashboard.telling import (
    Complaints,
    Dashboard,
    Pace,
    PaceOfStates,
    Permits,
    Stay,
    Waits,
    dashboard,
    span_words,
    states_of,
)

__all__ = [
    "READERS",
    "Asked",
    "AtPost",
    "Behind",
    "Complaints",
    "Dashboard",
    "Late",
    "Overview",
    "Pace",
    "PaceOfStates",
    "Permits",
    "Stay",
    "Waits",
    "behind",
    "dashboard",
    "overview",
    "span_words",
    "states_of",
]
