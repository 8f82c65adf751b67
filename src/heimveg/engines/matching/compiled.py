"""The one door to the compiler: machine code is made on first use and kept beside the source.

Nothing is compiled at import; `heimveg.engines.matching.warm` compiles everything once.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

compiled = cast("Callable[[F], F]", numba.njit(cache=True))
