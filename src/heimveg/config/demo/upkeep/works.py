"""Work open and done, and what comes back."""

from datetime import timedelta

from heimveg.config.demo.upkeep.keeping import MOST, WORKS, Keeping
from heimveg.upkeep.models import RecurringTask, WorkOrder
from heimveg.upkeep.rules import ChargedTo, OrderState

COMES_BACK = (
    ("Kontroll av røykvarslar og sløkkjar", 12),
    ("Reins ventilasjon", 24),
    ("Feiing", 24),
)


def order_works(keeping: Keeping) -> None:
    """Work open and done in homes that are let, and what comes back."""
    town, rng, today = keeping.town, keeping.rng, keeping.today
    homes = rng.sample(town.dwellings, min(90, len(town.dwellings)))
    orders = []
    for n, home in enumerate(homes):
        title, place, nok, code = rng.choice(WORKS)
        is_done = n >= MOST
        ordered = keeping.days_ago(2, 12) if not is_done else keeping.days_ago(30, 700)
        orders.append(
            WorkOrder(
                dwelling=home,
                title=title,
                place=place,
                code=code,
                state=OrderState.DONE if is_done else OrderState.ORDERED,
                ordered_on=ordered,
                ordered_by=town.users["eigedom"],
                due_on=ordered + timedelta(days=rng.randrange(5, 25)),
                done_on=ordered + timedelta(days=rng.randrange(2, 28)) if is_done else None,
                estimate_ore=nok * 100,
                cost_ore=round(nok * rng.uniform(0.7, 1.6)) * 100 if is_done else None,
                assigned_to=town.users["vaktmeister"] if n % 3 else None,
                firm="" if n % 3 else rng.choice(("", "Nordvik Rør AS", "Målar'n")),
                cost_centre="2650",
                charged_to=rng.choices(list(ChargedTo), (14, 2, 1, 1))[0],
            )
        )
    WorkOrder.objects.bulk_create(orders)
    RecurringTask.objects.bulk_create(
        RecurringTask(
            dwelling=home,
            title=title,
            every_months=months,
            next_due_on=today + timedelta(days=rng.randrange(15, 300)),
            assigned_to=town.users["vaktmeister"],
            cost_centre="2650",
        )
        for home in homes[:10]
        for title, months in COMES_BACK
    )
