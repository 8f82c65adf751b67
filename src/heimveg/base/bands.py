"""Bands on a time axis: lanes of periods and a window become what `ui/_bands.html` draws. Pure.

Across, everything is per cent of the window, so that the drawing fits a phone and a wide screen
alike while its text keeps its size; down, it is pixels.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

TOP = 20  # pixels kept for the word "today"
LABEL = 22  # pixels of a lane's name
ROW = 28  # pixels of one band
BETWEEN_ROWS = 4
BETWEEN_LANES = 14
AXIS = 22  # pixels of the dates below
THINNEST = 1.2  # per cent: a single day in ten years can still be seen on a phone
MOST_TICKS = 6  # as many as have room for their text on a phone
MONTHS_BETWEEN_TICKS = (1, 2, 3, 6, 12, 24, 60, 120)
TOO_THIN_FOR_TEXT = 6  # per cent: the label stands beside the band instead
ROOM_FOR_TEXT = 22  # per cent that such a label needs, on a phone too
LAST_TICK_WITH_TEXT = 90  # per cent: further right the text would be cut


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
    label_x: str  # empty: the label stands inside the band
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
    """A first of a month. The text of a January is its year; the first says month and year."""

    day: date
    x: str
    text: Literal["year", "month", "both", ""]  # empty: no room


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
    count = max(rows, default=0) + 1
    top = y + LABEL
    bands = tuple(
        _drawn_band(band, window, top + row * (ROW + BETWEEN_ROWS), _next_start(i, seen, rows))
        for i, (band, row) in enumerate(zip(seen, rows, strict=True))
    )
    return DrawnLane(
        label=lane.label,
        label_y=y + LABEL - 7,
        y=top,
        height=count * ROW + (count - 1) * BETWEEN_ROWS,
        bands=bands,
    )


def _next_start(index: int, bands: Sequence[Band], rows: Sequence[int]) -> date:
    """When the next band of the same row begins."""
    later = range(index + 1, len(bands))
    return next((bands[i].start for i in later if rows[i] == rows[index]), date.max)


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


def _drawn_band(band: Band, window: _Window, y: int, next_start: date) -> DrawnBand:
    left = window.share(band.start)
    right = 100.0 if band.end is None else window.share(band.end)
    width = max(right - left, THINNEST)
    beside = width < TOO_THIN_FOR_TEXT and window.share(next_start) - right >= ROOM_FOR_TEXT
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
        label_x=_text(left + width) if beside else "",
        is_open=band.end is None or band.end > window.end,
        began_before=band.start < window.start,
    )


def _ticks(window: _Window) -> tuple[Tick, ...]:
    """First days of months, as close as leaves room for their text."""
    choices = (list(_firsts(window, months)) for months in MONTHS_BETWEEN_TICKS)
    days = next((days for days in choices if len(days) <= MOST_TICKS), [])
    return tuple(
        Tick(day=day, x=_text(window.share(day)), text=_tick_text(day, window, is_first=i == 0))
        for i, day in enumerate(days)
    )


def _tick_text(
    day: date, window: _Window, *, is_first: bool
) -> Literal["year", "month", "both", ""]:
    if window.share(day) > LAST_TICK_WITH_TEXT:
        return ""
    if day.month == 1:
        return "year"
    return "both" if is_first else "month"


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
