from datetime import date, timedelta

from heimveg.config.demo.tenancies import ends_soonest
from heimveg.tenancies.models import Tenancy

TODAY = date(2026, 11, 23)


def test_the_coming_lease_of_the_demo_comes_within_three_months():
    days = (5, 200, 60, 80, 900)
    rows = [Tenancy(pk=d, lease_until=TODAY + timedelta(days=d)) for d in days]
    assert ends_soonest([*rows, Tenancy(pk=1)], TODAY).pk == 60
    assert ends_soonest(rows[:2], TODAY) is None
