"""Everything a history says about a flow, and the parts of a scenario it gives."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from heimveg.engines.flow.fitting.history import History, Stay, check
from heimveg.engines.flow.fitting.lengths import LengthFit, fit_length
from heimveg.engines.flow.fitting.rates import RateFit, fit_rate
from heimveg.engines.flow.fitting.shares import ShareFit, fit_shares
from heimveg.engines.flow.format.scenario import Arrivals, Distribution, Rate, Route


@dataclass(frozen=True, slots=True)
class FlowFit:
    """By station, sorted. A station whose stays all go on has no length and no shares."""

    lengths: dict[str, LengthFit]
    shares: dict[str, tuple[ShareFit, ...]]
    rates: dict[str, RateFit]

    def services(self) -> dict[str, Distribution]:
        return {name: fitted.chosen.distribution for name, fitted in self.lengths.items()}

    def arrivals(self) -> tuple[Arrivals, ...]:
        return tuple(Arrivals(name, (Rate(0, f.rate),)) for name, f in self.rates.items())

    def routes(self, queues: frozenset[str]) -> tuple[Route, ...]:
        """Who goes to one of `queues` gives their place up, as the format has it."""
        return tuple(
            Route(origin, part.to, part.share, part.to is not None and part.to not in queues)
            for origin, parts in self.shares.items()
            for part in parts
        )


def fit(history: History, *, progress: Callable[[int, int], None] | None = None) -> FlowFit:
    """Lengths, shares and rates; the same in whatever order the rows stand.

    `progress` is told (stations done, all). Raises ScenarioRefused.
    """
    check(history)
    stays: defaultdict[str, list[Stay]] = defaultdict(list)
    for stay in history.stays:
        stays[stay.station].append(stay)
    lengths: dict[str, LengthFit] = {}
    shares: dict[str, tuple[ShareFit, ...]] = {}
    for number, name in enumerate(sorted(stays), start=1):
        length = length_of(stays[name], history)
        if length is not None:
            lengths[name] = length
            shares[name] = fit_shares([s.to for s in stays[name] if s.end_day is not None])
        if progress is not None:
            progress(number, len(stays))
    return FlowFit(lengths, shares, rates_of(history))


def length_of(stays: list[Stay], history: History) -> LengthFit | None:
    days = np.array([lasted(stay, history) for stay in stays])
    return fit_length(days, np.array([stay.end_day is not None for stay in stays]))


def rates_of(history: History) -> dict[str, RateFit]:
    days: defaultdict[str, list[float]] = defaultdict(list)
    for coming in history.comings:
        days[coming.station].append(coming.day)
    return {
        name: fit_rate(np.array(days[name]), history.from_day, history.until_day)
        for name in sorted(days)
    }


def lasted(stay: Stay, history: History) -> float:
    """Days up to the end, or up to the end of what is known."""
    return (history.until_day if stay.end_day is None else stay.end_day) - stay.start_day
