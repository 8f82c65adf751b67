"""What comes in by the one door: kinds, states, time limits, and where each goes. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from heimveg.base.days import is_working_day
from heimveg.persons.rules import Sketch, looks_like


class ErrandKind(StrEnum):
    """What has come in (nb henvendelse, nn førespurnad)."""

    APPLICATION = "application"
    REFERRAL = "referral"
    CONCERN = "concern"
    OUTREACH = "outreach"
    ADMISSION = "admission"
    DISCHARGE = "discharge"


class ErrandState(StrEnum):
    NEW = "new"
    INCOMPLETE = "incomplete"
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Outcome(StrEnum):
    NOT_CLOSED = ""
    NEED = "need"
    HELPED = "helped"
    ADVICE = "advice"
    NOT_WANTED = "not_wanted"
    NOT_REACHED = "not_reached"
    ELSEWHERE = "elsewhere"


class HowTold(StrEnum):
    """How a provisional reply was given."""

    NOT_TOLD = ""
    LETTER = "letter"
    IN_PERSON = "in_person"


NOTICES = frozenset({ErrandKind.ADMISSION, ErrandKind.DISCHARGE})
REPLIED_TO = frozenset({ErrandKind.APPLICATION, ErrandKind.REFERRAL})  # a reply goes to the person
OPEN = frozenset({ErrandState.NEW, ErrandState.INCOMPLETE, ErrandState.IN_HAND})
MOVES: dict[ErrandState, frozenset[ErrandState]] = {
    ErrandState.NEW: OPEN - {ErrandState.NEW} | {ErrandState.CLOSED},
    ErrandState.INCOMPLETE: frozenset({ErrandState.IN_HAND, ErrandState.CLOSED}),
    ErrandState.IN_HAND: frozenset({ErrandState.INCOMPLETE, ErrandState.CLOSED}),
    ErrandState.CLOSED: frozenset(),
}


def may_move(before: ErrandState, after: ErrandState) -> bool:
    return after in MOVES[before]


class CountedIn(StrEnum):
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """How long an errand of a kind may wait, from a day, and who says so."""

    kind: ErrandKind
    started_on: date
    amount: int
    counted_in: CountedIn
    source: str


def limit_in_force(limits: Iterable[TimeLimit], kind: ErrandKind, *, on: date) -> TimeLimit | None:
    """The newest limit of the kind that has begun; None where there is none."""
    begun = [limit for limit in limits if limit.kind is kind and limit.started_on <= on]
    return max(begun, key=lambda limit: limit.started_on, default=None)


def answer_by(limit: TimeLimit, came_on: date) -> date:
    """The last day. A limit that ends on a day off ends on the next working day.

    Source: forvaltningsloven follows domstolloven § 149 on days off (general knowledge).
    """
    if limit.counted_in is CountedIn.WORKING_DAYS:
        day = came_on
        for _ in range(limit.amount):
            day = _working(day + timedelta(days=1))
        return day
    if limit.counted_in is CountedIn.MONTHS:
        return _working(_months_later(came_on, limit.amount))
    return _working(came_on + timedelta(days=limit.amount))


def _working(day: date) -> date:
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _months_later(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the routing knows of an errand. Nothing of it names anybody."""

    kind: ErrandKind
    age: int | None = None
    institution: str = ""
    is_homeless: bool = False
    answering_unit: int | None = None  # the unit that coordinates already


@dataclass(frozen=True, slots=True)
class Route:
    """One declared rule: what it asks of an errand, and the unit it goes to.

    Empty asks nothing. `takes_over`: also when another unit coordinates already.
    """

    id: int
    unit_id: int
    name: str = ""
    kinds: frozenset[str] = frozenset()
    institutions: frozenset[str] = frozenset()
    age_from: int | None = None
    age_below: int | None = None
    only_homeless: bool = False
    takes_over: bool = False


