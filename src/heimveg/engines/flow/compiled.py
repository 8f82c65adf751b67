"""How the flow's inner loop is compiled: to the disk cache, without the interpreter's lock, and
without reference counting.

Nothing in the loop allocates memory: all tables are made beforehand in `model`. So the counting
of references to them can be left out, which is what makes the loop seven times as fast.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Row = Any  # a row of a table, read and written in place; see `tables`

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: Function) -> Function:
    """Compiled at its first call and kept on disk."""
    return cast("Function", numba.njit(**OPTIONS)(function))


def inlined(function: Function) -> Function:
    """As `compiled`, and written into its caller: for the small pieces of the hot loop."""
    return cast("Function", numba.njit(**OPTIONS, forceinline=True)(function))
