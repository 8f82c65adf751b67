"""Reads a matching problem from plain data, writes it back, and says everything that is wrong.

`parse` checks shapes; `cross_checks` says what the records mean to each other, and is asked
again before solving, because a problem can also be built by hand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

from heimveg.engines.matching.format import cross_checks
from heimveg.engines.matching.format.reading import (
    REQUIRED,
    Reader,
    Reads,
    Wrong,
    a_day,
    a_flag,
    a_pair,
    an_id,
    maybe,
    several,
    whole,
    word,
)
from heimveg.engines.matching.format.records import (
    FORMAT,
    Cluster,
    Concentration,
    Home,
    Kind,
    Location,
    Parameters,
    Problem,
    ProblemRefused,
    Requirements,
    Seeker,
    Staffed,
    Standard,
    Weights,
    Wishes,
)

MOST_SEEKERS, MOST_HOMES, MOST_CLUSTERS, MOST_PAIRS = 200_000, 100_000, 20_000, 200_000
MOST_POINTS = 1_000_000  # a weight; sums stay within 64 bits at the largest problem

_ids = several(an_id)
_rooms = whole(1, 50)
_points = whole(0, MOST_POINTS)
_nok = whole(0, 1_000_000)

WEIGHTS = {
    "urgency": (_points, None),
    "fit": (_points, None),
    "waiting_week": (_points, None),
    "move": (whole(-MOST_POINTS, MOST_POINTS), None),
}
PARAMETERS = {
    "weights": (lambda value: value, None),
    "concentration": (word(Concentration), None),
    "concentration_penalty": (_points, None),
    "max_chain": (maybe(whole(1, MOST_HOMES)), None),
    "max_cycle": (maybe(whole(1, MOST_HOMES)), None),
}
CLUSTER = {
    "id": (an_id, REQUIRED),
    "active_limit": (maybe(whole(0, 10_000)), None),
    "active_residents": (whole(0, 10_000), None),
}
HOME = {
    "id": (an_id, REQUIRED),
    "cluster": (maybe(an_id), None),
    "kind": (word(Kind), REQUIRED),
    "standard": (word(Standard), None),
    "location": (word(Location), None),
    "rooms": (_rooms, REQUIRED),
    "step_free": (a_flag, None),
    "wheelchair": (a_flag, None),
    "staffed": (word(Staffed), None),
    "pets": (a_flag, None),
    "area": (maybe(an_id), None),
    "rent_nok_month": (maybe(_nok), None),
    "tied_to": (maybe(an_id), None),
    "occupant": (maybe(an_id), None),
}
REQUIREMENTS = {
    "kinds": (several(word(Kind)), None),
    "standard_at_least": (maybe(word(Standard)), None),
    "locations": (several(word(Location)), None),
    "rooms_at_least": (maybe(_rooms), None),
    "rooms_at_most": (maybe(_rooms), None),
    "step_free": (a_flag, None),
    "wheelchair": (a_flag, None),
    "staffed_at_least": (maybe(word(Staffed)), None),
    "pets": (a_flag, None),
    "areas_not": (_ids, None),
    "clusters_not": (_ids, None),
    "rent_at_most": (maybe(_nok), None),
}
WISHES = {
    "areas": (_ids, None),
    "kinds": (several(word(Kind)), None),
    "rooms": (maybe(_rooms), None),
    "clusters": (_ids, None),
}
SEEKER = {
    "id": (an_id, REQUIRED),
    "home": (maybe(an_id), None),
    "urgency": (whole(1, 5), REQUIRED),
    "waiting_days": (whole(0, 40_000), None),
    "active_use": (a_flag, None),
    "groups": (_ids, None),
    "require": (lambda value: value, None),
    "wish": (lambda value: value, None),
}


def _format(value: object) -> str:
    if value != FORMAT:
        raise Wrong("is not a format known here.", f'Write "{FORMAT}".')
    return FORMAT


TOP = {
    "format": (_format, REQUIRED),
    "day": (a_day, REQUIRED),
    "parameters": (lambda value: value, None),
    "clusters": (lambda value: value, None),
    "homes": (lambda value: value, REQUIRED),
    "seekers": (lambda value: value, REQUIRED),
    "pinned": (lambda value: value, None),
    "excluded": (lambda value: value, None),
    "proposed": (lambda value: value, None),
}

R = TypeVar("R")
Fields = Mapping[str, tuple[Reads, object]]


def parse(data: object) -> Problem:
    """The problem that plain JSON data describes, sorted by id.

    Raises ProblemRefused with every error found, each with its path and remedy.
    """
    reader = Reader()
    top = reader.read_record("", data, TOP)
    if top is None and not isinstance(data, dict):
        raise ProblemRefused(reader.errors)
    parts = _Parts(reader, top if top is not None else data)  # type: ignore[arg-type]
    if top is None or reader.errors:
        raise ProblemRefused(reader.errors)
    problem = Problem(
        day=top["day"],
        homes=parts.homes,
        seekers=parts.seekers,
        clusters=parts.clusters,
        parameters=parts.parameters,
        pinned=parts.pinned,
        excluded=parts.excluded,
        proposed=parts.proposed,
    )
    errors = cross_checks.errors_of(problem)
    if errors:
        raise ProblemRefused(errors)
    return problem.in_order()


def read_seeker(reader: Reader, path: str, data: object) -> Seeker | None:
    """The seeker that one object describes; None, with a refusal, when something is wrong."""
    values = reader.read_record(path, data, SEEKER)
    inner = data if isinstance(data, dict) else {}
    require = reader.read_record(f"{path}.require", inner.get("require", {}), REQUIREMENTS)
    wish = reader.read_record(f"{path}.wish", inner.get("wish", {}), WISHES)
    if values is None or require is None or wish is None:
        return None
    return Seeker(**(values | {"require": Requirements(**require), "wish": Wishes(**wish)}))


class _Parts:
    """The parts of a problem, each read as far as it can be, so that all errors are told."""

    def __init__(self, reader: Reader, top: dict[str, Any]) -> None:
        self._reader = reader
        self.parameters = self._read_parameters(top.get("parameters", {}))
        self.clusters = self._all("clusters", top, MOST_CLUSTERS, CLUSTER, Cluster)
        self.homes = self._all("homes", top, MOST_HOMES, HOME, Home)
        listed = reader.read_list("seekers", top.get("seekers", []), MOST_SEEKERS)
        self.seekers = tuple(self._seekers(listed))
        self.pinned = tuple(self._pairs("pinned", top.get("pinned", [])))
        self.excluded = tuple(self._pairs("excluded", top.get("excluded", [])))
        self.proposed = tuple(self._pairs("proposed", top.get("proposed", [])))

    def _read_parameters(self, data: object) -> Parameters:
        values = self._reader.read_record("parameters", data, PARAMETERS)
        weights = data.get("weights", {}) if isinstance(data, dict) else {}
        read = self._reader.read_record("parameters.weights", weights, WEIGHTS)
        if values is None or read is None:
            return Parameters()
        return Parameters(**(values | {"weights": Weights(**read)}))

    def _all(
        self, name: str, top: dict[str, Any], most: int, fields: Fields, build: type[R]
    ) -> tuple[R, ...]:
        listed = self._reader.read_list(name, top.get(name, []), most)
        read = (
            self._reader.read_record(f"{name}[{place}]", data, fields)
            for place, data in enumerate(listed)
        )
        return tuple(build(**values) for values in read if values is not None)

    def _seekers(self, listed: Iterable[Any]) -> Iterator[Seeker]:
        for place, data in enumerate(listed):
            seeker = read_seeker(self._reader, f"seekers[{place}]", data)
            if seeker is not None:
                yield seeker

    def _pairs(self, name: str, data: object) -> Iterator[tuple[str, str]]:
        for place, element in enumerate(self._reader.read_list(name, data, MOST_PAIRS)):
            try:
                yield a_pair(element)
            except Wrong as wrong:
                self._reader.refuse(f"{name}[{place}]", wrong.what, wrong.remedy)


def as_dict(problem: Problem) -> dict[str, Any]:
    """The problem as plain JSON data in the format; `parse` reads it back to the same problem."""
    data = asdict(problem)
    names = ["parameters", "clusters", "homes", "seekers", "pinned", "excluded"]
    if problem.proposed:
        names.append("proposed")
    plain = {name: _plain(data[name]) for name in names}
    return {"format": FORMAT, "day": problem.day.isoformat()} | plain


def _plain(value: object) -> Any:  # noqa: ANN401  plain JSON data of any shape
    """Tuples as lists and words as plain text, all the way down."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value
