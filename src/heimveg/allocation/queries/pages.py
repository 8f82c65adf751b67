"""What the pages of a round show: chains, rows, unmet needs, what more homes would be worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.access.gate import Actor
from heimveg.allocation import proposals, wording
from heimveg.allocation.models import Round
from heimveg.allocation.proposals import Line, Reading, hidden_from
from heimveg.allocation.queries.cast import Cast, cast_for, names_seen
from heimveg.base import parts
from heimveg.base.sorting import norwegian_key
from heimveg.dwellings.models import Dwelling

CHAINS_A_PAGE, ROWS_A_PAGE = 12, 50
T = TypeVar("T")


@lru_cache(maxsize=4)  # a whole city is some tens of megabytes
def _kept(pk: int, version: int, solved_at: str) -> Reading:  # noqa: ARG001  # the key
    row = Round.objects.only("snapshot", "proposal").get(pk=pk)
    return Reading(row.snapshot, row.proposal)


def reading_of(round_: Round) -> Reading:
    """The round's proposal, read once for each version: numbers only, nobody's name or access."""
    if round_.solved_at is None:
        return proposals.NOTHING
    return _kept(round_.pk, round_.version, round_.solved_at.isoformat())


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page of something already in memory; as `base.paging.Page`."""

    rows: Sequence[T]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def slice_of(rows: Sequence[T], number: int, size: int) -> Slice[T]:
    first = (number - 1) * size
    return Slice(rows[first : first + size], number, has_next=len(rows) > first + size)


def summary(reading: Reading) -> dict[str, Any]:
    """The figures above the proposal."""
    without = [s for s in reading.seekers.values() if s["home"] is None]
    return {
        "needs": len(reading.seekers),
        "waiting": len(without),
        "free": sum(home["occupant"] is None for home in reading.homes.values()),
        "housed": reading.housed,
        "moves": len(reading.moves),
        "movers": len(reading.moves) - reading.housed,
        "chains": len(reading.chains),
        "unmet": len(reading.unmet),
        "longest": max((len(chain.lines) for chain in reading.chains), default=0),
        "is_optimal": reading.is_optimal,
        "gap": round(reading.gap * 100, 2),
    }


def chains_page(actor: Actor, round_: Round, *, number: int) -> Slice[parts.Chain]:
    """Chains with names and reasons; the longest first, for they move most people."""
    reading = reading_of(round_)
    ordered = sorted(reading.chains, key=lambda chain: (-len(chain.lines), chain.number))
    page = slice_of(ordered, number, CHAINS_A_PAGE)
    lines = [line for chain in page.rows for line in chain.lines]
    cast = cast_for(actor, reading, lines, on=round_.day)
    drawn = [chain_of(round_, reading, chain, cast) for chain in page.rows]
    return Slice(drawn, page.number, page.has_next)


def chain_of(round_: Round, reading: Reading, chain: proposals.Chain, cast: Cast) -> parts.Chain:
    start = chain.vacancy if chain.vacancy is not None else chain.lines[0].home
    count = len(chain.lines)
    text = ngettext(
        "%(n)d person moves when %(home)s is let",
        "%(n)d people move when %(home)s is let",
        count,
    )
    return parts.Chain(
        id=f"chain-{chain.number + 1}",
        title=text % {"n": count, "home": cast.home(start)},
        start=cast.home_card(start),
        end=_end(chain.lines[-1], cast),
        moves=tuple(_move(round_, reading, line, cast) for line in chain.lines),
    )


def _end(last: Line, cast: Cast) -> str:
    """What is left when all have moved."""
    if last.leaves is not None:
        return capfirst(
            _("%(home)s is left free; nobody in this round takes it.")
            % {"home": cast.home(last.leaves)}
        )
    if cast.is_temporary(last.need):
        return _("A stay that was never meant to last is over.")
    return _("No municipal home is left empty.")


