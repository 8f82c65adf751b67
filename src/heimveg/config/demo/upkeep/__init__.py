"""How the invented municipality keeps its homes: two versions of the standard, what is known of
each home, turnovers at every step, inspections, work, and what comes back."""

from datetime import date, timedelta
from random import Random

from heimveg.config.demo.town import Town
from heimveg.config.demo.upkeep.inspections import inspect_homes
from heimveg.config.demo.upkeep.keeping import Keeping
from heimveg.config.demo.upkeep.standards import adopt, conditions
from heimveg.config.demo.upkeep.turnovers import ask_the_leader, open_turnovers, ready_turnovers
from heimveg.config.demo.upkeep.works import order_works
from heimveg.dwellings.models import Dwelling

FIRST_DAYS, SECOND_DAYS = 1100, 260  # days since each version was adopted


def keep_homes(town: Town, rng: Random, *, let: list[Dwelling], today: date) -> None:
    """Everything at once, in rows; the same seed gives the same homes. `let`: homes that
    somebody lives in, and can give notice of."""
    adopt(town, today - timedelta(days=FIRST_DAYS), "Kommunestyret, sak 41", without="internet")
    standard = adopt(town, today - timedelta(days=SECOND_DAYS), "Kommunestyret, sak 17")
    criteria = list(standard.criteria.order_by("place"))
    keeping = Keeping(town, rng, today, criteria, standard)
    known = conditions(keeping)
    open_turnovers(keeping, let)
    ask_the_leader(keeping)
    ready_turnovers(keeping, known)
    inspect_homes(keeping)
    order_works(keeping)
