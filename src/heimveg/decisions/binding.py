"""Tells the room of homes which conditions of a grant demand something of the tenant."""

from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import demands_in
from heimveg.dwellings.binding import let_judge


def first_demand(conditions: str) -> str:
    found = demands_in(conditions, condition_words())
    return found[0].sentence if found else ""


let_judge(first_demand)