def _move(round_: Round, reading: Reading, line: Line, cast: Cast) -> parts.ChainMove:
    into = cast.home_card(line.home)
    if not cast.sees(line.need):
        return parts.ChainMove(
            person=_("A move you may not see"), url="", into=into, instead=_("Not shown")
        )
    seeker = reading.seekers[line.need]
    return parts.ChainMove(
        person=cast.person(line.need),
        url=reverse("allocation:line", args=[round_.pk, line.need]),
        into=into,
        leaves=cast.home_card(line.leaves) if line.leaves else None,
        instead="" if line.leaves else cast.comes_from(line.need),
        why=wording.why(line, cast),
        waited=seeker["waiting_days"],
        **_tag(line, seeker),
    )


def _tag(line: Line, seeker: proposals.Facts) -> dict[str, Any]:
    if line.reason("pinned"):
        return {"tag": _("fixed by the committee"), "tone": "lamp"}
    if seeker["urgency"] >= 4:
        return {
            "tag": _("urgency %(urgency)d of 5") % {"urgency": seeker["urgency"]},
            "tone": "warning",
        }
    return {}


@dataclass(frozen=True)
class Row:
    """One proposed move in the table."""

    person: str
    url: str
    home: parts.ChainHome
    leaves: str
    waited: int
    urgency: int
    chain: int
    step: int


SORTS = ("chain", "person", "home", "waited", "urgency")
SORTED_BY_NAME = 600  # moves; to sort more by name would be to look up a whole city


def sorts_of(reading: Reading) -> tuple[str, ...]:
    """What the table can be sorted by."""
    by_name = {"person", "home"} if len(reading.moves) > SORTED_BY_NAME else set()
    return tuple(sort for sort in SORTS if sort not in by_name)


def rows_page(actor: Actor, round_: Round, *, number: int, sort: str) -> Slice[Row]:
    """The moves as rows. Only the persons of the page are read."""
    reading = reading_of(round_)
    lines = _sorted_lines(actor, reading, sort)
    page = slice_of(lines, number, ROWS_A_PAGE)
    cast = cast_for(actor, reading, page.rows, on=round_.day)
    rows = [row_of(round_, reading, line, cast) for line in page.rows]
    return Slice(rows, page.number, page.has_next)


def _sorted_lines(actor: Actor, reading: Reading, sort: str) -> list[Line]:
    """What the reader may not see sorts last, so that its place in the order tells nothing."""
    lines = list(reading.moves)
    if sort == "waited":
        lines.sort(key=lambda line: -reading.seekers[line.need]["waiting_days"])
    if sort == "urgency":
        lines.sort(key=lambda line: -reading.seekers[line.need]["urgency"])
    if sort in {"person", "home"}:
        names = names_seen(actor, (line.need for line in lines))
        if sort == "home":
            hidden = hidden_from(lines, set(names)).homes
            homes = {line.need: line.home for line in lines if line.home not in hidden}
            addresses = Dwelling.objects.filter(pk__in=homes.values())
            keys = dict(addresses.values_list("pk", "address"))
            names = {need: keys.get(home, "") for need, home in homes.items()}
        lines.sort(
            key=lambda line: (line.need not in names, norwegian_key(names.get(line.need, "")))
        )
    return lines


def row_of(round_: Round, reading: Reading, line: Line, cast: Cast) -> Row:
    seen = cast.sees(line.need)
    seeker = reading.seekers[line.need]
    left = cast.home(line.leaves) if line.leaves else cast.comes_from(line.need)
    return Row(
        person=cast.person(line.need) if seen else _("A move you may not see"),
        url=reverse("allocation:line", args=[round_.pk, line.need]) if seen else "",
        home=cast.home_card(line.home),
        leaves=left if seen else "",
        waited=seeker["waiting_days"] if seen else 0,
        urgency=seeker["urgency"] if seen else 0,
        chain=(line.chain or 0) + 1,
        step=line.step or 1,
    )


def sentence(figures: dict[str, Any]) -> str:
    """What the proposal does, in one sentence."""
    if not figures["needs"]:
        return _("Nobody waits in this round.")
    first = ngettext(
        "%(housed)d person without a municipal home gets one",
        "%(housed)d people without a municipal home get one",
        figures["housed"],
    )
    second = ngettext("by %(moves)d move", "by %(moves)d moves", figures["moves"])
    third = ngettext("in %(chains)d chain.", "in %(chains)d chains.", figures["chains"])
    return f"{first} {second} {third}" % figures
