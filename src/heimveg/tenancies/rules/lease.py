"""What the law asks of a lease, paragraph by paragraph. Pure.

Source: husleieloven, as dated rows in data/tenancy_law.csv.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heimveg.dwellings.rules.tenant_words import AboutTenant
from heimveg.tenancies.rules.law import Law, months_after
from heimveg.tenancies.rules.raising import RentBefore, RentReason, market_from
from heimveg.tenancies.rules.safety import Before, LessSafeReason, has_no_end, is_less_safe


class LeaseState(StrEnum):
    """What was done with it. Whether it holds on a day follows from its days: `standing_on`."""

    DRAFT = "draft"
    SIGNED = "signed"
    ENDED = "ended"  # before its time, as agreed
    WITHDRAWN = "withdrawn"  # signed, and taken back before its first day


class Standing(StrEnum):
    """How a lease stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class ShortGround(StrEnum):
    """Why a lease is shorter than the main rule."""

    NONE = "none"
    MUNICIPAL = "municipal"  # § 11-1
    OWN_USE = "own_use"  # § 9-3
    OTHER = "other"  # § 9-3, another good reason


class WeightyReason(StrEnum):
    """Why there is a short lease again. Classes, so that nothing about the person stands here."""

    NONE = ""
    OTHER_HOME = "other_home"
    TO_OWN = "to_own"
    BUILDING = "building"
    GRANT = "grant"


class Outcome(StrEnum):
    KEPT = "kept"
    STOPS = "stops"
    NOTE = "note"


class SignedHow(StrEnum):
    IN_PERSON = "in_person"
    ON_PAPER = "on_paper"


class Point(StrEnum):
    """What is checked."""

    LENGTH = "minimum_length"
    MUNICIPAL_NOTICE = "municipal_notice"
    WEIGHTY_REASON = "weighty_reason"
    LESS_SAFE = "less_safe"
    DEPOSIT = "deposit"
    NOTICE_PERIOD = "notice_period"
    INDEX = "index"
    CONDITIONS = "no_conditions"
    ABOUT_TENANT = "about_the_home"
    RENT = "rent_raised"
    HOLD_OVER = "hold_over"


@dataclass(frozen=True, slots=True)
class Hold:
    """The days a lease holds: `until` is the first day without, None while nothing follows it."""

    since: date
    until: date | None


def holds_from(*, starts_on: date, signed_on: date, follows_another: bool) -> date:
    """The first day a signed lease holds. One that follows another takes over when it is signed,
    or on a coming day; the days before are the other's."""
    return max(starts_on, signed_on) if follows_another else starts_on


def standing_on(state: LeaseState, hold: Hold | None, *, on: date) -> Standing:
    """How it stands on a day, whatever ran or did not run in the night before."""
    if state is LeaseState.DRAFT or hold is None:
        return Standing.DRAFT
    if state is LeaseState.WITHDRAWN:
        return Standing.WITHDRAWN
    if hold.until is not None and hold.until <= max(on, hold.since):
        return Standing.ENDED if state is LeaseState.ENDED else Standing.REPLACED
    return Standing.COMING if on < hold.since else Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """What a lease says, as far as the law cares. `ends_on` is the first day without."""

    starts_on: date
    ends_on: date | None
    rent_ore_month: int
    deposit_ore: int = 0
    guaranteed_ore: int = 0  # beside the lease
    notice_months: int = 3
    is_single_room: bool = False
    in_landlords_house: bool = False
    short_ground: ShortGround = ShortGround.NONE
    told_in_writing_on: date | None = None  # that it is for people in a difficult position
    weighty_reason: WeightyReason = WeightyReason.NONE
    earlier_short: int = 0  # short leases of the same tenancy before this
    before: Before | None = None  # what it takes over from
    was_asked_to_move: bool = False  # in writing, when that ran out
    less_safe_reason: LessSafeReason = LessSafeReason.NONE
    is_index_regulated: bool = True
    rent_before: RentBefore | None = None  # where what it takes over from still runs
    rent_reason: RentReason = RentReason.NONE
    about_tenant: Sequence[AboutTenant] = ()
    conditions: Sequence[str] = ()  # sentences that make the home depend on what it must not


