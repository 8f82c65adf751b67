"""A fit as a document in the format heimveg-fit/1: the same history gives the same bytes."""

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from heimveg.engines.flow.fitting.history import History
from heimveg.engines.flow.fitting.lengths import Candidate, Curve, LengthFit
from heimveg.engines.flow.fitting.rates import RateFit
from heimveg.engines.flow.fitting.reading import HistoryFile
from heimveg.engines.flow.fitting.shares import ShareFit
from heimveg.engines.flow.fitting.whole import FlowFit, fit
from heimveg.engines.flow.fitting.words import WORDS
from heimveg.engines.flow.format.reading import LONGEST_STAY
from heimveg.engines.flow.format.scenario import ENGINE_VERSION, Distribution, Kind, Rate
from heimveg.engines.flow.format.writing import distribution_as_dict

FIT_FORMAT = "heimveg-fit/1"
ENGINE = f"flow {ENGINE_VERSION}"
DECIMALS = 6
MOST_POINTS = 500  # of a curve that is printed
FORMS = {Kind.WEIBULL: "shape", Kind.LOGNORMAL: "cv"}


def fit_document(
    file: HistoryFile, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """What the history says, station by station, and the parts of a scenario it gives."""
    history, found = file.history, fit(file.history, progress=progress)
    begun = Counter(stay.station for stay in history.stays)
    ended = Counter(stay.station for stay in history.stays if stay.end_day is not None)
    return {
        "format": FIT_FORMAT,
        "engine": ENGINE,
        "from_day": file.calendar.written(history.from_day),
        "until_day": file.calendar.written(history.until_day),
        "stations": [
            station(name, begun[name], ended[name], found) for name in history.stations()
        ],
        "scenario_parts": scenario_parts(history, found, file.queues),
    }


def station(name: str, begun: int, ended: int, found: FlowFit) -> dict[str, Any]:
    length, rate = found.lengths.get(name), found.rates.get(name)
    return {
        "id": name,
        "stays": begun,
        "ended": ended,
        "going_on": begun - ended,
        "notes": notes(*notes_on_stays(begun, length)),
        "length": None if length is None else length_as_dict(length),
        "shares": [share_as_dict(part) for part in found.shares.get(name, ())],
        "arrivals": None if rate is None else rate_as_dict(rate),
    }


def notes_on_stays(begun: int, length: LengthFit | None) -> tuple[str, ...]:
    if begun == 0:
        return ("no_stays",)
    if length is None:
        return ("none_ended",)
    return length.notes if fits_a_scenario(length) else (*length.notes, "too_long")


def fits_a_scenario(length: LengthFit) -> bool:
    return length.chosen.distribution.mean_days <= LONGEST_STAY


def notes(*codes: str) -> list[dict[str, str]]:
    return [{"code": code, "words": WORDS[code]} for code in codes]


def length_as_dict(length: LengthFit) -> dict[str, Any]:
    candidates = [candidate_as_dict(candidate) for candidate in length.candidates]
    return {
        "service": candidates[0]["service"],
        "intervals": candidates[0]["intervals"],
        "candidates": candidates,
        "curve": curve_as_dicts(length.curve),
    }


def candidate_as_dict(candidate: Candidate) -> dict[str, Any]:
    intervals = {"mean_days": interval(candidate.mean_low, candidate.mean_high)}
    if candidate.form_low is not None and candidate.form_high is not None:
        name = FORMS[candidate.distribution.kind]
        intervals[name] = interval(candidate.form_low, candidate.form_high)
    return {
        "service": service(candidate.distribution),
        "intervals": intervals,
        "bic": rounded(candidate.bic),
        "gap": rounded(candidate.gap),
        "inside": rounded(candidate.inside),
    }


def service(distribution: Distribution) -> dict[str, Any]:
    """As a station of heimveg-flow/1 has it."""
    written = distribution_as_dict(distribution)
    return {k: rounded(v) if isinstance(v, float) else v for k, v in written.items()}


def curve_as_dicts(curve: Curve) -> list[dict[str, Any]]:
    """At most MOST_POINTS of its points, evenly, with the first and the last."""
    every = len(curve.days)
    at = np.unique(np.linspace(0, every - 1, min(every, MOST_POINTS)).round().astype(int))
    names = ("days", "seen", "low", "high", "fitted")
    columns = [getattr(curve, name) for name in names]
    return [
        {name: rounded(column[k]) for name, column in zip(names, columns, strict=True)} for k in at
    ]


def share_as_dict(part: ShareFit) -> dict[str, Any]:
    bounds = interval(part.low, part.high)
    return {"to": part.to, "moves": part.moves, "share": part.share, **bounds}


def rate_as_dict(rate: RateFit) -> dict[str, Any]:
    return {
        "people": rate.arrivals,
        "rate": rounded(rate.rate),
        **interval(rate.low, rate.high),
        "dispersion": None if rate.dispersion is None else rounded(rate.dispersion),
        "chance": None if rate.chance is None else rounded(rate.chance),
        "halves": list(rate.halves),
        "trend_chance": None if rate.trend_chance is None else rounded(rate.trend_chance),
        "notes": notes(*(f"{code}_of_arrivals" for code in rate.notes)),
    }


def scenario_parts(
    history: History, found: FlowFit, queues: frozenset[str] | None
) -> dict[str, Any]:
    """Stations without places, streams and routes, as heimveg-flow/1 has them.

    Routes do not say who holds a place: the format reads it from the queues. Shares are not
    rounded, for they must sum to 1.
    """
    known = {name for name, length in found.lengths.items() if fits_a_scenario(length)}
    queue = {} if queues is None else {name: {"queue": name in queues} for name in known}
    return {
        "stations": [
            {"id": name, **queue.get(name, {}), "service": service(distribution)}
            for name, distribution in found.services().items()
            if name in known
        ],
        "arrivals": [
            {"station": stream.station, "per_year": [step(rate) for rate in stream.per_year]}
            for stream in found.arrivals()
        ],
        "routes": [
            {"from": route.origin, "to": route.to, "share": route.share}
            for route in found.routes(frozenset())
            if route.origin in known
        ],
        "missing": [name for name in history.stations() if name not in known],
    }


def step(rate: Rate) -> dict[str, Any]:
    return {"from_day": rate.from_day, "rate": rounded(rate.rate)}


def interval(low: float, high: float) -> dict[str, float | None]:
    """95 %. No upper end: the history does not say how much it can be."""
    return {"low": rounded(low), "high": rounded(high) if math.isfinite(high) else None}


def rounded(value: float) -> float:
    """Six decimals: what lies beyond is noise."""
    return round(float(value), DECIMALS) + 0.0
