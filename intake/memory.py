"""Memory that a process has freed, kept for its next page.

Door: `kept`. Promise: where the C library can, what a page's pictures took is not given back to the system between two steps;
elsewhere nothing is changed. Not here: limits on memory (apart).
"""

from __future__ import annotations

import ctypes
from functools import cache

# Names of glibc's malloc.h; bytes. Below the first size memory comes from what was freed, above the second it is given back.
_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
_ONE_PICTURE, _A_PAGES_WORTH = 1 << 27, 1 << 28


@cache
def kept() -> None:
    """Asks for it, once a process: fetching the same pages of memory anew for each step on a picture took up to a third of the
    time that a page takes.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _ONE_PICTURE)
        mallopt(_TRIM_THRESHOLD, _A_PAGES_WORTH)
