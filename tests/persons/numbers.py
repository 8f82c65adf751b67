"""Synthetic national numbers: +80 on the month, so that nobody can have one."""

from datetime import date

from heimveg.persons.rules import WEIGHTS_1, WEIGHTS_2


def synthetic_number(
    born: date = date(1980, 5, 1), serial: int = 100, *, d_number=False, shift=80, remainder=0
):
    """A number that holds; the next serial is taken where no check digit exists."""
    while True:
        day, month = born.day + (40 if d_number else 0), born.month + shift
        digits = f"{day:02d}{month:02d}{born:%y}{serial % 1000:03d}"
        for weights, left in ((WEIGHTS_1, remainder), (WEIGHTS_2, 0)):
            total = sum(w * int(d) for w, d in zip(weights, digits, strict=False))
            digits += str((left - total) % 11)
        if len(digits) == 11:
            return digits
        serial += 1
