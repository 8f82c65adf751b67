from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heimveg.stays.rules import (
    EthosLight,
    NotSo,
    StayFact,
    StayKind,
    checked,
    homeless_days,
    homeless_spells,
    homelessness,
    returns_to_homelessness,
)
from heimveg.values import Period

DAY = date(2026, 6, 1)


def stay(kind, start=date(2026, 1, 1), end=None, **rest):
    return StayFact(kind, Period(start, end), **rest)


# The five groups of the national surveys, and the two who are not counted (facts 3.1).
@pytest.mark.parametrize(
    ("kind", "category"),
    [
        (StayKind.TEMPORARY_ACCOMMODATION, EthosLight.FOR_HOMELESS),
        (StayKind.CRISIS_CENTRE, EthosLight.FOR_HOMELESS),
        (StayKind.FAMILY_OR_FRIENDS, EthosLight.FAMILY_OR_FRIENDS),
        (StayKind.ROUGH, EthosLight.ROUGH),
        (StayKind.EMERGENCY_OVERNIGHT, EthosLight.EMERGENCY),
        (StayKind.NON_CONVENTIONAL, EthosLight.NON_CONVENTIONAL),
        (StayKind.PERMANENTLY_WITH_FAMILY, None),
        (StayKind.OWN_HOME, None),
        (StayKind.MUNICIPAL_TENANCY, None),
        (StayKind.PRIVATE_LEASE, None),
        (StayKind.RECEPTION_CENTRE, None),
        (StayKind.INSTITUTION, None),
        (StayKind.UNKNOWN, None),
    ],
)
def test_who_is_homeless_follows_from_where_they_live(kind, category):
    assert homelessness(stay(kind), on=DAY) == category


@pytest.mark.parametrize(
    ("leaves_on", "has_dwelling", "is_homeless"),
    [
        (date(2026, 8, 1), False, True),  # two months to the day
        (date(2026, 8, 2), False, False),
        (date(2026, 8, 1), True, False),
        (date(2026, 5, 1), False, True),  # should have left already
        (None, False, False),
    ],
)
def test_in_an_institution_two_months_before_leaving_to_no_dwelling(
    leaves_on, has_dwelling, is_homeless
):
    fact = stay(StayKind.INSTITUTION, expected_end_on=leaves_on, has_dwelling_after=has_dwelling)

    assert (homelessness(fact, on=DAY) is EthosLight.INSTITUTION) is is_homeless


@pytest.mark.parametrize(
    ("leaves_on", "first"),
    [
        (date(2026, 3, 1), date(2026, 1, 1)),
        (date(2026, 2, 28), date(2025, 12, 28)),
        (date(2026, 4, 28), date(2026, 2, 28)),
        (date(2026, 4, 29), date(2026, 3, 1)),  # two months after 28 February is 28 April
        (date(2028, 4, 29), date(2028, 2, 29)),  # a leap year
        (date(2026, 8, 31), date(2026, 7, 1)),  # two months after 30 June is 30 August
    ],
)
def test_two_months_are_counted_by_the_calendar(leaves_on, first):
    fact = stay(StayKind.INSTITUTION, date(2025, 1, 1), expected_end_on=leaves_on)

    assert homelessness(fact, on=first)
    assert homelessness(fact, on=first - timedelta(days=1)) is None


def test_the_day_of_moving_out_is_the_first_without():
    fact = stay(StayKind.ROUGH, end=DAY)

    assert homelessness(fact, on=DAY - timedelta(days=1))
    assert homelessness(fact, on=DAY) is None
    assert homelessness(None, on=DAY) is None


def test_days_are_counted_through_stays_that_follow_each_other():
    stays = [
        stay(StayKind.PRIVATE_LEASE, date(2025, 1, 1), date(2026, 5, 1)),
        stay(StayKind.FAMILY_OR_FRIENDS, date(2026, 5, 1), date(2026, 5, 11)),
        stay(StayKind.ROUGH, date(2026, 5, 11)),
    ]

    assert homeless_days(stays, on=DAY) == 31
    assert homeless_days(stays, on=date(2026, 5, 1)) == 0
    assert homeless_days(stays, on=date(2026, 4, 30)) == 0


def test_a_day_nobody_knows_about_breaks_the_count():
    stays = [
        stay(StayKind.ROUGH, date(2026, 1, 1), date(2026, 5, 1)),
        stay(StayKind.ROUGH, date(2026, 5, 2)),
    ]

    assert homeless_days(stays, on=DAY) == 30


