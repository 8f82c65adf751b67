"""How the flow's inner loop is compiled: without the interpreter's lock, without reference
counting, and once, to the disk cache.

Nothing in the loop allocates memory: all tables are made beforehand in `model`. So the counting
of references to them can be left out, which is what makes the loop seven times as fast.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from heimveg.engines import machine_code

Row = Any  # a row of a table, read and written in place; see `tables`

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
INSIDE: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(function: Function) -> Function:
    """Compiled as part of what calls it."""
    return cast("Function", numba.njit(**INSIDE)(function))


def inlined(function: Function) -> Function:
    """As `compiled`, and written into its caller: for the small pieces of the hot loop."""
    return cast("Function", numba.njit(**INSIDE, forceinline=True)(function))


# Compiled at its first call with all it calls.
kept = machine_code.kept(Path(__file__).parent, **OPTIONS)
