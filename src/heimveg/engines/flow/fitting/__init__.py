"""From lists of stays to the parts of a scenario, each with its uncertainty.

Stays that still go on count for as long as they have lasted (censoring). Where the history is too
thin to tell shapes apart, the fit says so and uses the simplest.
"""

from heimveg.engines.flow.fitting.history import Coming, History, Stay
from heimveg.engines.flow.fitting.lengths import Candidate, Curve, LengthFit, fit_length
from heimveg.engines.flow.fitting.rates import RateFit, fit_rate
from heimveg.engines.flow.fitting.shares import ShareFit, fit_shares
from heimveg.engines.flow.fitting.whole import FlowFit, fit

__all__ = [
    "Candidate",
    "Coming",
    "Curve",
    "FlowFit",
    "History",
    "LengthFit",
    "RateFit",
    "ShareFit",
    "Stay",
    "fit",
    "fit_length",
    "fit_rate",
    "fit_shares",
]