class WhyNot(StrEnum):
    ANSWERED_FOR = "answered_for"
    OTHER_KIND = "other_kind"
    OTHER_INSTITUTION = "other_institution"
    AGE_UNKNOWN = "age_unknown"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    NOT_HOMELESS = "not_homeless"
    EARLIER_RULE = "earlier_rule"  # would fit, but one before it was first


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule and why it was not the one; empty `why_not` for the one that decided."""

    route: Route
    why_not: tuple[WhyNot, ...] = ()


class DecidedBy(StrEnum):
    RULE = "rule"
    ANSWERING_UNIT = "answering_unit"
    LAST_RESORT = "last_resort"


@dataclass(frozen=True, slots=True)
class Routed:
    """Where an errand goes, what decided it, and every rule that was tried, in order."""

    unit_id: int
    by: DecidedBy
    tried: tuple[Tried, ...] = field(default_factory=tuple)

    @property
    def route(self) -> Route | None:
        return next((t.route for t in self.tried if not t.why_not), None)


def routed(routes: Sequence[Route], asked: Asked, *, last_resort: int) -> Routed:
    """The first rule that fits; else the unit that coordinates; else `last_resort`. O(rules)."""
    tried: list[Tried] = []
    found: Route | None = None
    for route in routes:
        why_not = why_not_by(route, asked)
        if found is not None:
            why_not = why_not or (WhyNot.EARLIER_RULE,)
        elif not why_not:
            found = route
        tried.append(Tried(route, why_not))
    if found is not None:
        return Routed(found.unit_id, DecidedBy.RULE, tuple(tried))
    if asked.answering_unit is not None:
        return Routed(asked.answering_unit, DecidedBy.ANSWERING_UNIT, tuple(tried))
    return Routed(last_resort, DecidedBy.LAST_RESORT, tuple(tried))


FITS: tuple[tuple[WhyNot, Callable[[Route, Asked], bool]], ...] = (
    (WhyNot.ANSWERED_FOR, lambda r, a: r.takes_over or a.answering_unit is None),
    (WhyNot.OTHER_KIND, lambda r, a: not r.kinds or a.kind in r.kinds),
    (
        WhyNot.OTHER_INSTITUTION,
        lambda r, a: not r.institutions or a.institution in r.institutions,
    ),
    (
        WhyNot.AGE_UNKNOWN,
        lambda r, a: a.age is not None or (r.age_from is None and r.age_below is None),
    ),
    (WhyNot.TOO_YOUNG, lambda r, a: a.age is None or r.age_from is None or a.age >= r.age_from),
    (WhyNot.TOO_OLD, lambda r, a: a.age is None or r.age_below is None or a.age < r.age_below),
    (WhyNot.NOT_HOMELESS, lambda r, a: not r.only_homeless or a.is_homeless),
)


def why_not_by(route: Route, asked: Asked) -> tuple[WhyNot, ...]:
    """Everything that keeps the rule from fitting; empty when it fits."""
    return tuple(why for why, fits in FITS if not fits(route, asked))


def age_on(day: date, *, born_on: date | None, birth_year: int | None) -> int | None:
    """Whole years; with the year alone, those reached in the course of that year."""
    if born_on is not None:
        return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return day.year - birth_year if birth_year is not None else None


def is_name_of(given: str, *known: str) -> bool:
    """Whether a given name may be one of these; nothing given says nothing."""
    return not given or any(looks_like(Sketch(given), Sketch(name)) for name in known)


class LikenessState(StrEnum):
    """How far a question has come: is whom we met one of yours?"""

    ASKED = "asked"
    NO = "no"
    YES = "yes"  # now a unit with a mandate sees both records
    MERGED = "merged"
    CONNECTED = "connected"  # the two units have been put in touch
    APART = "apart"
    LAPSED = "lapsed"


L = LikenessState
LIKENESS_MOVES: dict[LikenessState, frozenset[LikenessState]] = {
    L.ASKED: frozenset({L.NO, L.YES, L.MERGED, L.LAPSED}),
    L.YES: frozenset({L.MERGED, L.CONNECTED, L.APART, L.LAPSED}),
    **{state: frozenset() for state in (L.NO, L.MERGED, L.CONNECTED, L.APART, L.LAPSED)},
}
MOST_ASKED = 3  # units asked about one contact: a name that many have says nothing
LIKENESS_LASTS = timedelta(days=60)  # after that, where somebody was met says nothing