@dataclass(frozen=True, slots=True)
class Check:
    """One paragraph and what came of it. `why` names the sentence that is shown."""

    point: Point
    outcome: Outcome
    why: str
    law: str  # code of the row of law
    day: date | None = None
    number: int | None = None
    words: str = ""


def is_short(terms: LeaseTerms, law: Law) -> bool:
    """Whether the lease ends before the law's minimum."""
    if terms.ends_on is None:
        return False
    return terms.ends_on < months_after(terms.starts_on, 12 * _least_years(terms, law))


def check_lease(terms: LeaseTerms, law: Law, *, signed_on: date) -> list[Check]:
    """Every point, in the order of the page; `STOPS` is what must be mended before signing."""
    return [
        _length(terms, law),
        *_municipal(terms, law, signed_on=signed_on),
        *_less_safe(terms, law, signed_on=signed_on),
        *_rent(terms, law, signed_on=signed_on),
        _deposit(terms, law),
        _notice_period(terms, law),
        *_conditions(terms),
        *_later(terms, law),
    ]


def stops(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.outcome is Outcome.STOPS]


def _least_years(terms: LeaseTerms, law: Law) -> int:
    return law[_length_row(terms)].number


def _length_row(terms: LeaseTerms) -> str:
    return "minimum_length_own_house" if terms.in_landlords_house else "minimum_length"


def _length(terms: LeaseTerms, law: Law) -> Check:
    row, years = _length_row(terms), _least_years(terms, law)
    if terms.ends_on is None:
        return Check(Point.LENGTH, Outcome.KEPT, "no_end", row)
    if terms.ends_on <= terms.starts_on:
        return Check(Point.LENGTH, Outcome.STOPS, "ends_before_it_starts", row)
    if not is_short(terms, law):
        return Check(Point.LENGTH, Outcome.KEPT, "long_enough", row, number=years)
    if terms.short_ground is ShortGround.NONE:
        return Check(Point.LENGTH, Outcome.STOPS, "too_short", row, number=years)
    return Check(Point.LENGTH, Outcome.NOTE, f"short_{terms.short_ground}", row, number=years)


def _municipal(terms: LeaseTerms, law: Law, *, signed_on: date) -> Iterator[Check]:
    """§ 11-1 counts whenever the lease leans on it, also where it is long enough."""
    if terms.short_ground is not ShortGround.MUNICIPAL:
        return
    told, point = terms.told_in_writing_on, Point.MUNICIPAL_NOTICE
    if told is None:
        yield Check(point, Outcome.STOPS, "not_told", point)
    elif told > signed_on:
        yield Check(point, Outcome.STOPS, "told_too_late", point, day=told)
    else:
        yield Check(point, Outcome.KEPT, "told", point, day=told)
    if not is_short(terms, law) or not terms.earlier_short:
        return
    point, number = Point.WEIGHTY_REASON, terms.earlier_short
    if terms.weighty_reason is WeightyReason.NONE:
        yield Check(point, Outcome.STOPS, "short_again", point, number=number)
    else:
        yield Check(point, Outcome.KEPT, "weighty", point, number=number)


def _less_safe(terms: LeaseTerms, law: Law, *, signed_on: date) -> Iterator[Check]:
    """Asked about by name: what the tenant has now, and what goes."""
    before, point = terms.before, Point.LESS_SAFE
    if before is None:
        return
    no_end = has_no_end(before, law, on=signed_on, was_asked_to_move=terms.was_asked_to_move)
    municipal = terms.short_ground is ShortGround.MUNICIPAL
    if not is_less_safe(before, had_no_end=no_end, ends_on=terms.ends_on, is_municipal=municipal):
        return
    if terms.less_safe_reason is not LessSafeReason.NONE:
        yield Check(point, Outcome.NOTE, "less_safe_said", point, number=before.number)
    elif not before.number:
        yield Check(point, Outcome.STOPS, "less_safe_than_unwritten", point)
    else:
        why = "less_safe_than_no_end" if no_end else "less_safe_than_main_rule"
        yield Check(point, Outcome.STOPS, why, point, number=before.number)


