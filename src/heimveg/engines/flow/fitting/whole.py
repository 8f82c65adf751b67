"""Everything a history says about a flow, and the parts of a scenario it gives."""

from dataclasses import dataclass

import numpy as np

from heimveg.engines.flow.fitting.history import History, Stay, check
from heimveg.engines.flow.fitting.lengths import LengthFit, fit_length
from heimveg.engines.flow.fitting.rates import RateFit, fit_rate
from heimveg.engines.flow.fitting.shares import ShareFit, fit_shares
from heimveg.engines.flow.scenario import Arrivals, Distribution, Rate, Route


@dataclass(frozen=True, slots=True)
class FlowFit:
    """By station. A station whose stays all go on has no length and no shares."""

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


def fit(history: History) -> FlowFit:
    """Lengths, shares and rates. Raises ScenarioRefused."""
    check(history)
    lengths: dict[str, LengthFit] = {}
    shares: dict[str, tuple[ShareFit, ...]] = {}
    for name in sorted({stay.station for stay in history.stays}):
        stays = [stay for stay in history.stays if stay.station == name]
        days = np.array([lasted(stay, history) for stay in stays])
        length = fit_length(days, np.array([stay.end_day is not None for stay in stays]))
        if length is not None:
            lengths[name] = length
            shares[name] = fit_shares([stay.to for stay in stays if stay.end_day is not None])
    rates = {}
    for name in sorted({coming.station for coming in history.comings}):
        came = np.array([coming.day for coming in history.comings if coming.station == name])
        rates[name] = fit_rate(came, history.from_day, history.until_day)
    return FlowFit(lengths, shares, rates)


def lasted(stay: Stay, history: History) -> float:
    """Days up to the end, or up to the end of what is known."""
    return (history.until_day if stay.end_day is None else stay.end_day) - stay.start_day
