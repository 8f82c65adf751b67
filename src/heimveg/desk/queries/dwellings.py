"""The dwelling list: homes of the register with what the rooms above know about each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.allocation.queries.vacancies import homes_that_are, with_state
from heimveg.base.parts import Tone
from heimveg.dwellings.forms import STATES
from heimveg.dwellings.models import KINDS, STANDARDS, Dwelling, DwellingQuerySet, OutOfUse
from heimveg.dwellings.queries import Wanted, dwellings_wanted, kind_told
from heimveg.dwellings.rules import Cause, HomeState, home_state
from heimveg.values import Money

TONES: dict[HomeState, Tone] = {
    HomeState.FREE: "success",
    HomeState.HELD: "info",
    HomeState.OUT_OF_USE: "warning",
    HomeState.LET: "neutral",
    HomeState.GONE: "neutral",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag beside a home."""

    text: str | Promise
    tone: Tone


@dataclass(frozen=True, slots=True)
class HomeRow:
    """One home as the list shows it, in words. Nothing about who lives there."""

    home: Dwelling
    url: str
    address: str  # with the unit number
    where: str  # area and housing environment
    marks: tuple[Mark, ...]
    kind: str
    standard: str
    size: str  # rooms and square metres, what is known of it
    rent: str  # kroner a month, empty when not known


def homes_wanted(wanted: Wanted, state: HomeState | None, *, on: date) -> DwellingQuerySet:
    return homes_that_are(state, dwellings_wanted(wanted, on=on), on=on)


def rows_of(homes: Iterable[Dwelling], *, on: date, knows_kinds: bool) -> list[HomeRow]:
    """The same homes in the same order, with all that is shown of them. One query, if any.
    `knows_kinds`: whether the reader meets whom a home is for, or how it is built."""
    ids = [home.pk for home in homes]
    if not ids:
        return []
    shown = with_state(Dwelling.objects.filter(pk__in=ids), on=on).with_rent()
    by_id = {home.pk: home for home in shown.select_related("cluster")}
    in_words = _Words(knows_kinds=knows_kinds)
    return [in_words.row(by_id[pk], on=on) for pk in ids]


class _Words:
    """Codes in words and addresses of pages, looked up once for all the rows of a page."""

    def __init__(self, *, knows_kinds: bool) -> None:
        self.kinds = {str(kind): kind_told(kind, knows_kinds=knows_kinds) for kind in KINDS}
        self.standards = {str(standard): str(word) for standard, word in STANDARDS.items()}
        self.before, self.after = reverse("desk:dwelling", args=[0]).rsplit("0", 1)

    def row(self, home: Dwelling, *, on: date) -> HomeRow:
        rent = getattr(home, "rent_ore_month", None)
        return HomeRow(
            home,
            url=f"{self.before}{home.pk}{self.after}",
            address=f"{home.address} {home.unit_number}".strip(),
            where=", ".join(filter(None, (home.area, home.cluster.name if home.cluster else ""))),
            marks=marks_of(home, on=on),
            kind=self.kinds[home.kind],
            standard=self.standards[home.standard],
            size=_size(home),
            rent="" if rent is None else str(Money(rent)),
        )


def _size(home: Dwelling) -> str:
    rooms, area = home.rooms, home.usable_area_m2
    told = ngettext("%(rooms)s room", "%(rooms)s rooms", rooms or 0) % {"rooms": rooms}
    return ", ".join([*([told] if rooms else []), *([f"{area} m²"] if area else [])])


def marks_of(home: Dwelling, *, on: date) -> tuple[Mark, ...]:
    """What stands first about the home, then what holds besides."""
    cause: str | None = getattr(home, "out_cause", None)
    is_held = bool(getattr(home, "is_held", False))
    state = home_state(
        in_register=home.period.holds(on),
        is_let=bool(getattr(home, "is_let", False)),
        is_out=cause is not None,
        is_held=is_held,
    )
    out = [Mark(_out(cause), TONES[HomeState.OUT_OF_USE])] if cause is not None else []
    held = [Mark(STATES[HomeState.HELD], TONES[HomeState.HELD])] if is_held else []
    match state:
        case HomeState.LET | HomeState.GONE:
            return (Mark(STATES[state], TONES[state]), *out, *held)
        case HomeState.FREE:
            return (Mark(STATES[state], TONES[state]),)
    return (*out, *held)


def _out(cause: str) -> str:
    return _("out of use: %(cause)s") % {"cause": OutOfUse.CAUSES[Cause(cause)]}
