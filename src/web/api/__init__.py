"""The interface for programs: /api/v1, and beside it what watches over the installation."""

from web.api.mounting import PREFIX, blueprint, fault
from web.api.watching import health

__all__ = ["PREFIX", "blueprint", "fault", "health"]
