"""The prices of a file: a municipality's own, and the published ones they do not replace."""

from datetime import date
from typing import Any

from heimveg.engines.economy.prices import Per, Price, Prices, published
from heimveg.engines.economy.refusal import Faults
from heimveg.engines.faults import as_written, join

REQUIRED, OPTIONAL = ("code", "valid_from", "amount_ore", "per", "source"), ("note",)
DEAREST = 10**12  # øre
LONGEST = 500  # characters of a source or a note

Own = list[tuple[str, Price]]  # each with its path


def read_prices(faults: Faults, fields: dict[str, Any]) -> Prices | None:
    """All prices to be used, or None if some of them cannot be read.

    Own prices of a code take the place of all published ones of it.
    """
    before = len(faults.found)
    use_published = faults.flag("use_published", fields.get("use_published", True))
    read = [read_price(faults, *i) for i in faults.items("prices", fields.get("prices", []))]
    own = [price for price in read if price is not None]
    check_together(faults, own)
    if len(faults.found) > before:
        return None
    replaced = {price.code for _, price in own}
    others = [p for p in published() if p.code not in replaced] if use_published else []
    return Prices([*(price for _, price in own), *others])


def read_price(faults: Faults, path: str, data: object) -> tuple[str, Price] | None:
    fields = faults.fields(path, data, REQUIRED, OPTIONAL)
    if fields is None:
        return None
    code = faults.text(join(path, "code"), fields["code"])
    day = faults.day(join(path, "valid_from"), fields["valid_from"])
    amount = faults.whole(join(path, "amount_ore"), fields["amount_ore"], 0, DEAREST)
    per = read_per(faults, join(path, "per"), fields["per"])
    source = faults.text(join(path, "source"), fields["source"], most=LONGEST)
    note = fields.get("note", "")
    if note != "":
        note = faults.text(join(path, "note"), note, most=LONGEST)
    if day is None or per is None:
        return None
    return path, Price(code, day, amount, per, source, note)


def read_per(faults: Faults, path: str, value: object) -> Per | None:
    if isinstance(value, str) and value in list(Per):
        return Per(value)
    faults.add(path, f"is {as_written(value)}", f"Write one of {', '.join(Per)}")
    return None


def check_together(faults: Faults, own: Own) -> None:
    """No code has two prices from one day, or is paid once and by the day as well."""
    days: set[tuple[str, date]] = set()
    firsts: dict[str, Price] = {}
    for path, price in own:
        first = firsts.setdefault(price.code, price)
        if (price.code, price.valid_from) in days:
            what = f"is {price.valid_from}, and {price.code!r} has a price from that day already"
            faults.add(join(path, "valid_from"), what, "Let one price hold from each day")
        if (price.per is Per.ONCE) != (first.per is Per.ONCE):
            what = f"is {as_written(price.per)}, and {price.code!r} is paid {first.per} as well"
            remedy = "Use one code for what is paid once and another for what is paid by the day"
            faults.add(join(path, "per"), what, remedy)
        days.add((price.code, price.valid_from))
