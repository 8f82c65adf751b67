"""Which requirements a home breaks, how well it fits, and what the pair is worth: one pair at a
time, as the format defines it.

The compiled engine must agree with this page pair by pair; tests hold it to that.
"""

from dataclasses import dataclass

from heimveg.engines.matching.format.records import (
    STAFFED_RANK,
    STANDARD_RANK,
    Home,
    Requirements,
    Seeker,
    Weights,
)

AREA_POINTS, KIND_POINTS, ROOMS_POINTS, CLUSTER_POINTS = 20, 15, 10, 5
MOST_FIT = AREA_POINTS + KIND_POINTS + ROOMS_POINTS + CLUSTER_POINTS
WEEKS_COUNTED = 99  # waiting counts up to this many whole weeks
FUNDING = "tied_to"  # a requirement of the home's funding, not of the seeker


@dataclass(frozen=True, slots=True)
class Parts:
    """What a pair's value is the sum of, in points."""

    urgency: int = 0
    waiting: int = 0
    fit: int = 0
    present_fit: int = 0  # minus what the present home already gives
    move: int = 0

    @property
    def value(self) -> int:
        return self.urgency + self.waiting + self.fit + self.present_fit + self.move


def broken(seeker: Seeker, home: Home) -> tuple[str, ...]:
    """Codes of the requirements that the home breaks, the funding's tie included."""
    tie = () if home.tied_to is None or home.tied_to in seeker.groups else (FUNDING,)
    return broken_by_seeker(seeker.require, home) + tie


def broken_by_seeker(require: Requirements, home: Home) -> tuple[str, ...]:
    """Codes of the seeker's own requirements that the home breaks."""
    checks = _choices(require, home) + _measures(require, home) + _comforts(require, home)
    return tuple(code for code, is_broken in checks if is_broken)


def _choices(require: Requirements, home: Home) -> tuple[tuple[str, bool], ...]:
    return (
        ("kinds", bool(require.kinds) and home.kind not in require.kinds),
        ("locations", bool(require.locations) and home.location not in require.locations),
        ("areas_not", home.area in require.areas_not),
        ("clusters_not", home.cluster in require.clusters_not),
    )


def _measures(require: Requirements, home: Home) -> tuple[tuple[str, bool], ...]:
    standard, staffed = require.standard_at_least, require.staffed_at_least
    least, most, ceiling = require.rooms_at_least, require.rooms_at_most, require.rent_at_most
    rent = home.rent_nok_month
    return (
        (
            "standard_at_least",
            standard is not None and STANDARD_RANK[home.standard] < STANDARD_RANK[standard],
        ),
        (
            "staffed_at_least",
            staffed is not None and STAFFED_RANK[home.staffed] < STAFFED_RANK[staffed],
        ),
        ("rooms_at_least", least is not None and home.rooms < least),
        ("rooms_at_most", most is not None and home.rooms > most),
        ("rent_at_most", ceiling is not None and (rent is None or rent > ceiling)),
    )


def _comforts(require: Requirements, home: Home) -> tuple[tuple[str, bool], ...]:
    return (
        ("step_free", require.step_free and not home.step_free),
        ("wheelchair", require.wheelchair and not home.wheelchair),
        ("pets", require.pets and not home.pets),
    )


def fit(seeker: Seeker, home: Home) -> int:
    """0 to 50 points: how well the home answers the seeker's wishes."""
    wish = seeker.wish
    return (
        AREA_POINTS * (not wish.areas or home.area in wish.areas)
        + KIND_POINTS * (not wish.kinds or home.kind in wish.kinds)
        + ROOMS_POINTS * (wish.rooms is None or home.rooms == wish.rooms)
        + CLUSTER_POINTS * (not wish.clusters or home.cluster in wish.clusters)
    )


def parts(seeker: Seeker, present: Home | None, home: Home, weights: Weights) -> Parts:
    """What housing the seeker in `home` is worth; staying in `present` is worth nothing."""
    if present is not None and present.id == home.id:
        return Parts()
    move = weights.move if present is not None else 0
    points = fit(seeker, home) * weights.fit
    if present is not None and not broken_by_seeker(seeker.require, present):
        return Parts(fit=points, present_fit=-fit(seeker, present) * weights.fit, move=move)
    return Parts(
        urgency=seeker.urgency * weights.urgency,
        waiting=min(seeker.waiting_days // 7, WEEKS_COUNTED) * weights.waiting_week,
        fit=points,
        move=move,
    )
