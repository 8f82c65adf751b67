from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heimveg.base.bands import MOST_TICKS, ROW, Band, Lane, draw

START, END = date(2025, 1, 1), date(2026, 1, 1)


def one(*bands, today=None):
    """The bands of a picture with one lane over the year 2025."""
    return draw([Lane("Stays", bands)], start=START, end=END, today=today).lanes[0].bands


def test_a_band_lies_where_its_days_lie():
    (band,) = one(Band("Home", date(2025, 1, 1), date(2025, 7, 2)))

    assert band.x == "0"
    assert float(band.width) == pytest.approx(182 / 365 * 100, abs=0.001)


def test_coordinates_are_written_with_a_point_in_every_language():
    (band,) = one(Band("Home", date(2025, 3, 3), date(2025, 6, 6)))

    assert "," not in band.x + band.width
    assert "." in band.x


def test_the_last_day_is_the_day_before_the_first_day_without():
    (band,) = one(Band("Home", date(2025, 3, 1), date(2025, 4, 1)))

    assert band.last == date(2025, 3, 31)


def test_a_band_still_going_on_reaches_the_edge_and_says_so():
    (band,) = one(Band("Home", date(2025, 9, 1)))

    assert float(band.x) + float(band.width) == pytest.approx(100)
    assert band.is_open
    assert band.last is None


def test_a_band_from_before_the_window_is_cut_at_its_start():
    (band,) = one(Band("Home", date(2020, 1, 1), date(2025, 2, 1)))

    assert band.x == "0"
    assert band.began_before
    assert not band.is_open


def test_what_only_touches_the_window_from_outside_is_left_out():
    assert one(Band("Before", date(2024, 1, 1), START), Band("After", END)) == ()


def test_periods_that_overlap_lie_in_rows_below_each_other():
    first, second, third = one(
        Band("A", date(2025, 1, 1), date(2025, 6, 1)),
        Band("B", date(2025, 3, 1), date(2025, 9, 1)),
        Band("C", date(2025, 6, 1), date(2025, 12, 1)),
    )

    assert second.y >= first.y + ROW
    assert third.y == first.y, "C begins the day A has ended, so it has room beside it"


def test_a_single_day_can_still_be_seen_inside_the_window():
    (band,) = one(Band("Decided", date(2025, 12, 31), END))

    assert float(band.width) > 1
    assert float(band.x) + float(band.width) <= 100


def test_the_label_of_a_thin_band_stands_beside_it_where_there_is_room():
    thin, _long = one(
        Band("Decided", date(2025, 2, 1), date(2025, 2, 2)),
        Band("Housed", date(2025, 8, 1), date(2025, 12, 1)),
    )
    (alone_at_the_end,) = one(Band("Decided", date(2025, 12, 20), date(2025, 12, 21)))

    assert thin.label_x
    assert not alone_at_the_end.label_x


def test_today_is_drawn_only_inside_the_window():
    inside = draw([], start=START, end=END, today=date(2025, 7, 2))
    outside = draw([], start=START, end=END, today=END)

    assert float(inside.today_x) == pytest.approx(182 / 365 * 100, abs=0.001)
    assert outside.today_x == ""


def test_a_january_says_its_year_and_the_first_tick_says_both():
    picture = draw([], start=date(2024, 9, 1), end=date(2027, 3, 1))

    assert [(tick.day.isoformat(), tick.text) for tick in picture.ticks] == [
        ("2025-01-01", "year"),
        ("2025-07-01", "month"),
        ("2026-01-01", "year"),
        ("2026-07-01", "month"),
        ("2027-01-01", ""),
    ]


def test_a_window_without_days_is_refused():
    with pytest.raises(ValueError, match="holds no day"):
        draw([], start=END, end=END)


days = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(start=days, length=st.integers(1, 9000), periods=st.lists(st.tuples(days, days)))
def test_everything_drawn_is_inside_and_nothing_covers_anything(start, length, periods):
    end = date.fromordinal(start.toordinal() + length)
    bands = [Band(str(i), min(pair), max(pair)) for i, pair in enumerate(periods)]

    picture = draw([Lane("Lane", bands)], start=start, end=end)

    assert len(picture.ticks) <= MOST_TICKS
    drawn = picture.lanes[0].bands
    for band in drawn:
        assert 0 <= float(band.x) <= 100
        assert 0 < float(band.width) <= 100
        assert picture.lanes[0].y <= band.y
        assert band.y + band.height <= picture.lanes[0].y + picture.lanes[0].height
    for a in drawn:
        for b in drawn:
            if a is not b and a.y == b.y:
                assert (a.last or date.max) < b.start or (b.last or date.max) < a.start
