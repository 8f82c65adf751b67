"""What the register holds about the people of a waiting list, as far as the importer sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heimveg.access.context import reading_as
from heimveg.access.gate import Actor
from heimveg.accounts.queries import system_user
from heimveg.dwellings.models import Cluster, Dwelling
from heimveg.exchange.columns.rows import Sheet
from heimveg.exchange.permissions import IMPORT_NEEDS
from heimveg.exchange.waiting_list.person_matching import Match
from heimveg.needs.models import Income, Need
from heimveg.persons.models import Person
from heimveg.stays.models import Stay
from heimveg.tenancies.models import Tenancy

CLUSTERS = ("clusters_not", "wished_clusters")


@dataclass(slots=True)
class Known:
    """What the register holds about the people of a file, as far as the importer sees."""

    people: dict[int, Person]
    needs: dict[int, Need]
    closed: dict[tuple[int, date], Need]
    stays: dict[int, Stay]
    incomes: dict[int, int]
    lives_in: dict[int, int]  # person → dwelling
    let_to: dict[int, int]  # dwelling → person, whoever it is: a let home shows as let to all
    clusters: dict[str, Cluster]
    homes: dict[str, Dwelling]

    @classmethod
    def of(cls, sheet: Sheet, found: Iterable[Match], actor: Actor, *, on: date) -> "Known":
        """Nine queries, whatever the number of rows."""
        ids = {match.seen for match in found if match.seen}
        seen = Person.objects.permitted_to(actor, IMPORT_NEEDS).filter(pk__in=ids)
        needs = Need.objects.permitted_to(actor, IMPORT_NEEDS).filter(person_id__in=ids)
        stays = (
            Stay.objects.permitted_to(actor, IMPORT_NEEDS).running_on(on).filter(person_id__in=ids)
        )
        incomes = Income.objects.permitted_to(actor, IMPORT_NEEDS).filter(person_id__in=ids)
        numbers = {r.values["lives_in"] for r in sheet.rows if "lives_in" in r.values}
        homes = {
            home.object_number: home for home in Dwelling.objects.filter(object_number__in=numbers)
        }
        return cls(
            {person.pk: person for person in seen},
            {need.person_id: need for need in needs.open().prefetch_related(*CLUSTERS)},
            {(need.person_id, need.opened_on): need for need in needs.exclude(closed_on=None)},
            {stay.person_id: stay for stay in stays},
            dict(incomes.order_by("known_on").values_list("person_id", "nok_year")),
            dict(
                Tenancy.objects.permitted_to(actor, IMPORT_NEEDS).running_on(on)
                .filter(person_id__in=ids).values_list("person_id", "dwelling_id")
            ),
            _let_to([home.pk for home in homes.values()], on),
            {cluster.name.casefold(): cluster for cluster in Cluster.objects.all()},
            homes,
        )  # fmt: skip


def _let_to(home_ids: list[int], on: date) -> dict[int, int]:
    """Which homes are let, to whomever. Nothing of it is shown but that a home is let."""
    with reading_as(system_user().pk):
        let = Tenancy.objects.filter(dwelling_id__in=home_ids).running_on(on)
        return dict(let.values_list("dwelling_id", "person_id"))
