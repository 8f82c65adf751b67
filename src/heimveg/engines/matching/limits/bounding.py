"""A low bound on every plan within the limits: prices step by step, then from programmes."""

import time

from heimveg.engines.matching.format.proposal import Proof
from heimveg.engines.matching.limits import descent, formulation, sifting
from heimveg.engines.matching.limits.pricing import Prices
from heimveg.engines.matching.limits.sofar import SoFar, whole

# The prices of the plan without limits are a kink that no step leads away from: begin below. In
# small problems, where the search soon ends, as many rounds as there are moves are enough.
BELOW, ROUNDS, MOST_ROUNDS = 0.95, 100, 1_000
PRICING_SHARE = 0.5  # of the time allowed
NEARLY = 1e-5  # of the bound: prices that are as good but for this are taken, being further inside
SIFTED = 12_000  # columns; among fewer, the search decides as soon
MOST_SIFTED = 6  # programmes


def price(sofar: SoFar) -> None:
    """Finds prices with a low bound; a bound only where every ring is listed."""
    if not sofar.priced:
        return
    left = sofar.left()
    until = None if left is None else time.perf_counter() + PRICING_SHARE * left
    _descend(sofar, until)
    _sift(sofar, until)


def _descend(sofar: SoFar, until: float | None) -> None:
    opening = Prices(BELOW * sofar.prices.person, sofar.prices.cluster)
    at = descent.begin(sofar.net, opening)
    for _ in range(min(MOST_ROUNDS, len(sofar.arcs.seeker)) // ROUNDS + 1):
        more = descent.descend(sofar.net, at, sofar.longest, ROUNDS)
        if not more or whole(at.figures[0]) == sofar.value:
            break
        if until is not None and time.perf_counter() > until:
            break
    if at.figures[0] <= sofar.bound * (1 + NEARLY):
        sofar.prices = Prices(at.person, at.cluster)
    sofar.lower(at.figures[0], Proof.RELAXATION)


def _sift(sofar: SoFar, until: float | None) -> None:
    """Where there are many columns, goes on with what few of them tell."""
    columns = formulation.all_columns(sofar.arcs, sofar.limits)
    if columns.size <= SIFTED:
        return
    bound = sifting.bound_at(sofar.net, sofar.prices, sofar.longest)
    at = sifting.begin(sofar.arcs, sofar.limits, sofar.net, columns, sofar.prices, bound)
    for _ in range(MOST_SIFTED):
        seconds = None if until is None else until - time.perf_counter()
        if seconds is not None and seconds <= 0:
            break
        if not sifting.sift(at, seconds):
            break
    sofar.prices = at.prices
    sofar.liked = at.liked_chain, at.liked_rings
    sofar.lower(at.bound, Proof.RELAXATION)
