"""The one door to the compiler: machine code is made on first use and kept beside the source.

Nothing is compiled at import; `heimveg.engines.matching.warm` compiles everything once.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

compiled = cast("Callable[[F], F]", numba.njit(cache=True))

# For functions that make no arrays and keep none: counting who holds each array costs more than
# the steps of a short search, and so does handing arrays from one function to the next.
# `_nrt` is the compiler's own switch (numba 0.68).
lean = cast("Callable[[F], F]", cast("Any", numba.njit)(cache=True, _nrt=False, forceinline=True))
