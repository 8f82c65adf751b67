"""From a decoded JSON document to what is to be priced, or to every reason why it cannot be."""

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

from heimveg.engines.economy.asked import FORMAT, Asked, AskedCourse, AskedMix
from heimveg.engines.economy.courses import Step
from heimveg.engines.economy.mixes import Line
from heimveg.engines.economy.price_reading import read_prices
from heimveg.engines.economy.prices import Prices, PriceUnknown
from heimveg.engines.economy.refusal import Faults
from heimveg.engines.faults import as_written, join

TOP = ("title", "prices", "use_published", "courses", "mixes", "sensitivity_percent")
STEP = ("name", "start", "end", "codes")
MIX = ("name", "start", "end", "lines")
COURSE, LINE = ("name", "steps"), ("places", "codes")
MOST_PLACES = 1_000_000
FEW = 8  # codes that can be read in one line


def parse(data: object) -> Asked:
    """Read what is to be priced, in the format heimveg-costs/1.

    Raises CostsRefused with every fault found.
    """
    faults = Faults()
    fields = faults.fields("", data, ("format",), TOP)
    if fields is None:
        faults.raise_if_any()
        raise AssertionError("a missing field is a fault")
    if fields["format"] != FORMAT:
        faults.add("format", f"is {as_written(fields['format'])}", f'Write "{FORMAT}"')
    faults.title(fields)
    prices = read_prices(faults, fields)
    percent = fields.get("sensitivity_percent", 20)
    asked = Asked(
        prices=prices or Prices([]),
        courses=tuple(_courses(faults, fields.get("courses", []), prices)),
        mixes=tuple(_mixes(faults, fields.get("mixes", []), prices)),
        sensitivity_percent=faults.whole("sensitivity_percent", percent, 1, 100),
    )
    if not (fields.get("courses") or fields.get("mixes")):
        faults.add("courses", "is empty, and so is mixes", "Add what is to be priced")
    faults.raise_if_any()
    return asked


def _courses(faults: Faults, data: object, prices: Prices | None) -> Iterator[AskedCourse]:
    names: set[str] = set()
    for path, item in faults.items("courses", data):
        fields = faults.fields(path, item, COURSE, ())
        if fields is None:
            continue
        name = _own_name(faults, join(path, "name"), fields["name"], names)
        listed = faults.items(join(path, "steps"), fields["steps"], at_least=1)
        steps = [_step(faults, at, step, prices) for at, step in listed]
        yield AskedCourse(name, tuple(step for step in steps if step is not None))


def _step(faults: Faults, path: str, data: object, prices: Prices | None) -> Step | None:
    fields = faults.fields(path, data, STEP, ())
    if fields is None:
        return None
    name = faults.text(join(path, "name"), fields["name"])
    days = faults.days(path, fields["start"], fields["end"])
    codes = _codes(faults, join(path, "codes"), fields["codes"], prices, days and days[0])
    return Step(name, *days, codes) if days else None


def _mixes(faults: Faults, data: object, prices: Prices | None) -> Iterator[AskedMix]:
    names: set[str] = set()
    for path, item in faults.items("mixes", data):
        fields = faults.fields(path, item, MIX, ())
        if fields is None:
            continue
        name = _own_name(faults, join(path, "name"), fields["name"], names)
        days = faults.days(path, fields["start"], fields["end"])
        lines = _lines(faults, join(path, "lines"), fields["lines"], prices, days and days[0])
        if days:
            yield AskedMix(name, *days, lines)


def _lines(
    faults: Faults, path: str, data: object, prices: Prices | None, day: date | None
) -> dict[str, Line]:
    if not isinstance(data, dict) or not data:
        remedy = 'Write {"kind": {"places": 4, "codes": […]}, …}'
        faults.add(path, "is not lines by kind", remedy)
        return {}
    lines = {}
    for kind, item in data.items():
        at = join(path, kind[:60])
        faults.text(at, kind)
        fields = faults.fields(at, item, LINE, ())
        if fields is not None:
            places = faults.whole(join(at, "places"), fields["places"], 0, MOST_PLACES)
            codes = _codes(faults, join(at, "codes"), fields["codes"], prices, day)
            lines[kind] = Line(places, codes)
    return lines


def _codes(
    faults: Faults, path: str, data: object, prices: Prices | None, day: date | None
) -> tuple[str, ...]:
    """The codes at `path`, each once; with prices on the day where both are known."""
    codes: list[str] = []
    for at, value in faults.items(path, data):
        code = faults.text(at, value)
        if code in codes:
            faults.add(at, f"{as_written(code)} stands twice", "Name each code once")
        elif code and prices is not None and day is not None:
            _check_price(faults, at, code, prices, day)
        codes.append(code)
    return tuple(codes)


def _check_price(faults: Faults, path: str, code: str, prices: Prices, day: date) -> None:
    try:
        prices.on(code, day)
    except PriceUnknown:
        first, written = prices.first_day(code), as_written(code)
        if first is None:
            faults.add(path, f"{written} has no price", _of_those(code, prices.codes_on(day)))
        else:
            what = f"the first price of {written} is from {first}, and this begins on {day}"
            faults.add(path, what, "Begin then or later, or add a price from before to prices")


def _of_those(code: str, known: list[str]) -> str:
    """What to do about a code nobody knows: those that look like it, or all if they are few."""
    shown = get_close_matches(code, known, 3, 0.6) or (known if len(known) <= FEW else [])
    return (
        "Add its price to prices, or use a code that has one that day"
        + (f", as {', '.join(shown)}" if shown else "")
        + " (heimveg costs --prices lists the published ones)"
    )


def _own_name(faults: Faults, path: str, value: Any, names: set[str]) -> str:  # noqa: ANN401  JSON
    name = faults.text(path, value)
    if name in names:
        faults.add(path, f"{as_written(name)} stands twice", "Give each a name of its own")
    names.add(name)
    return name
