# ruff: noqa: ANN401  what the compiler hands over has no types
"""Asks the processor for memory that a search is about to read.

A search goes from node to node, and the pairs of the next lie anywhere: to wait for them takes
longer than to go through them. Fetching changes no value; where a processor knows no such order,
nothing happens.
"""

from typing import Any, cast

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LINE = 64  # bytes that a processor fetches at once
PAIRS = LINE // 4  # in a line
READ, AT_HAND, DATA = 0, 3, 1  # LLVM's words: for reading, to be kept near, not instructions


def _fetch(_types: Any, array: Any, _at: Any) -> Any:
    """`fetch(array, at)` begins to bring the line in which `array[at]` lies; past the end as
    well."""

    def order(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, given[0])
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        prefetch = cast("Any", cgutils.get_or_insert_function)(
            builder.module, kind, "llvm.prefetch.p0i8"
        )
        line = builder.bitcast(builder.gep(made.data, [given[1]]), byte)
        builder.call(prefetch, [line, number(READ), number(AT_HAND), number(DATA)])
        return context.get_dummy_value()

    return cast("Any", types.void)(array, types.int64), order


fetch = cast("Any", intrinsic(_fetch))
