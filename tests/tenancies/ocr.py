"""A writer of OCR giro files for the tests, from the same description as the reader."""

from datetime import date

from heimveg.tenancies.rules.payments import kid_for

ACCOUNT = "99991042764"


def padded(*parts: str) -> str:
    line = "".join(parts)
    assert len(line) <= 80, line
    return line.ljust(80, "0")


def transaction(
    number, ore, kid, *, day=date(2026, 11, 20), type_="10", serial=None, archive="96368271"
):
    sign = "-" if ore < 0 else "0"
    first = padded(
        f"NY09{type_}30", f"{number:07d}", f"{day:%d%m%y}", "13", "20", "1",
        f"{serial or number:05d}", sign, f"{abs(ore):017d}", kid.rjust(25),
    )  # fmt: skip
    second = padded(
        f"NY09{type_}31", f"{number:07d}", "9636827194", f"{archive:>09}", "0000000",
        f"{day:%d%m%y}", "99990512341",
    )  # fmt: skip
    return [first, second]


def message(number, text, *, type_="21"):
    return padded(f"NY09{type_}32", f"{number:07d}", text.ljust(40))


def file_of(transactions, *, lines_between=(), day=date(2026, 11, 20)):
    """`transactions`: lists of records. Counts and sums as they should be."""
    records = [line for lines in transactions for line in lines]
    ore = sum(
        int(line[32:49]) * (-1 if line[31] == "-" else 1) for line in records if line[6:8] == "30"
    )
    sums = f"{abs(ore):017d}"
    number = f"{len(transactions):08d}"
    dates = f"{day:%d%m%y}"
    return "\n".join(
        [
            padded("NY000010", "00008080", "0170031", "00010200"),
            padded("NY090020", "001008566", "0000002", ACCOUNT),
            *records,
            padded("NY090088", number, f"{len(records) + 2:08d}", sums, dates, dates, dates),
            padded("NY000089", number, f"{len(records) + 4:08d}", sums, dates),
        ]
    )


def good_file(payments):
    """`payments`: pairs of account number (the tenancy) and øre."""
    return file_of([transaction(n, ore, kid_for(pk)) for n, (pk, ore) in enumerate(payments, 1)])
