"""A kept proposal read back as values: lines, chains, what is unmet, and how two proposals
differ. Pure; knows needs and dwellings by number only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

NEED, HOME, CLUSTER = "need:", "home:", "cluster:"
Facts = Mapping[str, Any]


def need_id(pk: int) -> str:
    return f"{NEED}{pk}"


def home_id(pk: int) -> str:
    return f"{HOME}{pk}"


def cluster_id(pk: int) -> str:
    return f"{CLUSTER}{pk}"


def number(an_id: str) -> int:
    """The row's number behind an id of the problem."""
    return int(an_id.partition(":")[2])


def maybe_number(an_id: str | None) -> int | None:
    return None if an_id is None else number(an_id)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's proposed move, by number of need and dwelling."""

    need: int
    home: int
    leaves: int | None
    chain: int | None  # place among the chains; None for somebody pinned where they live
    step: int | None  # 1 for the move into the vacancy
    value: int
    parts: Mapping[str, int]
    reasons: tuple[Facts, ...]

    def reason(self, code: str) -> Facts | None:
        return next((reason for reason in self.reasons if reason["code"] == code), None)


@dataclass(frozen=True, slots=True)
class Chain:
    number: int
    vacancy: int | None  # None: a ring of swaps
    lines: tuple[Line, ...]  # from the vacancy inwards


@dataclass(frozen=True, slots=True)
class Unmet:
    need: int
    eligible: int
    blocked_by: Mapping[str, int]
    relaxations: tuple[Facts, ...]
    short_of: tuple[int, int] | None  # dwelling, points


@dataclass(frozen=True, slots=True)
class Worth:
    kind: str
    standard: str
    location: str
    staffed: str
    gain: int
    housed: int
    exact: bool


@dataclass(frozen=True)
class Reading:
    """A snapshot and its proposal, looked up by number."""

    snapshot: Facts
    proposal: Facts

    @cached_property
    def seekers(self) -> dict[int, Facts]:
        return {number(s["id"]): s for s in self.snapshot.get("seekers", ())}

    @cached_property
    def homes(self) -> dict[int, Facts]:
        return {number(h["id"]): h for h in self.snapshot.get("homes", ())}

    @cached_property
    def lines(self) -> dict[int, Line]:
        """By need."""
        read = (_line(data) for data in self.proposal.get("assignments", ()))
        return {line.need: line for line in read}

    @cached_property
    def takers(self) -> dict[int, int]:
        """Need by the dwelling it gets."""
        return {line.home: line.need for line in self.lines.values()}

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        return tuple(
            Chain(
                at,
                maybe_number(data["vacancy"]),
                tuple(self.lines[number(move["seeker"])] for move in data["moves"]),
            )
            for at, data in enumerate(self.proposal.get("chains", ()))
        )

    @cached_property
    def unmet(self) -> dict[int, Unmet]:
        read = (_unmet(data) for data in self.proposal.get("unmet", ()))
        return {unmet.need: unmet for unmet in read}

    @cached_property
    def worth(self) -> tuple[Worth, ...]:
        """What one more home of each kind would be worth, most first."""
        read = [Worth(**data) for data in self.proposal.get("worth_of_one_more", ())]
        return tuple(sorted(read, key=lambda w: (-w.housed, -w.gain, w.kind, w.standard)))

    @cached_property
    def moves(self) -> tuple[Line, ...]:
        """Lines of the chains, from each vacancy inwards."""
        return tuple(line for chain in self.chains for line in chain.lines)

    @property
    def housed(self) -> int:
        """People without a municipal home who get one."""
        return sum(line.leaves is None for line in self.moves)

    @property
    def value(self) -> int:
        return int(self.proposal.get("value", 0))

    @property
    def is_optimal(self) -> bool:
        return self.proposal.get("status") == "optimal"

    @property
    def gap(self) -> float:
        return float(self.proposal.get("gap", 0))


NOTHING = Reading({}, {})


def _line(data: Facts) -> Line:
    return Line(
        need=number(data["seeker"]),
        home=number(data["home"]),
        leaves=maybe_number(data["from"]),
        chain=data["chain"],
        step=data["step"],
        value=data["value"],
        parts=data["parts"],
        reasons=tuple(data["reasons"]),
    )


def _unmet(data: Facts) -> Unmet:
    short = data["short_of"]
    return Unmet(
        need=number(data["seeker"]),
        eligible=data["eligible"],
        blocked_by=data["blocked_by"],
        relaxations=tuple(data["relaxations"]),
        short_of=short and (number(short["home"]), short["points"]),
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new proposal changes against the one before, by number of need."""

    value: int  # points; negative: the whole is worth less
    lost: tuple[int, ...] = ()  # had a proposed home, have none now
    won: tuple[int, ...] = ()
    other_home: tuple[int, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.value or self.lost or self.won or self.other_home)

    def as_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "lost": list(self.lost),
            "won": list(self.won),
            "other_home": list(self.other_home),
        }


def changes_between(before: Reading, after: Reading) -> Changes:
    old = {line.need: line.home for line in before.moves}
    new = {line.need: line.home for line in after.moves}
    return Changes(
        value=after.value - before.value,
        lost=tuple(sorted(old.keys() - new.keys())),
        won=tuple(sorted(new.keys() - old.keys())),
        other_home=tuple(sorted(n for n in old.keys() & new.keys() if old[n] != new[n])),
    )


@dataclass(frozen=True, slots=True)
class Steer:
    """One pair that must, or must not, be in the proposal."""

    is_pin: bool
    need: int
    home: int


def steered(
    snapshot: Facts,
    steers: Iterable[Steer],
    declined: Iterable[Steer] = (),
    near: Iterable[Line] = (),
) -> dict[str, Any]:
    """The problem with the steerings in force, and pairs that a person has said no to.

    `near`: lines of the proposal so far; of proposals worth the same, the one nearest to them is
    given, so that a choice moves nobody for nothing. Pairs that the snapshot does not know, or
    that are somebody's own home, are left out.
    """
    seekers = {s["id"]: s.get("home") for s in snapshot["seekers"]}
    homes = {h["id"] for h in snapshot["homes"]}
    pairs: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for steer in (*steers, *declined):
        pair = need_id(steer.need), home_id(steer.home)
        if (
            pair[0] in seekers
            and pair[1] in homes
            and (steer.is_pin or seekers[pair[0]] != pair[1])
        ):
            pairs[steer.is_pin].add(pair)
    return {
        **snapshot,
        "pinned": [list(pair) for pair in sorted(pairs[True])],
        "excluded": [list(pair) for pair in sorted(pairs[False] - pairs[True])],
        "proposed": [
            [need_id(line.need), home_id(line.home)]
            for line in near
            if need_id(line.need) in seekers and home_id(line.home) in homes
        ],
    }


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a reader may not see of a proposal: needs, and the homes those people would take or
    leave, for a home next to a hidden link tells where that person lives."""

    needs: frozenset[int] = frozenset()
    homes: frozenset[int] = field(default=frozenset())


def hidden_from(lines: Iterable[Line], seen: frozenset[int] | set[int]) -> Hidden:
    """What to hide among `lines` from a reader who sees only the needs in `seen`."""
    hidden = [line for line in lines if line.need not in seen]
    homes = {line.home for line in hidden} | {line.leaves for line in hidden if line.leaves}
    return Hidden(frozenset(line.need for line in hidden), frozenset(homes))
