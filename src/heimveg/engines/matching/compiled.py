"""The one door to the compiler: machine code is made on first use and kept beside the source.

Nothing is compiled at import; `heimveg.engines.matching.warm` compiles everything once.
"""

from pathlib import Path

from heimveg.engines.machine_code import kept

HERE = Path(__file__).parent

compiled = kept(HERE)

# For functions that make no arrays and keep none: counting who holds each array costs more than
# the steps of a short search, and so does handing arrays from one function to the next.
# `_nrt` is the compiler's own switch (numba 0.68).
lean = kept(HERE, _nrt=False, forceinline=True)
