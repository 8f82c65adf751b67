from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from unittest.mock import patch

from heimveg.accounts.models import User
from heimveg.config.demo.tenancies import ends_soonest
from heimveg.config.demo.upkeep import turnovers as between
from heimveg.dwellings.models import Dwelling
from heimveg.tenancies.models import Tenancy

TODAY = date(2026, 11, 23)


def test_the_coming_lease_of_the_demo_comes_within_three_months():
    days = (5, 200, 60, 80, 900)
    rows = [Tenancy(pk=d, lease_until=TODAY + timedelta(days=d)) for d in days]
    assert ends_soonest([*rows, Tenancy(pk=1)], TODAY).pk == 60
    assert ends_soonest(rows[:2], TODAY) is None


def test_nobody_gives_notice_of_a_home_that_nobody_lives_in():
    """Else the page of an empty home says that its tenant may stay after all."""
    homes = [Dwelling(pk=n) for n in range(60)]
    begun = []
    keeping = SimpleNamespace(
        rng=Random(1), town=SimpleNamespace(users={"eigedom": User(pk=1)}, dwellings=homes),
        today=TODAY, days_ago=lambda *_days: TODAY,
    )  # fmt: skip
    with (
        patch.object(between, "Turnover") as turnovers,
        patch.object(between, "OutOfUse") as outs,
    ):
        outs.objects.filter.return_value.select_related.return_value.order_by.return_value = []
        turnovers.objects.open.return_value.values_list.return_value = []
        turnovers.begin.side_effect = lambda **said: begun.append(said["dwelling"].pk)
        between.open_turnovers(keeping, homes[50:])

    assert len(begun) == 5
    assert all(pk >= 50 for pk in begun)
