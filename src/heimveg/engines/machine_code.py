"""Machine code is made once and kept on disk, and never outlives the sources it was made from.

The compiler keeps a function's code beside its file and makes it anew when that file has changed.
It does not see the other files whose functions the code calls, or whose figures it holds: after an
update it would reckon on by the old ones. So kept code bears the digest of a whole package.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def kept(package: Path, **options: Any) -> Callable[[Function], Function]:  # noqa: ANN401  the compiler's
    """Compiles a function of the package with the compiler's options, once for all processes.

    Where no directory can be written to, each process compiles for itself (up to half a minute);
    NUMBA_CACHE_DIR names one that can.
    """
    sources = digest_of(package)

    def keep(function: Function) -> Function:
        try:
            made = numba.njit(cache=True, **options)(function)
        except RuntimeError:  # no place for its code
            return cast("Function", numba.njit(**options)(function))
        made._cache._cache_file._source_stamp = sources
        return cast("Function", made)

    return keep


def digest_of(package: Path) -> str:
    """What changes when any file of the package does."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(package.rglob("*.py")):
        digest.update(str(file.relative_to(package)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
