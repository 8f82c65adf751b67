"""An offer that is out, on the page where a case is closed."""

import pytest

from heimveg.allocation.following import offers_out
from heimveg.persons.permissions import CHANGE_CASE
from tests.allocation.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(CHANGE_CASE.roles))
def test_it_leads_whoever_closes_the_case_to_a_page_they_may_open(town, act_as, log_in, role):
    town.chain()
    offer = town.opened(town.settled()[0])

    (standing,) = offers_out([offer.person_id], DAY)

    assert log_in(act_as((town.unit, role))).get(standing.url).status_code == 200
