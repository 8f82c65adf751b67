"""Several keepers of the ledger pay out the same credit at once, on connections of their own."""

import pytest
from django.db import connections

from heimveg.tenancies.models import RentAccount
from tests.races import as_system
from tests.tenancies.test_leaving import DAY, owed
from tests.tenancies.test_ledger import let
from tests.tenancies.test_ledger_races import HANDS, keepers, outcomes  # noqa: F401  # a fixture
from tests.tenancies.test_paying_out import paid_out
from tests.tenancies.test_settling import paid

pytestmark = [pytest.mark.race, pytest.mark.usefixtures("this_day")]


def test_many_who_pay_out_at_once_pay_out_no_more_than_there_is(keepers, at_once):  # noqa: F811
    left = as_system(_in_credit)
    answers = at_once(HANDS, lambda n: paid_out(keepers[n], left, 600))
    assert outcomes(answers)[0] == "Entry", answers
    assert outcomes(answers).count("Entry") == 1, answers
    assert as_system(lambda: owed(left)) == -400


def test_the_negative_control_without_the_promise_more_is_paid_out(keepers, at_once):  # noqa: F811
    with connections["owner"].cursor() as owner:
        owner.execute("DROP TRIGGER paid_out_is_no_more_than_the_credit ON tenancies_entry")
    left = as_system(_in_credit)
    at_once(HANDS, lambda n: paid_out(keepers[n], left, 600))
    assert as_system(lambda: owed(left)) > 0


def _in_credit():
    """Somebody who has moved out with ten kroner to get back."""
    tenancy = let()
    RentAccount.open(tenancy, on=DAY)
    paid(tenancy, 1_000)
    tenancy.move_out(on=DAY)
    return tenancy
