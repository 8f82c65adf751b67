"""The published demand of 2024, and a stock of exactly the eight published counts."""

from heimveg.accounts.rules import UnitKind
from heimveg.config.demo import published
from heimveg.config.demo.needing import GROUP_OF, RECOMMENDED, WHY, requirements
from heimveg.config.demo.people import SITUATIONS, coordinator
from heimveg.config.demo.rows import Rows
from heimveg.config.demo.town import OPENED, Town
from heimveg.dwellings.models import Cluster, Dwelling
from heimveg.dwellings.rules import STANDARD_ORDER
from heimveg.needs.models import Need
from heimveg.needs.rules import MATRIX, suggested_urgency
from heimveg.persons.rules import Basis
from heimveg.stays.models import Stay


def build_stock(town: Town) -> None:
    """As many dwellings of each recommended kind as households it is recommended for.

    Standard, location and staffing follow from the matrix's group for that kind.
    """
    number = 0
    for recommended, count in published.counts("recommended_dwelling").items():
        required = RECOMMENDED[recommended]
        standard = (
            MATRIX[GROUP_OF[recommended]].standard
            if recommended in GROUP_OF
            else STANDARD_ORDER[0]
        )
        cluster = Cluster.objects.create(
            name=recommended.capitalize(),
            location=required["locations"][0],
            staffed=required.get("staffed_at_least", "none"),
        )
        town.dwellings += Dwelling.objects.bulk_create(
            Dwelling(
                object_number=f"{number + n + 1:05d}",
                address=f"Byvegen {number + n + 1}",
                cluster=cluster,
                kind=required["kinds"][0],
                standard=standard,
                bedrooms=1,
                started_on=OPENED,
            )
            for n in range(count)
        )
        number += count


def add_demand(town: Town, rows: Rows) -> None:
    """The 2,962 households that have a recommended dwelling, in groups where the matrix counts
    them and at ordinary standard otherwise."""
    situations = list(published.counts("current_stay"))
    for recommended, count in published.counts("recommended_dwelling").items():
        group = GROUP_OF.get(recommended)
        in_group = published.matrix_counts()[group] if group else 0
        for n in range(count):
            situation = situations[n % len(situations)]
            opened = rows.ago(5, 700)
            unit, worker = coordinator(town, rows)
            person = rows.person(on=opened, unit=unit, worker=worker)
            reasons = WHY.get(situation, ())
            rows.add(Stay(person=person, kind=SITUATIONS[situation][0], started_on=opened))
            rows.add(
                Need(
                    person=person,
                    unit=town.unit(UnitKind.HOUSING),
                    opened_on=opened,
                    urgency=suggested_urgency(frozenset(reasons)),
                    urgency_reasons=[str(r) for r in reasons],
                    **requirements(recommended, group if n < in_group else None),
                )
            )
            if unit.kind != UnitKind.HOUSING:
                rows.relation(person, town.unit(UnitKind.HOUSING), on=opened, basis=Basis.NEED)
