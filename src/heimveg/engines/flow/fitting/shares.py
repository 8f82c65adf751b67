"""Where people go when a stay ends: shares with exact intervals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from heimveg.engines.flow.fitting.history import THIN


@dataclass(frozen=True, slots=True)
class ShareFit:
    """A share of those who ended a stay; `to` None left. Interval: Clopper and Pearson, 95 %."""

    to: str | None
    moves: int
    share: float
    low: float
    high: float
    thin: bool


def fit_shares(goals: Sequence[str | None]) -> tuple[ShareFit, ...]:
    """The shares of the goals of ended stays, by name, leaving last; they sum to 1."""
    counts, total = Counter(goals), len(goals)
    shares = []
    for goal in sorted(counts, key=lambda name: (name is None, name or "")):
        interval = stats.binomtest(counts[goal], total).proportion_ci(0.95, method="exact")
        share = counts[goal] / total
        low, high = float(interval.low), float(interval.high)
        shares.append(ShareFit(goal, counts[goal], share, low, high, total < THIN))
    return tuple(shares)
