"""How compiled code reaches a row of a table: by address and number.

A row is then a plain pointer for the compiler. Handing whole arrays from function to function
took three times as long to compile.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from numba import types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from heimveg.engines.flow.replication import world as w


def rows_of(dtype: np.dtype[Any]) -> Callable[[int, int], Any]:
    """A function (address of the table, number) -> the row, to be read and written in place."""
    record = from_dtype(dtype)

    @intrinsic
    def row_at(_: Any, address: Any, number: Any) -> Any:  # noqa: ANN401
        """The row with this number in the table at this address."""
        if not (isinstance(address, types.Integer) and isinstance(number, types.Integer)):
            return None

        def generate(context: Any, builder: Any, _: Any, args: Any) -> Any:  # noqa: ANN401
            start, index = args
            wide = builder.sext(index, start.type) if index.type.width < 64 else index
            place = builder.add(start, builder.mul(wide, start.type(record.size)))
            return builder.inttoptr(place, context.get_value_type(record))

        return record(address, number), generate

    return cast("Callable[[int, int], Any]", row_at)


person_at = rows_of(w.PERSON)
station_at = rows_of(w.STATION)
route_at = rows_of(w.ROUTE)
arrival_at = rows_of(w.ARRIVAL)
piece_at = rows_of(w.PIECE)
change_at = rows_of(w.CHANGE)
opening_at = rows_of(w.OPENING)
row_at = rows_of(w.ROW)
word_at = rows_of(w.WORD)
number_at = rows_of(w.NUMBER)
count_at = rows_of(w.COUNT)
wait_at = rows_of(w.WAIT)
