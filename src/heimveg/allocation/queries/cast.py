"""Who and what the numbers of a proposal stand for, as far as one reader may see.

A link that the reader may not see has no name, and neither have the homes it touches: a home
beside a hidden link would tell where that person lives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.allocation import wording
from heimveg.allocation.permissions import READ_ROUNDS
from heimveg.allocation.proposals import Hidden, Line, Reading, hidden_from, number
from heimveg.base.parts import ChainHome
from heimveg.dwellings.models import Cluster, Dwelling
from heimveg.needs.models import Need
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind


@dataclass(frozen=True)
class Cast:
    """The names of one page. `with_names` False: case numbers only, for a paper handed round."""

    needs: dict[int, Need]
    dwellings: dict[int, Dwelling]
    clusters: dict[int, str]
    stays: dict[int, StayKind]  # by person
    hidden: Hidden = field(default_factory=Hidden)
    with_names: bool = True

    def sees(self, need: int) -> bool:
        return need in self.needs

    def person(self, need: int) -> str:
        if need not in self.needs:
            return _("somebody you may not see")
        if not self.with_names:
            return _("case %(number)d") % {"number": need}
        return self.needs[need].person.shown_name

    def home(self, dwelling: int) -> str:
        if dwelling in self.hidden.homes or dwelling not in self.dwellings:
            return _("a home you may not see")
        return self.dwellings[dwelling].address

    def cluster(self, cluster: int) -> str:
        return self.clusters.get(cluster, "")

    def home_card(self, dwelling: int) -> ChainHome:
        """A home as a card of a chain shows it."""
        if dwelling in self.hidden.homes or dwelling not in self.dwellings:
            return ChainHome(capfirst(_("a home you may not see")))
        row = self.dwellings[dwelling]
        facts = {
            "kind": row.kind,
            "standard": row.standard,
            "location": row.cluster.location if row.cluster else "ordinary",
            "staffed": row.cluster.staffed if row.cluster else "none",
        }
        detail = f"{wording.sort_of_home(facts)} · {wording.size({'rooms': row.rooms or 1})}"
        return ChainHome(row.address, reverse("desk:dwelling", args=[dwelling]), detail)

    def comes_from(self, need: int) -> str:
        """Where somebody lives who frees no municipal home."""
        row = self.needs.get(need)
        kind = self.stays.get(row.person_id) if row else None
        if kind is None or kind is StayKind.UNKNOWN:
            return _("Not known")
        return capfirst(str(Stay.KINDS[kind]))

    def is_temporary(self, need: int) -> bool:
        row = self.needs.get(need)
        return row is not None and self.stays.get(row.person_id) in TEMPORARY


TEMPORARY = frozenset(
    {
        StayKind.TEMPORARY_ACCOMMODATION,
        StayKind.EMERGENCY_OVERNIGHT,
        StayKind.CRISIS_CENTRE,
        StayKind.FAMILY_OR_FRIENDS,
        StayKind.ROUGH,
    }
)


def cast_for(  # noqa: PLR0913  # what one page names
    actor: Actor,
    reading: Reading,
    lines: Iterable[Line],
    *,
    on: date,
    needs: Iterable[int] = (),
    homes: Iterable[int] = (),
    with_names: bool = True,
) -> Cast:
    """The names for these lines, and for further needs and homes. At most four queries.

    Whoever a line touches is asked about too: those it frees a home for, and those who would
    take the next best home.
    """
    shown = list(lines)
    touched = shown + [line for line in _beside(reading, shown, homes) if line not in shown]
    wanted = {line.need for line in touched} | set(needs)
    seen = _needs(actor, wanted)
    all_homes = {pk for line in touched for pk in (line.home, line.leaves) if pk} | set(homes)
    dwellings = Dwelling.objects.filter(pk__in=all_homes).select_related("cluster")
    by_number = {row.pk: row for row in dwellings}
    return Cast(
        needs=seen,
        dwellings=by_number,
        clusters=dict(Cluster.objects.values_list("pk", "name")),
        stays=_stays(seen.values(), on),
        hidden=hidden_from(touched, set(seen)),
        with_names=with_names,
    )


def _beside(reading: Reading, lines: list[Line], homes: Iterable[int]) -> list[Line]:
    """Lines that take or leave a home that the page names: whether they are hidden decides
    whether it may be named."""
    named = {pk for line in lines for pk in (line.home, line.leaves) if pk} | set(homes)
    for line in lines:
        reasons = [line.reason(code) for code in ("next_best", "environment_full")]
        named |= {number(reason["home"]) for reason in reasons if reason and reason["home"]}
    return [line for line in reading.moves if line.home in named or line.leaves in named]


def _needs(actor: Actor, wanted: set[int]) -> dict[int, Need]:
    mine = Need.objects.permitted_to(actor, READ_ROUNDS).filter(pk__in=wanted)
    return {need.pk: need for need in mine.select_related("person")}


def names_seen(actor: Actor, needs: Iterable[int]) -> dict[int, str]:
    """Names to sort by, of those the reader sees. Nobody is shown by it, so nobody is in the
    read log."""
    mine = Need.objects.permitted_to(actor, READ_ROUNDS).filter(pk__in=list(needs))
    rows = mine.values_list("pk", "person__name", "person__nickname")
    return {pk: name or nickname for pk, name, nickname in rows}


def _stays(needs: Iterable[Need], on: date) -> dict[int, StayKind]:
    persons = [need.person_id for need in needs]
    running = Stay.objects.running_on(on).filter(person_id__in=persons)
    return {person: StayKind(kind) for person, kind in running.values_list("person_id", "kind")}