def _rent(terms: LeaseTerms, law: Law, *, signed_on: date) -> Iterator[Check]:
    """No rent is a doubt; a rent that rises within what runs needs the law, or both."""
    point, before, reason = Point.RENT, terms.rent_before, terms.rent_reason
    if not terms.rent_ore_month:
        is_said = reason is RentReason.FREE
        outcome = Outcome.NOTE if is_said else Outcome.STOPS
        yield Check(point, outcome, "rent_free" if is_said else "rent_nothing", point)
        return
    if before is None or terms.rent_ore_month <= before.ore_month:
        return
    earliest, kroner = market_from(before, law, told_on=signed_on), before.ore_month // 100
    if reason is RentReason.NEW_LEASE:
        yield Check(point, Outcome.NOTE, "rent_agreed", point, number=kroner)
    elif reason is RentReason.MARKET and terms.starts_on >= earliest:
        yield Check(point, Outcome.NOTE, "rent_market", "market_rent", number=kroner)
    elif reason is RentReason.MARKET:
        yield Check(point, Outcome.STOPS, "rent_market_early", "market_rent", day=earliest)
    else:
        yield Check(point, Outcome.STOPS, "rent_raised", point, number=kroner, day=earliest)


def ceiling_ore(rent_ore_month: int, law: Law) -> int:
    """The most that deposit and guarantee may be together (§§ 3-5 and 3-7)."""
    return law["deposit"].number * rent_ore_month


def _deposit(terms: LeaseTerms, law: Law) -> Check:
    months = law["deposit"].number
    ceiling = ceiling_ore(terms.rent_ore_month, law)
    if terms.deposit_ore > ceiling:
        return Check(Point.DEPOSIT, Outcome.STOPS, "deposit_too_high", "deposit", number=months)
    if terms.deposit_ore + terms.guaranteed_ore > ceiling:
        return Check(Point.DEPOSIT, Outcome.STOPS, "security_too_high", "deposit", number=months)
    return Check(Point.DEPOSIT, Outcome.KEPT, "deposit_kept", "deposit", number=months)


def _notice_period(terms: LeaseTerms, law: Law) -> Check:
    row = "notice_period_room" if terms.is_single_room else "notice_period"
    least = law[row].number
    if terms.notice_months < least:
        return Check(Point.NOTICE_PERIOD, Outcome.STOPS, "notice_too_short", row, number=least)
    return Check(Point.NOTICE_PERIOD, Outcome.KEPT, "notice_kept", row, number=terms.notice_months)


def _conditions(terms: LeaseTerms) -> Iterator[Check]:
    for sentence in terms.conditions:
        point = Point.CONDITIONS
        yield Check(point, Outcome.STOPS, "depends", point, words=sentence)
    for each in terms.about_tenant:
        if each.sentence not in terms.conditions:
            point = Point.ABOUT_TENANT
            yield Check(point, Outcome.STOPS, f"tells_of_{each.topic}", point, words=each.word)


def _later(terms: LeaseTerms, law: Law) -> Iterator[Check]:
    """Days that follow from the lease, to be reminded of."""
    if terms.is_index_regulated:
        first = months_after(terms.starts_on, law["index"].number)
        yield Check(Point.INDEX, Outcome.NOTE, "index_from", "index", day=first)
    if terms.ends_on is not None:
        last = months_after(terms.ends_on, law["hold_over"].number)
        yield Check(Point.HOLD_OVER, Outcome.NOTE, "ask_to_move_by", "hold_over", day=last)
