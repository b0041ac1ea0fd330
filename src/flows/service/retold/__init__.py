"""A finished case told again: kept as data about invented people, and replayed through the service as a regression test."""

from flows.service.retold.keeping import kept_story
from flows.service.retold.pinned import Untellable
from flows.service.retold.telling import Ending, retell, told_ending

__all__ = ["Ending", "Untellable", "kept_story", "retell", "told_ending"]
