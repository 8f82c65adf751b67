"""Who is without a home in a round and why, and what one more home of each kind would give."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from heimveg.access.gate import Actor
from heimveg.allocation import proposals, wording
from heimveg.allocation.models import Round
from heimveg.allocation.proposals import Reading, Unmet, Worth
from heimveg.allocation.queries.cast import Cast, cast_for
from heimveg.allocation.queries.pages import Slice, reading_of, slice_of
from heimveg.base.parts import Reason

UNMET_A_PAGE = 20


@dataclass(frozen=True)
class UnmetCard:
    """Somebody without a home in this round: why, and what would open one."""

    person: str
    url: str
    urgency: int
    waited: int
    comes_from: str
    why: list[Reason]
    openings: list[str]


def unmet_page(actor: Actor, round_: Round, *, number: int) -> Slice[UnmetCard]:
    """Most urgent first. Who the reader may not see is left out."""
    reading = reading_of(round_)
    ordered = sorted(
        reading.unmet.values(),
        key=lambda u: (-_of(reading, u)["urgency"], -_of(reading, u)["waiting_days"], u.need),
    )
    page = slice_of(ordered, number, UNMET_A_PAGE)
    homes = [unmet.short_of[0] for unmet in page.rows if unmet.short_of]
    cast = cast_for(
        actor, reading, [], on=round_.day, needs=[u.need for u in page.rows], homes=homes
    )
    cards = [unmet_card(round_, reading, u, cast) for u in page.rows if cast.sees(u.need)]
    return Slice(cards, page.number, page.has_next)


def _of(reading: Reading, unmet: Unmet) -> proposals.Facts:
    return reading.seekers[unmet.need]


def urgency_of(reading: Reading, unmet: Unmet) -> int:
    return int(_of(reading, unmet)["urgency"])


def unmet_card(round_: Round, reading: Reading, unmet: Unmet, cast: Cast) -> UnmetCard:
    seeker = reading.seekers[unmet.need]
    return UnmetCard(
        person=cast.person(unmet.need),
        url=reverse("allocation:line", args=[round_.pk, unmet.need]),
        urgency=seeker["urgency"],
        waited=seeker["waiting_days"],
        comes_from=cast.comes_from(unmet.need),
        why=wording.blocked(unmet, cast, weights_of(reading)),
        openings=wording.openings(unmet),
    )


def weights_of(reading: Reading) -> dict[str, int]:
    return dict(reading.snapshot.get("parameters", {}).get("weights", {}))


@dataclass(frozen=True)
class WorthRow:
    sort: str
    housed: int
    gain: str
    share: int  # per cent of the most
    exact: bool


def worth_rows(reading: Reading) -> list[WorthRow]:
    """What one more home of each kind would be worth; those worth nothing are left out."""
    worth: Iterable[Worth] = [w for w in reading.worth if w.gain > 0 or w.housed > 0]
    most = max((w.gain for w in worth), default=1)
    weights = weights_of(reading)
    return [
        WorthRow(
            sort=wording.sort_of_home(w),
            housed=w.housed,
            gain=wording.points(w.gain, weights),
            share=round(100 * w.gain / most),
            exact=w.exact,
        )
        for w in worth
    ]
