"""Bands on a time axis: turns lanes of periods and a window into what `ui/_bands.html` draws. Pure.

Across, everything is per cent of the window, so that the drawing fits a phone and a wide screen
alike while its text keeps its size; down, it is pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

TOP = 20  # pixels kept for the word "today"
LABEL = 22  # pixels of a lane's name
ROW = 28  # pixels of one band
BETWEEN_ROWS = 4
BETWEEN_LANES = 14
AXIS = 22  # pixels of the dates below
THINNEST = 0.6  # per cent: a single day in ten years can still be seen
MOST_TICKS = 6  # as many as have room for their text on a phone
MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120)
LAST_TICK_WITH_TEXT = 86  # per cent: further right the text would be cut


@dataclass(frozen=True, slots=True)
class Band:
    """One period. Half-open: `end` is the first day without, None means still going on."""

    label: str
    start: date
    end: date | None = None
    tone: str = "accent"  # a colour of the theme: accent, lamp, brick, neutral, success, …
    href: str = ""
    detail: str = ""  # shown in the table only


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    bands: Sequence[Band]


@dataclass(frozen=True, slots=True)
class DrawnBand:
    """`x` and `width` are per cent as text, for a template must not write 12,5. `last` is the
    last day of the period, for people count days that way."""

    label: str
    start: date
    last: date | None
    tone: str
    href: str
    detail: str
    x: str
    width: str
    y: int
    height: int
    is_open: bool  # goes on past the window
    began_before: bool


@dataclass(frozen=True, slots=True)
class DrawnLane:
    label: str
    label_y: int
    y: int
    height: int
    bands: tuple[DrawnBand, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    day: date
    x: str
    is_year: bool  # the year alone is enough
    has_text: bool


@dataclass(frozen=True, slots=True)
class Picture:
    lanes: tuple[DrawnLane, ...]
    ticks: tuple[Tick, ...]
    today_x: str  # empty: today is outside the window
    today_anchor: str  # start, middle or end, so that the word stays inside
    height: int
    axis_y: int
    tick_y: int


@dataclass(frozen=True, slots=True)
class _Window:
    start: date
    end: date

    def share(self, day: date) -> float:
        """Where a day lies, in per cent, cut at the edges."""
        whole = (self.end - self.start).days
        return min(max((day - self.start).days / whole * 100, 0.0), 100.0)

    def touches(self, band: Band) -> bool:
        return band.start < self.end and (band.end is None or band.end > self.start)


def draw(lanes: Iterable[Lane], *, start: date, end: date, today: date | None = None) -> Picture:
    """The picture of the window from `start` up to, not including, `end`.

    Periods wholly outside the window are left out. Periods of one lane that overlap are put in
    rows below each other. Raises ValueError when the window holds no day.
    """
    if end <= start:
        raise ValueError(f"the window from {start} to {end} holds no day")
    window = _Window(start, end)
    drawn: list[DrawnLane] = []
    y = TOP
    for lane in lanes:
        drawn.append(_drawn_lane(lane, window, y))
        y = drawn[-1].y + drawn[-1].height + BETWEEN_LANES
    today_share = window.share(today) if today and start <= today < end else None
    return Picture(
        lanes=tuple(drawn),
        ticks=_ticks(window),
        today_x="" if today_share is None else _text(today_share),
        today_anchor=_anchor(today_share or 0),
        height=y + AXIS,
        axis_y=y,
        tick_y=y + 16,
    )


def _drawn_lane(lane: Lane, window: _Window, y: int) -> DrawnLane:
    seen = sorted((b for b in lane.bands if window.touches(b)), key=lambda b: (b.start, b.label))
    rows = _rows(seen)
    top = y + LABEL
    count = max(rows, default=0) + 1
    bands = (
        _drawn_band(band, window, top + row * (ROW + BETWEEN_ROWS))
        for band, row in zip(seen, rows, strict=True)
    )
    return DrawnLane(
        label=lane.label,
        label_y=y + LABEL - 7,
        y=top,
        height=count * ROW + (count - 1) * BETWEEN_ROWS,
        bands=tuple(bands),
    )


def _rows(bands: Sequence[Band]) -> list[int]:
    """The first row whose last period has ended, for each band in order of start."""
    free_from: list[date] = []
    rows = []
    for band in bands:
        row = next((i for i, free in enumerate(free_from) if free <= band.start), len(free_from))
        until = band.end or date.max
        free_from[row : row + 1] = [until]
        rows.append(row)
    return rows


def _drawn_band(band: Band, window: _Window, y: int) -> DrawnBand:
    left = window.share(band.start)
    right = 100.0 if band.end is None else window.share(band.end)
    width = max(right - left, THINNEST)
    return DrawnBand(
        label=band.label,
        start=band.start,
        last=band.end - timedelta(days=1) if band.end else None,
        tone=band.tone,
        href=band.href,
        detail=band.detail,
        x=_text(min(left, 100 - width)),
        width=_text(width),
        y=y,
        height=ROW,
        is_open=band.end is None or band.end > window.end,
        began_before=band.start < window.start,
    )


def _ticks(window: _Window) -> tuple[Tick, ...]:
    """First days of months or years, as close as leaves room for their text."""
    for months in MONTHS_BETWEEN_TICKS:
        days = list(_firsts(window, months))
        if len(days) <= MOST_TICKS:
            break
    return tuple(
        Tick(
            day=day,
            x=_text(window.share(day)),
            is_year=months >= 12,
            has_text=window.share(day) <= LAST_TICK_WITH_TEXT,
        )
        for day in days
    )


def _firsts(window: _Window, months: int) -> Iterable[date]:
    """First days inside the window of every `months` months, counted from a round January."""
    index = window.start.year * 12 + window.start.month - 1
    index -= index % months
    while (day := date(index // 12, index % 12 + 1, 1)) < window.end:
        if day >= window.start:
            yield day
        index += months


def _anchor(share: float) -> str:
    return "start" if share < 8 else "end" if share > 92 else "middle"


def _text(share: float) -> str:
    return f"{share:.3f}".rstrip("0").rstrip(".")
