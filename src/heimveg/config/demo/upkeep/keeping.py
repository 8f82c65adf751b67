"""What every part of the invented upkeep is made with."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from heimveg.config.demo.town import Town
from heimveg.upkeep.models import Criterion, Standard

MOST = 24  # of each kind of errand: a city's detail is left to towns
WORKS = (
    ("Bytt dørlås", "Inngang", 3_200, ""),
    ("Mal stove og gang", "Stove", 18_500, "robust_surfaces"),
    ("Ny komfyrvakt", "Kjøkken", 5_900, ""),
    ("Tett lekkasje under vask", "Bad", 4_100, ""),
    ("Bytt røykvarslar", "Gang", 900, "fire_safety"),
    ("Reparer vindaugshengsel", "Soverom", 2_300, ""),
    ("Skadedyrkontroll", "Heile bustaden", 6_800, "no_pests"),
)


@dataclass(frozen=True, slots=True)
class Keeping:
    town: Town
    rng: Random
    today: date
    criteria: list[Criterion]
    standard: Standard

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randrange(least, most))
