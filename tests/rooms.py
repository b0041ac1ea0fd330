"""Where the tests keep what lives as long as they do: thousands of databases, each made and thrown away.

In memory where the machine has enough to spare: a database is copied in half the time there, and nothing waits for a
disk to say that it holds what is gone a moment later.
"""

import os
import shutil
from pathlib import Path

MEMORY, DISK = Path("/dev/shm"), Path("/tmp")
ENOUGH = 4 * 2**30  # bytes; three processes hold about a tenth of it


def room_for_tests() -> str:
    return str(MEMORY if _spare() >= ENOUGH else DISK)


def _spare() -> int:
    """Bytes: what the folder may still hold, and what the machine has, whichever is less."""
    if not os.access(MEMORY, os.W_OK) or not Path("/proc/meminfo").exists():
        return 0
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines())
    available = int(lines["MemAvailable"].split()[0]) * 1024
    return min(available, shutil.disk_usage(MEMORY).free)
