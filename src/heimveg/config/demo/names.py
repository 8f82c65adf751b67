"""Invented names, places and numbers. Nobody here exists; no number is valid for anybody."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

DATA = Path(__file__).parent / "data"
PASSWORD = "heimveg-demo"  # noqa: S105  # printed on the demo's own start page
MUNICIPALITY = "Heimvik kommune"


def _words(name: str) -> tuple[str, ...]:
    """A data file's lines; the first says what it is."""
    return tuple((DATA / name).read_text(encoding="utf-8").split("\n")[1:-1])


FIRST = _words("first_names.csv")
LAST = _words("last_names.csv")
NICKNAMES = ("Rosa", "Lange Per", "Snekkaren", "Mosen", "Vesle", "Skipparen", "Blåhatten", "Ravn")
STREETS = (
    "Ærfuglvegen",
    "Øvregata",
    "Åsvegen",
    "Bekkevegen",
    "Storgata",
    "Kyrkjegata",
    "Fjøsvegen",
    "Elvegata",
    "Bryggegata",
    "Solsidevegen",
    "Skulevegen",
    "Tunet",
    "Nedre Strand",
    "Lerkevegen",
    "Industrivegen",
    "Bakkegata",
    "Fjellvegen",
    "Sjøgata",
    "Hagegata",
    "Stasjonsvegen",
    "Kvernvegen",
    "Naustvegen",
    "Lyngvegen",
    "Granlia",
)
AREAS = (
    "Sentrum",
    "Fjellsida",
    "Straumen",
    "Elvebakken",
    "Solsida",
    "Øyra",
    "Åsgrenda",
    "Nedre Dal",
)


def person_name(rng: Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)}"


def phone(rng: Random) -> str:
    """No Norwegian number begins with 0."""
    return f"00 {rng.randrange(100):02d} {rng.randrange(100):02d} {rng.randrange(100):02d}"


def birth_day(rng: Random, *, today: date) -> date:
    years = min(max(int(rng.gauss(42, 13)), 18), 84)
    return today - timedelta(days=years * 365 + rng.randrange(365))


def synthetic_number(born: date, rng: Random) -> str:
    """A national number with 80 added to the month: valid for tests, for nobody alive."""
    day = f"{born.day:02d}{born.month + 80:02d}{born.year % 100:02d}"
    while True:
        nine = day + f"{rng.randrange(500 if born.year < 2000 else 1000):03d}"
        first = (
            -sum(w * int(c) for w, c in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), nine, strict=True)) % 11
        )
        ten = nine + str(first)
        second = (
            -sum(w * int(c) for w, c in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), ten[:10], strict=True))
            % 11
        )
        if first < 10 and second < 10:
            return ten + str(second)
