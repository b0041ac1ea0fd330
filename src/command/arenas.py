"""How the C library keeps memory for a process of several threads."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

M_ARENA_MAX = -8  # of glibc's <malloc.h>


def share_one() -> bool:
    """One arena for all threads, before there are any. glibc gives each its own, and each keeps what its largest page took:
    with eight, 4 to 7 MB of a process. One thread of Python runs at a time anyway: no difference of speed could be measured.
    Whether it was done: not elsewhere than with glibc, nor where whoever runs it has set a number themselves."""
    if "MALLOC_ARENA_MAX" in os.environ or "glibc.malloc.arena_max" in os.environ.get("GLIBC_TUNABLES", ""):
        return False
    with suppress(AttributeError, OSError, TypeError):  # no mallopt; no library; Windows takes no None for a name
        return bool(ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1) == 1)
    return False
