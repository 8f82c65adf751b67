"""From a decoded JSON document to a history, or to every reason why it is none."""

from dataclasses import dataclass
from datetime import date

from heimveg.engines.faults import as_date, as_written, join
from heimveg.engines.flow.fitting.history import Coming, History, Stay, Stretch
from heimveg.engines.flow.format.refusal import Faults
from heimveg.engines.flow.format.sense import MOST_STATIONS

HISTORY_FORMAT = "heimveg-history/1"
MOST_ROWS = 200_000  # of each list
FARTHEST = 10_000_000.0  # a day as a number; dates reach a third of it
LONGEST_STRETCH = 36_525.0  # a hundred years

REQUIRED = ("format", "from_day", "until_day", "stays", "comings")
OF_STAY = (("station", "start_day", "end_day", "to"), ())
OF_COMING = (("station", "day"), ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days as numbers, or as dates all through the file."""

    dates: bool

    def read(self, faults: Faults, path: str, value: object) -> float:
        if not self.dates:
            if isinstance(value, str):
                what = f"is {as_written(value)}, and from_day is a number"
                faults.add(path, what, "Write numbers all through the file, or dates")
                return 0.0
            return faults.number(path, value, -FARTHEST, FARTHEST)
        day = as_date(value)
        if day is None:
            what = f"is {as_written(value)}, not a date as from_day is"
            faults.add(path, what, 'Write a date as "2025-03-01"')
            return 0.0
        return float(day.toordinal())

    def written(self, day: float) -> str | float:
        """The day as the file has it."""
        if self.dates:
            return date.fromordinal(int(day)).isoformat()
        return int(day) if day.is_integer() else day


@dataclass(frozen=True, slots=True)
class HistoryFile:
    history: History
    queues: frozenset[str] | None  # None: the file does not say
    calendar: Calendar


def parse_history(data: object) -> HistoryFile:
    """Read a history in the format heimveg-history/1.

    Raises ScenarioRefused with every fault found.
    """
    faults = Faults()
    fields = faults.fields("", data, REQUIRED, ("queues", "title"))
    if fields is None:
        faults.raise_if_any()
        raise AssertionError("a missing field is a fault")
    if fields["format"] != HISTORY_FORMAT:
        faults.add("format", f"is {as_written(fields['format'])}", f'Write "{HISTORY_FORMAT}"')
    faults.title(fields)
    calendar = Calendar(dates=isinstance(fields["from_day"], str))
    stretch = read_stretch(faults, fields["from_day"], fields["until_day"], calendar)
    history = History(
        stretch.first,
        stretch.until,
        read_stays(faults, fields["stays"], calendar, stretch),
        read_comings(faults, fields["comings"], calendar, stretch),
    )
    check_stations(faults, history)
    queues = read_queues(faults, fields["queues"], history) if "queues" in fields else None
    faults.raise_if_any()
    return HistoryFile(history, queues, calendar)


def read_stretch(faults: Faults, first: object, until: object, calendar: Calendar) -> Stretch:
    """The stretch; where it has a fault, one that holds every day, so that no row is blamed."""
    before = len(faults.found)
    days = (calendar.read(faults, "from_day", first), calendar.read(faults, "until_day", until))
    stretch = Stretch(*days, show=calendar.written)
    if (
        len(faults.found) == before
        and stretch.is_one(faults)
        and days[1] - days[0] > LONGEST_STRETCH
    ):
        what = f"is {days[1] - days[0]:g} days after from_day"
        faults.add("until_day", what, f"Write at most {LONGEST_STRETCH:g} days")
    if len(faults.found) == before:
        return stretch
    return Stretch(-FARTHEST, 2 * FARTHEST, show=calendar.written)


def read_stays(
    faults: Faults, data: object, calendar: Calendar, stretch: Stretch
) -> tuple[Stay, ...]:
    """A row whose own fields are in order is also held against the stretch."""
    stays = []
    if not too_many(faults, "stays", data):
        for path, item in faults.items("stays", data, at_least=1):
            before = len(faults.found)
            stay = read_stay(faults, path, item, calendar)
            if len(faults.found) == before:
                stretch.check_stay(faults, path, stay)
            stays.append(stay)
    return tuple(stays)


def read_stay(faults: Faults, path: str, data: object, calendar: Calendar) -> Stay:
    fields = faults.fields(path, data, *OF_STAY)
    if fields is None:
        return Stay("", 0.0)
    end, to = fields["end_day"], fields["to"]
    return Stay(
        station=faults.text(join(path, "station"), fields["station"]),
        start_day=calendar.read(faults, join(path, "start_day"), fields["start_day"]),
        end_day=None if end is None else calendar.read(faults, join(path, "end_day"), end),
        to=None if to is None else faults.text(join(path, "to"), to),
    )


def read_comings(
    faults: Faults, data: object, calendar: Calendar, stretch: Stretch
) -> tuple[Coming, ...]:
    comings = []
    if not too_many(faults, "comings", data):
        for path, item in faults.items("comings", data):
            before = len(faults.found)
            fields = faults.fields(path, item, *OF_COMING)
            if fields is None:
                continue
            station = faults.text(join(path, "station"), fields["station"])
            day = calendar.read(faults, join(path, "day"), fields["day"])
            if len(faults.found) == before:
                stretch.check_day(faults, join(path, "day"), day)
            comings.append(Coming(station, day))
    return tuple(comings)


def read_queues(faults: Faults, data: object, history: History) -> frozenset[str]:
    queues: set[str] = set()
    named = set(history.stations())
    all_read = not faults.found  # a row that was refused may have named it
    for path, item in faults.items("queues", data):
        name = faults.text(path, item)
        if name in queues:
            faults.add(path, f"{as_written(name)} stands twice", "Name it once")
        elif all_read and name and name not in named:
            faults.add(path, f"{as_written(name)} is in no row", "Use a station of the history")
        queues.add(name)
    return frozenset(queues)


def too_many(faults: Faults, path: str, data: object) -> bool:
    """Refused before a row is read; what is no list is refused where it is read."""
    if not isinstance(data, list) or len(data) <= MOST_ROWS:
        return False
    faults.add(
        path, f"has {len(data)} rows; at most {MOST_ROWS} are read", "Take a shorter stretch"
    )
    return True


def check_stations(faults: Faults, history: History) -> None:
    """They fit into one scenario."""
    named = len(history.stations())
    if named > MOST_STATIONS:
        what = f"names {named} stations; a scenario has at most {MOST_STATIONS}"
        faults.add("stays", what, "Put houses of one kind together")