def test_an_institution_counts_from_two_months_before_the_exit():
    stays = [
        stay(StayKind.INSTITUTION, date(2026, 1, 1), expected_end_on=date(2026, 7, 1)),
    ]

    assert homeless_days(stays, on=DAY) == 31


def test_returns_are_counted_after_a_time_with_a_home():
    stays = [
        stay(StayKind.ROUGH, date(2024, 1, 1), date(2024, 3, 1)),
        stay(StayKind.MUNICIPAL_TENANCY, date(2024, 3, 1), date(2025, 1, 1)),
        stay(StayKind.ROUGH, date(2025, 1, 1), date(2025, 2, 1)),
        stay(StayKind.OWN_HOME, date(2025, 2, 1), date(2026, 2, 1)),
        stay(StayKind.FAMILY_OR_FRIENDS, date(2026, 2, 1)),
    ]

    assert [returns_to_homelessness(stays, on=day) for day in (
        date(2023, 1, 1), date(2024, 1, 1), date(2024, 6, 1), date(2025, 1, 1), DAY
    )] == [0, 0, 0, 1, 2]  # fmt: skip


@st.composite
def histories(draw):
    """Stays one after another, some with a day unknown between them, the last perhaps open."""
    day = date(2026, 1, 1)
    stays = []
    for _ in range(draw(st.integers(0, 6))):
        day += timedelta(days=draw(st.sampled_from([0, 0, 0, 1, 9])))
        end = day + timedelta(days=draw(st.integers(0, 90)))
        stays.append(
            StayFact(
                draw(st.sampled_from(StayKind)),
                Period(day, end),
                draw(
                    st.none() | st.integers(-40, 200).map(lambda n, d=day: d + timedelta(days=n))
                ),
                draw(st.booleans()),
            )
        )
        day = end
    if stays and draw(st.booleans()):
        last = stays[-1]
        stays[-1] = StayFact(last.kind, Period(last.period.start), last.expected_end_on)
    return stays


def is_homeless(stays, day):
    """The definition asked day by day."""
    return any(homelessness(fact, on=day) for fact in stays)


@settings(deadline=None)  # it asks the slow way on purpose
@given(stays=histories(), days=st.integers(-10, 700))
def test_the_count_is_the_same_as_asking_the_definition_every_day(stays, days):
    on = date(2026, 1, 1) + timedelta(days=days)
    by_day = 0
    while by_day < 800 and is_homeless(stays, on - timedelta(days=by_day)):
        by_day += 1

    assert homeless_days(stays, on=on) == max(by_day - 1, 0)


@settings(deadline=None)
@given(stays=histories())
def test_spells_stand_apart_and_hold_exactly_the_homeless_days(stays):
    spells = homeless_spells(stays)

    assert all(one.end < other.start for one, other in pairwise(spells))
    for n in range(600):
        day = date(2026, 1, 1) + timedelta(days=n)
        assert any(spell.holds(day) for spell in spells) == is_homeless(stays, day)


@given(stays=histories(), days=st.integers(0, 700), seed=st.randoms())
def test_the_order_the_stays_were_written_in_does_not_matter(stays, days, seed):
    on = date(2026, 1, 1) + timedelta(days=days)
    shuffled = list(stays)
    seed.shuffle(shuffled)

    assert homeless_days(shuffled, on=on) == homeless_days(stays, on=on)
    assert returns_to_homelessness(shuffled, on=on) == returns_to_homelessness(stays, on=on)


@given(days=st.integers(0, 3_000), leaves=st.integers(0, 3_000), has_dwelling=st.booleans())
def test_a_dwelling_that_waits_never_makes_somebody_homeless(days, leaves, has_dwelling):
    start = date(2026, 1, 1)
    fact = StayFact(
        StayKind.INSTITUTION, Period(start), start + timedelta(days=leaves), has_dwelling
    )

    found = homelessness(fact, on=start + timedelta(days=days))
    assert found in ({None} if has_dwelling else {None, EthosLight.INSTITUTION})


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (stay(StayKind.ROUGH, DAY + timedelta(days=1)), "later_start"),
        (stay(StayKind.INSTITUTION, DAY, expected_end_on=DAY), "end_before_start"),
    ],
)
def test_what_cannot_be_written_says_why(fact, code):
    with pytest.raises(NotSo, match=code):
        checked(fact, on=DAY)
