"""How the loops of a simulation are compiled.

Nothing is made inside of them, so Numba need count no references (`_nrt`): two threads that count those of the same
arrays wait for each other at every activity. They let other threads run, and are kept for the next process.
"""

from typing import Any

from numba import njit

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}

compiled = njit(**_OPTIONS)
inlined = njit(**_OPTIONS, forceinline=True)
