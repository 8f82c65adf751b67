"""What is to be priced from a JSON file to amounts in a JSON file, for the command line."""

from collections.abc import Iterator
from pathlib import Path

from heimveg.engines import json_files
from heimveg.engines.economy.asked import Asked
from heimveg.engines.economy.documents import document
from heimveg.engines.economy.prices import Price, Prices
from heimveg.engines.economy.reading import parse
from heimveg.engines.economy.refusal import CostsRefused


def run(source: Path, target: Path) -> None:
    """Prices what `source` asks for. The same file gives the same bytes.

    Raises CostsRefused with every fault found; nothing is written then.
    """
    json_files.write(document(read(source)), target)


def read(source: Path) -> Asked:
    """What a file asks for. Raises CostsRefused."""
    try:
        return parse(json_files.read(source))
    except json_files.NotRead as error:
        raise CostsRefused(error.faults) from error


def table(prices: Prices) -> Iterator[str]:
    """The prices as lines of a table for a terminal, amounts in kroner."""
    rows = [("code", "from", "kroner", "per", "source"), *(_row(price) for price in prices)]
    code, _, kroner, per, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
    for row in rows:
        yield f"{row[0]:{code}}  {row[1]:10}  {row[2]:>{kroner}}  {row[3]:{per}}  {row[4]}"


def _row(price: Price) -> tuple[str, str, str, str, str]:
    kroner, ore = divmod(price.amount_ore, 100)
    amount = f"{kroner:,}".replace(",", " ") + (f".{ore:02}" if ore else "")
    source = f"{price.source} ({price.note})" if price.note else price.source
    return price.code, str(price.valid_from), amount, str(price.per), source
