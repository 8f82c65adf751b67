"""How the flow's inner loop is compiled: without the interpreter's lock, without reference
counting, and once, to the disk cache.

Nothing in the loop allocates memory: all tables are made beforehand in `model`. So the counting
of references to them can be left out, which is what makes the loop seven times as fast.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Row = Any  # a row of a table, read and written in place; see `tables`

Function = TypeVar("Function", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
INSIDE: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
SOURCES = ("agenda", "compiled", "draws", "lines", "loop", "moves", "tables", "tally", "waits")


def compiled(function: Function) -> Function:
    """Compiled as part of what calls it."""
    return cast("Function", numba.njit(**INSIDE)(function))


def inlined(function: Function) -> Function:
    """As `compiled`, and written into its caller: for the small pieces of the hot loop."""
    return cast("Function", numba.njit(**INSIDE, forceinline=True)(function))


def kept(function: Function) -> Function:
    """Compiled at its first call with all it calls, and kept on disk for the next process.

    The disk cache sees only the file the function stands in and the values it encloses. So the
    function must enclose `sources_digest()`, or it would outlive a change of what it calls.
    Where no directory can be written to, each process compiles for itself (about ten seconds);
    NUMBA_CACHE_DIR names one that can.
    """
    try:
        return cast("Function", numba.njit(**OPTIONS, cache=True)(function))
    except RuntimeError:  # numba finds no place for its cache
        return cast("Function", numba.njit(**OPTIONS)(function))


def sources_digest() -> int:
    """A number that changes when any source file of the compiled loop does."""
    here, digest = Path(__file__).parent, hashlib.blake2b(digest_size=7)
    for name in (*SOURCES, "world"):
        digest.update((here / f"{name}.py").read_bytes())
    return int.from_bytes(digest.digest(), "little")
