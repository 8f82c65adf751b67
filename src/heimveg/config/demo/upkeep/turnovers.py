"""Homes between two tenants at every step, and changes of tenant that came to their end."""

from datetime import timedelta

from heimveg.config.demo.rows import moment
from heimveg.config.demo.upkeep.inspections import held
from heimveg.config.demo.upkeep.keeping import MOST, WORKS, Keeping
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.dwellings.rules import Cause
from heimveg.upkeep.models import HomeCondition, Turnover, WaiverAsk, WorkOrder
from heimveg.upkeep.rules import InspectionKind, OrderState


def open_turnovers(keeping: Keeping, let: list[Dwelling]) -> None:
    """The homes that stand between tenants: as many steps as there are homes to show them."""
    outs = OutOfUse.objects.filter(cause=Cause.TURNOVER, ended_on=None).select_related("dwelling")
    for n, out in enumerate(outs.order_by("pk")):
        out.has_turnover = True
        out.save(update_fields=["has_turnover"])
        turnover = Turnover.objects.create(
            dwelling=out.dwelling,
            noticed_on=out.started_on - timedelta(days=60),
            vacated_on=out.started_on,
            out_of_use=out,
        )
        HomeCondition.objects.filter(dwelling=out.dwelling, seen_on__gte=out.started_on).update(
            seen_on=out.started_on - timedelta(days=40)
        )
        if n % 3 == 1 and n < MOST:
            _begun(keeping, turnover, finished=False)
        elif n % 3 == 2 and n < MOST:
            _begun(keeping, turnover, finished=True)
    noticed = keeping.rng.sample(let, min(5, len(let)))
    busy = set(Turnover.objects.open().values_list("dwelling_id", flat=True))
    for home in noticed:
        if home.pk not in busy:
            Turnover.begin(
                dwelling=home,
                noticed_on=keeping.days_ago(3, 40),
                expected_vacant_on=keeping.today + timedelta(days=keeping.rng.randrange(10, 80)),
                by=keeping.town.users["eigedom"].pk,
            )


def ask_the_leader(keeping: Keeping) -> None:
    """Two homes with worn surfaces, which the landlord would let before they are done."""
    begun = Turnover.objects.open().filter(works_on__isnull=False, at_standard_on=None)
    for turnover in begun.order_by("pk")[:2]:
        WaiverAsk.put(
            turnover,
            "robust_surfaces",
            "Malaren kjem om to veker, og den som skal flytte inn, vil heller inn no.",
            leader=keeping.town.users["leiar"],
            by=keeping.town.users["eigedom"].pk,
            at=moment(keeping.days_ago(1, 4)),
        )


def _begun(keeping: Keeping, turnover: Turnover, *, finished: bool) -> None:
    """Inspected, with works; `finished`: at the standard, and only the last click is left."""
    vacated = turnover.vacated_on or keeping.today
    day = min(vacated + timedelta(days=2), keeping.today)
    lacking = set() if finished else {"robust_surfaces", "fire_safety"}
    held(keeping, turnover.dwelling, InspectionKind.MOVE_OUT, day, lacking, turnover)
    turnover.reach(on=day, inspected=True, works=True, at_standard=finished)
    state = OrderState.DONE if finished else OrderState.STARTED
    WorkOrder.objects.bulk_create(
        WorkOrder(
            dwelling=turnover.dwelling,
            turnover=turnover,
            title=title,
            place=place,
            code=code,
            state=state,
            done_on=keeping.today if finished else None,
            cost_ore=nok * 100 if finished else None,
            estimate_ore=nok * 100,
            ordered_on=day,
            due_on=keeping.today + timedelta(days=5),
            assigned_to=keeping.town.users["vaktmeister"],
            cost_centre="2650",
        )
        for title, place, nok, code in WORKS[1:5:3]
    )


def ready_turnovers(keeping: Keeping, whole: list[Dwelling]) -> None:
    """Changes of tenant that came to their end: the home was seen after it was vacated."""
    busy = set(Turnover.objects.values_list("dwelling_id", flat=True))
    for home in [home for home in whole if home.pk not in busy][:MOST]:
        seen = HomeCondition.objects.filter(dwelling=home).order_by("seen_on").first()
        if seen is None:
            continue
        vacated = seen.seen_on - timedelta(days=keeping.rng.randrange(2, 9))
        ready = seen.seen_on + timedelta(days=keeping.rng.randrange(1, 18))
        if vacated < keeping.standard.adopted_on:
            continue
        Turnover.objects.create(
            dwelling=home,
            noticed_on=vacated - timedelta(days=75),
            vacated_on=vacated,
            inspected_on=seen.seen_on,
            at_standard_on=ready,
            ready_on=ready,
        )
