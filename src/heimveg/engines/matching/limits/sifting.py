"""Prices from linear programmes over the few columns that nearly pay.

Steps from price to price come slowly into a narrow valley. From where they have come to, a column
that loses the bound much will not be used, so the linear programme over those that lose little
has nearly the value of the one over all of them, and is solved in a fraction of a second; an
interior method is used, whose prices lie in the middle of those that serve as well. Columns that
pay at the new prices are taken in, until none does (sifting: Bixby, Gregory, Lustig, Marsten and
Shanno 1992). Prices are held near the best known (du Merle, Villeneuve, Desrosiers and Hansen
1999). No price found here is trusted: the bound is what the priced plan is worth.

Only prices of people and clusters must come out of it, so the programme may not charge anything
else: a column has no ceiling, and a home that somebody lives in may be filled more than once (its
resident leaves once).
"""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.matching.best.arrays import Flags
from heimveg.engines.matching.limits import descent, formulation, pricing, programme
from heimveg.engines.matching.limits.arcs import Arcs
from heimveg.engines.matching.limits.formulation import Columns
from heimveg.engines.matching.limits.pricing import Floats, Net, Prices
from heimveg.engines.matching.limits.rules import Limits

FIRST, MORE = 16, 8  # columns taken in for each person, at first and by each further price
MOST_TAKEN = 30_000
NEAR = 0.15  # of the most a move is worth: how far a price may come from the best known
SOME_USE = 1e-4  # of a column
PRECISE = 1e-5  # of the value of the programme
ENOUGH = 2e-5  # of the bound: what is left for another round to gain


@dataclass(slots=True)
class Sifting:
    """The best prices so far with their bound, and the columns taken in."""

    arcs: Arcs
    limits: Limits
    net: Net
    columns: Columns
    longest: int  # moves in a chain at most
    prices: Prices
    bound: float
    chain: Flags
    rings: Flags
    liked_chain: Flags  # those that the last programme made some use of
    liked_rings: Flags


def begin(
    arcs: Arcs, limits: Limits, net: Net, columns: Columns, prices: Prices, bound: float
) -> Sifting:
    """Takes in the columns that lose least at the prices given, which have that bound."""
    sifting = Sifting(
        arcs, limits, net, columns, limits.max_chain or 1, prices, bound,
        *(np.zeros(len(some), np.bool_) for some in 2 * [columns.chain_arc, columns.ring_arcs]),
    )  # fmt: skip
    _take_in(sifting, prices, FIRST)
    return sifting


def sift(sifting: Sifting, seconds: float | None) -> bool:
    """One programme and the prices it has; answers whether another could lower the bound much.

    A programme that is not solved in the time allowed changes nothing."""
    found = _solved(sifting, seconds)
    if found is None:
        return False
    value, prices = found
    known = sifting.prices
    halfway = Prices((prices.person + known.person) / 2, (prices.cluster + known.cluster) / 2)
    for some in (prices, halfway):
        bound = bound_at(sifting.net, some, sifting.longest)
        if bound < sifting.bound:
            sifting.prices, sifting.bound = some, bound
        _take_in(sifting, some, MORE)
    return sifting.bound - value > ENOUGH * abs(value)


def bound_at(net: Net, prices: Prices, longest: int) -> float:
    """What no plan is worth more than, by these prices."""
    at = descent.begin(net, prices)
    descent.descend(net, at, longest, 1)
    return float(at.figures[0])


def losses(net: Net, columns: Columns, prices: Prices, longest: int) -> tuple[Floats, Floats]:
    """How much of the bound is left, zero or less, when a chain column or a ring is used."""
    rings = columns.ring_arcs
    owner = pricing.owners(net.seeker, rings, len(net.present))
    mine = net._replace(rings=rings, ring_owner=owner)
    return pricing.scores(mine, prices, longest, columns.chain_arc, columns.chain_place)


def closest(chain: Floats, rings: Floats, count: int) -> tuple[Flags, Flags]:
    """(chain columns, rings): about so many that lose least."""
    both = np.concatenate([chain, rings])
    if count >= len(both):
        return np.ones(len(chain), np.bool_), np.ones(len(rings), np.bool_)
    least = np.partition(both, -count)[-count]
    return chain >= least, rings >= least


def _take_in(sifting: Sifting, prices: Prices, each: int) -> None:
    count = min(each * len(sifting.arcs.present), MOST_TAKEN)
    chain, rings = closest(*losses(sifting.net, sifting.columns, prices, sifting.longest), count)
    sifting.chain |= chain
    sifting.rings |= rings


def _solved(sifting: Sifting, seconds: float | None) -> tuple[float, Prices] | None:
    """(value of the programme over the columns taken in, its prices), None for no time."""
    arcs, limits = sifting.arcs, sifting.limits
    columns = sifting.columns.only(sifting.chain, sifting.rings, np.zeros(0, np.bool_))
    model = formulation.formulate(arcs, limits, columns).programme
    people, clusters = len(arcs.present), len(limits.spare)
    for home in np.flatnonzero(arcs.occupant >= 0):
        model.row_most[people + home] = programme.INFINITE
    rows, person = np.arange(people), sifting.prices.person
    far = NEAR * float(arcs.value.max(initial=1))
    below = np.where(arcs.pinned, person - far, np.maximum(person - far, 0.0))
    model.put(rows, model.columns(-(person + far)), -1.0)
    model.put(rows, model.columns(below), 1.0)
    model.ceilings = [programme.INFINITE] * len(model.values)
    found = programme.relax(model, PRECISE, seconds)
    if found is None:
        return None
    _note_liked(sifting, found.x)
    person = found.prices[:people]
    person = np.where(arcs.pinned, person, np.maximum(person, 0.0))
    last = len(model.row_most) - clusters
    cluster = np.minimum(np.maximum(found.prices[last:], 0.0), sifting.net.fine)
    return found.value, Prices(person, cluster)


def _note_liked(sifting: Sifting, x: Floats) -> None:
    chain, rings = np.flatnonzero(sifting.chain), np.flatnonzero(sifting.rings)
    sifting.liked_chain[:] = sifting.liked_rings[:] = False
    sifting.liked_chain[chain] = x[: len(chain)] > SOME_USE
    sifting.liked_rings[rings] = x[len(chain) : len(chain) + len(rings)] > SOME_USE
